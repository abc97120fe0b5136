"""The request for a specialist's answer to a question of the bank."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from interviewapis import limits
from interviewapis.fields import NO_NUL, Flag, RequestModel, characters
from interviewapis.runs.schemas import AgentId


class BankAnswerRequest(RequestModel):
    """How a question of the bank is to be answered."""

    context: Annotated[
        str,
        characters(0, limits.CONTEXT_LONGEST),
        NO_NUL,
        Field(description="What to take into account: level, company, stack, time."),
    ] = ""
    agent: Annotated[
        AgentId | None, Field(description="Ask this specialist; left out, the question is routed.")
    ] = None
    conversation_id: Annotated[
        UUID | None, Field(description="Answer within this conversation.")
    ] = None
    store_answer: Annotated[
        Flag,
        Field(
            description="Make the whole answer the question's `answer_markdown_content`. Of a "
            "library entry, you get a version of your own."
        ),
    ] = False
