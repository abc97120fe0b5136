"""Requests and responses of the answers slice."""

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    field_validator,
)

from agents.contracts import AnswerBrief, Turn
from agents.specialists import SPECIALISTS
from interviewapis import limits
from interviewapis.fields import NO_NUL, RequestModel, ResponseModel, characters


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

Question = Annotated[str, characters(limits.QUESTION_SHORTEST, limits.QUESTION_LONGEST), NO_NUL]
Confidence = Annotated[float, Field(ge=0, le=1)]
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


class AnswerRequest(RequestModel):
    """A question for the specialists."""

    question: Annotated[Question, Field(description="The interview question.")]
    context: Annotated[
        str,
        characters(0, limits.CONTEXT_LONGEST),
        NO_NUL,
        Field(description="What to take into account: level, company, stack, time."),
    ] = ""
    conversation_history: Annotated[
        tuple[HistoryEntry, ...],
        Field(
            max_length=limits.HISTORY_ENTRIES,
            description="Earlier turns, oldest first: `{role, content}` or `{question, answer}`. "
            f"At most {limits.HISTORY_ENTRIES} entries and {limits.HISTORY_LONGEST} characters; "
            "a model is sent the newest 24000.",
        ),
    ] = ()
    agent: Annotated[
        AgentId | None, Field(description="Ask this specialist; left out, the question is routed.")
    ] = None

    @field_validator("conversation_history")
    @classmethod
    def _bounded_history(cls, history: tuple[HistoryEntry, ...]) -> tuple[HistoryEntry, ...]:
        size = sum(len(turn.content) for entry in history for turn in entry.turns())
        if size > limits.HISTORY_LONGEST:
            raise ValueError(
                f"may have {limits.HISTORY_LONGEST} characters at most; drop the oldest turns"
            )
        return history

    def brief(self) -> AnswerBrief:
        """What the agents need of this request."""
        return AnswerBrief(
            question=self.question,
            context=self.context,
            history=tuple(turn for each in self.conversation_history for turn in each.turns()),
            agent=self.agent,
        )


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
    """`fallback`: whoever should have decided could not."""
    fallback: bool
    """Whether `decided_by` is `fallback`."""
    in_scope: bool
    """False when this is no interview question; the answer says so."""
    alternatives: list[AgentConfidence]
    """Others that could answer, most likely first; often none."""


class RouteResponse(ResponseModel):
    """A routing decision alone."""

    question: str
    """The question, without white space at its ends."""
    routing: Routing
    """Who would answer, and why."""


class Source(ResponseModel):
    """A library entry that the answer drew on."""

    slug: str
    """Name of the entry: `<specialist>/<file name>`."""
    question: str
    """The question that the entry answers."""
    match: Literal["near", "related"]
    """`near`: the entry answers this very question."""
    similarity: float
    """Cosine between your question and the entry's, -1 to 1."""
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
    """Who wrote it: `openai` (a model server) or `library`, which is no model."""
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
