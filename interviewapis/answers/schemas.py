"""Requests and responses of the answers slice."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from agents.contracts import AnswerBrief, Turn
from interviewapis import limits
from interviewapis.fields import NO_NUL, IdempotencyKey, RequestModel, ResponseModel, characters
from interviewapis.runs.schemas import AgentId, Confidence, Metadata, Routing, Ticket

Question = Annotated[str, characters(limits.QUESTION_SHORTEST, limits.QUESTION_LONGEST), NO_NUL]
HistoryText = Annotated[str, characters(0, limits.HISTORY_ENTRY_LONGEST), NO_NUL]


class Message(RequestModel):
    """One earlier message."""

    role: Annotated[Literal["user", "assistant"], Field(description="Who said it.")]
    content: Annotated[HistoryText, Field(description="What was said.")]

    def turns(self) -> tuple[Turn, ...]:
        """This entry as turns."""
        return (Turn(self.role, self.content),)


class Exchange(RequestModel):
    """One earlier question with its answer."""

    question: Annotated[HistoryText, Field(description="What you asked, instead of `role`.")]
    answer: Annotated[HistoryText, Field(description="What was answered, instead of `content`.")]

    def turns(self) -> tuple[Turn, ...]:
        """This entry as turns."""
        return Turn("user", self.question), Turn("assistant", self.answer)


def _shape(value: Any) -> str:
    if isinstance(value, dict):
        return "exchange" if "question" in value or "answer" in value else "message"
    return "message" if isinstance(value, Message) else "exchange"


HistoryEntry = Annotated[
    Annotated[Message, Tag("message")] | Annotated[Exchange, Tag("exchange")],
    Discriminator(_shape),
]


class AnswerQuery(RequestModel):
    """A question for the specialists, as far as it fits into an address."""

    question: Annotated[
        Question,
        Field(
            description="The interview question.",
            examples=["How would you design a URL shortening service?"],
        ),
    ]
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
        UUID | None,
        Field(description="Continue this conversation: its questions and answers are taken along."),
    ] = None

    def brief(self) -> AnswerBrief:
        """What the agents need of this request."""
        return AnswerBrief(question=self.question, context=self.context, agent=self.agent)


class StreamQuery(AnswerQuery):
    """A question of an ``EventSource``, which can't send headers."""

    ticket: Ticket = None
    idempotency_key: Annotated[
        IdempotencyKey | None,
        Field(
            description="As the header `Idempotency-Key`. With it, not even a connection that is "
            "lost before the first event makes a browser ask twice.",
        ),
    ] = None


class AnswerRequest(AnswerQuery):
    """A question for the specialists."""

    conversation_history: Annotated[
        tuple[HistoryEntry, ...],
        Field(
            max_length=limits.HISTORY_ENTRIES,
            description="Earlier turns, oldest first: `{role, content}` or `{question, answer}`. "
            f"At most {limits.HISTORY_ENTRIES} entries and {limits.HISTORY_LONGEST} characters; "
            "a model is sent the newest 24000.",
        ),
    ] = ()

    @field_validator("conversation_history")
    @classmethod
    def _bounded_history(cls, history: tuple[HistoryEntry, ...]) -> tuple[HistoryEntry, ...]:
        size = sum(len(turn.content) for entry in history for turn in entry.turns())
        if size > limits.HISTORY_LONGEST:
            raise ValueError(
                f"may have {limits.HISTORY_LONGEST} characters at most; drop the oldest turns"
            )
        return history

    @model_validator(mode="after")
    def _one_history(self) -> Self:
        if self.conversation_id and self.conversation_history:
            raise ValueError(
                "send conversation_id or conversation_history: a conversation has its own history"
            )
        return self

    def brief(self) -> AnswerBrief:
        """What the agents need of this request."""
        return AnswerBrief(
            question=self.question,
            context=self.context,
            history=tuple(turn for each in self.conversation_history for turn in each.turns()),
            agent=self.agent,
        )


class AgainRequest(RequestModel):
    """How to ask a question again."""

    agent: Annotated[
        AgentId | None,
        Field(description="Ask this specialist; left out, the same as before, or who is chosen."),
    ] = None


InterviewType = Literal[
    "technical",
    "behavioral",
    "coding",
    "system_design",
    "product",
    "product_manager",
    "architecture",
    "architect",
    "mixed",
]
_HINTS = {"product": "product_manager", "architecture": "architect", "mixed": None}


class InterviewRequest(RequestModel):
    """The older form of a question."""

    question: Annotated[
        str, characters(5, 1000), NO_NUL, Field(description="The interview question.")
    ]
    interview_type: Annotated[
        InterviewType | None,
        Field(description="The kind of interview; weighs where the question leaves doubt."),
    ] = None
    user_context: Annotated[
        str, characters(0, 500), NO_NUL, Field(description="What to take into account.")
    ] = ""

    def brief(self) -> AnswerBrief:
        """What the agents need of this request."""
        kind = self.interview_type
        hint = _HINTS.get(kind, kind) if kind else None
        return AnswerBrief(question=self.question, context=self.user_context, hint=hint)


class RouteResponse(ResponseModel):
    """A routing decision alone."""

    question: str
    """The question, without white space at its ends."""
    routing: Routing
    """Who would answer, and why."""


class Statistics(ResponseModel):
    """The size of an answer."""

    word_count: int
    """Words, separated by white space."""
    character_count: int
    """Characters (Unicode code points)."""


class AnswerResponse(ResponseModel):
    """A whole answer."""

    success: Literal[True]
    """Always true: a failure is a problem, never a body like this."""
    timestamp: str
    """When it was sent; ISO 8601 in UTC."""
    question: str
    """The question, without white space at its ends."""
    routing: Routing
    """Who answered, and why."""
    answer: str
    """The answer in Markdown."""
    metadata: Metadata
    """What the answer is like, who wrote it, from what, and how fast."""
    follow_up_questions: list[str]
    """What an interviewer might ask next; three."""
    statistics: Statistics
    """The size of the answer."""
    run_id: str
    """Id of this answer, a UUID."""
    stored: bool
    """False when the database could not keep it."""


class InterviewResponse(ResponseModel):
    """A whole answer in the older form."""

    answer: str
    """The answer in Markdown."""
    agent_used: AgentId
    """Id of the specialist that answered."""
    routing_reasoning: str
    """Why this specialist, for a person."""
    confidence_score: Confidence
    """How sure the routing was."""
    suggested_follow_ups: list[str]
    """What an interviewer might ask next; three."""
    timestamp: str
    """When it was sent; ISO 8601 in UTC."""


class Agent(ResponseModel):
    """A specialist."""

    id: AgentId
    """What `agent` takes."""
    name: str
    """Name for people."""
    specializations: list[str]
    """Topics."""
    best_for: str
    """Which questions to bring here."""


class AgentsResponse(ResponseModel):
    """All specialists."""

    total_agents: int
    """How many there are."""
    agents: list[Agent]
    """In the order in which to show them."""
