"""Requests and responses of the answers slice."""

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    model_validator,
)

from agents.contracts import AnswerBrief, Turn
from agents.specialists import SPECIALISTS
from interviewapis import limits
from interviewapis.fields import NO_NUL, RequestModel, characters


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
HistoryText = Annotated[str, characters(0, limits.HISTORY_ENTRY_LONGEST), NO_NUL]


class Message(RequestModel):
    """One earlier message."""

    role: Literal["user", "assistant"]
    content: HistoryText

    def turns(self) -> tuple[Turn, ...]:
        """This entry as turns."""
        return (Turn(self.role, self.content),)


class Exchange(RequestModel):
    """One earlier question with its answer."""

    question: HistoryText
    answer: HistoryText

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
            f"At most {limits.HISTORY_ENTRIES} entries and {limits.HISTORY_LONGEST} characters.",
        ),
    ] = ()
    agent: Annotated[
        AgentId | None, Field(description="Ask this specialist; left out, the question is routed.")
    ] = None

    @model_validator(mode="after")
    def _bounded_history(self) -> "AnswerRequest":
        turns = (turn for entry in self.conversation_history for turn in entry.turns())
        size = sum(len(turn.content) for turn in turns)
        if size > limits.HISTORY_LONGEST:
            raise ValueError(
                f"conversation_history may have {limits.HISTORY_LONGEST} characters at most; "
                "drop the oldest turns"
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

    question: Annotated[str, characters(5, 1000), NO_NUL]
    interview_type: Annotated[
        InterviewType | None,
        Field(description="The kind of interview; weighs where the question leaves doubt."),
    ] = None
    user_context: Annotated[str, characters(0, 500), NO_NUL] = ""

    def brief(self) -> AnswerBrief:
        """What the agents need of this request."""
        kind = self.interview_type
        hint = _HINTS.get(kind, kind) if kind else None
        return AnswerBrief(question=self.question, context=self.user_context, hint=hint)


class AgentConfidence(BaseModel):
    """A specialist with a probability."""

    agent: str
    confidence: float


class Routing(BaseModel):
    """Who answers, and why."""

    selected_agent: AgentId
    reasoning: str
    confidence: Annotated[float, Field(ge=0, le=1)]
    decided_by: Literal["caller", "classifier", "model", "fallback"]
    fallback: bool
    in_scope: bool
    alternatives: list[AgentConfidence]


class RouteResponse(BaseModel):
    """A routing decision alone."""

    question: str
    routing: Routing


class Source(BaseModel):
    """A library entry that the answer drew on."""

    slug: str
    question: str
    match: Literal["near", "related"]
    similarity: float
    references: list[str]


class Usage(BaseModel):
    """Tokens as the provider counted them."""

    input_tokens: int
    output_tokens: int


class Metadata(BaseModel):
    """What the answer is like, who wrote it, from what, and how fast."""

    word_count: int
    char_count: int
    has_examples: bool
    has_structure: bool
    provider: Annotated[str, Field(description="`library` is no model.")]
    model: str
    basis: Literal["model", "entry", "related", "framework"]
    sources: list[Source]
    finish_reason: str
    truncated: bool
    usage: Usage | None
    time_to_first_token_ms: int | None
    duration_ms: int


class Statistics(BaseModel):
    """The size of an answer."""

    word_count: int
    character_count: int


class AnswerResponse(BaseModel):
    """A whole answer."""

    success: Literal[True]
    timestamp: str
    question: str
    routing: Routing
    answer: str
    metadata: Metadata
    follow_up_questions: list[str]
    statistics: Statistics
    run_id: str
    stored: bool


class InterviewResponse(BaseModel):
    """A whole answer in the older form."""

    answer: str
    agent_used: AgentId
    routing_reasoning: str
    confidence_score: float
    suggested_follow_ups: list[str]
    timestamp: str


class Agent(BaseModel):
    """A specialist."""

    id: AgentId
    name: str
    specializations: list[str]
    best_for: str


class AgentsResponse(BaseModel):
    """All specialists."""

    total_agents: int
    agents: list[Agent]
