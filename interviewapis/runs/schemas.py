"""Responses that show what is known of a run."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema

from agents.specialists import SPECIALISTS
from interviewapis.fields import ResponseModel


def _known_agent(agent: str) -> str:
    if agent not in SPECIALISTS:
        raise ValueError(f"must be one of {', '.join(SPECIALISTS)}")
    return agent


AgentId = Annotated[
    str,
    AfterValidator(_known_agent),
    WithJsonSchema({"type": "string", "enum": list(SPECIALISTS)}),
]
"""Id of a specialist; follows the registry, so that a new specialist needs no change here."""

RunStatus = Literal["running", "completed", "failed", "cancelled", "interrupted"]
Confidence = Annotated[float, Field(ge=0, le=1)]
Ticket = Annotated[
    str | None,
    Field(
        min_length=20,
        max_length=100,
        description="From `POST /api/agents/stream-tickets`, for clients that can't send headers. "
        "Opens one stream.",
    ),
]


class AgentConfidence(ResponseModel):
    """A specialist with a probability."""

    agent: AgentId
    confidence: Confidence
    """How likely the question is this specialist's."""


class Routing(ResponseModel):
    """Who answers, and why."""

    selected_agent: AgentId
    """Id of the specialist that answers; never empty."""
    reasoning: str
    """One or two sentences for a person."""
    confidence: Confidence
    """1.0 when the caller chose."""
    decided_by: Literal["caller", "classifier", "model", "fallback"]
    """`classifier` where it is sure, else `model`; `fallback`: the classifier's best guess, since
    it was not sure and no model could decide."""
    fallback: bool
    """Whether `decided_by` is `fallback`."""
    in_scope: bool
    """False when this is no interview question; the answer says so."""
    alternatives: list[AgentConfidence]
    """Others that could answer, most likely first; often none."""


class Source(ResponseModel):
    """A library entry that the answer drew on."""

    slug: str
    """Name of the entry: `<specialist>/<file name>`."""
    question: str
    """The question that the entry answers."""
    match: Literal["near", "related"]
    """`near`: the entry answers this very question."""
    strength: Confidence
    """Probability, 0 to 1, that the entry asks what you asked."""
    references: list[str]
    """Where the entry's facts can be checked."""


class Usage(ResponseModel):
    """Tokens as the provider counted them."""

    input_tokens: int
    """Tokens of the prompt."""
    output_tokens: int
    """Tokens of the answer."""


class Metadata(ResponseModel):
    """What the answer is like, who wrote it, from what, and how fast."""

    word_count: int
    """Words, separated by white space."""
    char_count: int
    """Characters (Unicode code points)."""
    has_examples: bool
    """Whether it has code or says "for example"."""
    has_structure: bool
    """Whether it has headings, lists or tables."""
    provider: str
    """Who wrote it: `openai` or `local` (model servers), or `library`, which is no model."""
    model: str
    """The model's name as the server told it; `interview-library` without one."""
    basis: Literal["model", "entry", "related", "framework"]
    """`model`: a model wrote it. Without one: `entry`, a library entry answers the question;
    `related`, the field's framework with related entries; `framework`, nothing was near."""
    sources: list[Source]
    """Library entries behind the answer; notes for the model when one wrote it."""
    finish_reason: str
    """`stop`, or `length` when the model ran into `OPENAI_MAX_TOKENS`."""
    truncated: bool
    """Whether `finish_reason` is `length`."""
    usage: Usage | None
    """Null when nobody counted."""
    time_to_first_token_ms: int | None
    """From the request to the first piece of the answer."""
    duration_ms: int
    """From the request to the end of the answer."""


class RunError(ResponseModel):
    """Why there is no whole answer."""

    error: str
    """The code in words."""
    message: str
    """What went wrong and what to do next."""
    code: str
    """What went wrong, for programs."""
    retryable: bool
    """Whether the same question may succeed later."""
    retry_after: float | None
    """Seconds to wait first, when known."""


class EmptyObject(ResponseModel):
    """Nothing yet."""

    model_config = ConfigDict(extra="forbid")


class RunResponse(ResponseModel):
    """A question and what came of it."""

    run_id: UUID
    """Id of the run."""
    status: RunStatus
    """`interrupted`: the server stopped in the middle; `cancelled`: somebody stopped it."""
    question: str
    """What was asked."""
    context: str
    """What was to be taken into account."""
    routing: Routing | None
    """Who answers, and why; null until that is decided."""
    answer: str
    """The answer in Markdown, as far as it has come."""
    follow_up_questions: list[str]
    """What an interviewer might ask next; none until the answer is whole."""
    provider: str | None
    """Who answers: `openai` or `local` (model servers), or `library`, which is no model."""
    model: str | None
    """The model's name."""
    usage: Usage | None
    """Null when nobody counted."""
    time_to_first_token_ms: int | None
    """From the question to the first piece of the answer."""
    duration_ms: int | None
    """From the question to the end."""
    metadata: Metadata | EmptyObject
    """What the answer is like; empty until it is whole."""
    error: RunError | None
    """Why the answer is not whole."""
    question_id: int | None
    """The question of the bank that it answers."""
    conversation_id: UUID | None
    """The conversation it belongs to."""
    replaces_run_id: UUID | None
    """The run that was asked again."""
    created_at: datetime
    """When it was asked; ISO 8601 in UTC."""
    finished_at: datetime | None
    """When it ended."""
