"""What goes into the agents and what comes out: frozen briefs in, a closed union of events out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Embedding = NDArray[np.float32]
"""A sentence embedding: float32, shape (384,), unit length."""

DecidedBy = Literal["caller", "classifier", "model", "fallback"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class AnswerBrief:
    """A question to answer, with everything the caller said about it.

    Args:
        question: 5 to 2000 characters.
        context: What the caller wants taken into account (level, company, stack); at most
            1000 characters, may be empty.
        history: Earlier turns, oldest first.
        agent: The specialist that the caller chose, or None to have the question routed.
        hint: The specialist that the kind of interview suggests; weighs, does not decide.
        talking_to: The specialist who gave the last answer of the conversation, where that is
            known.
    """

    question: str
    context: str = ""
    history: tuple[Turn, ...] = ()
    agent: str | None = None
    hint: str | None = None
    talking_to: str | None = None


@dataclass(frozen=True, slots=True)
class AgentConfidence:
    """A specialist and the probability, 0 to 1, that the question is its own."""

    agent: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Routing:
    """Who answers, and why.

    Args:
        selected_agent: Id of a specialist; never empty.
        confidence: 0 to 1. 1.0 when the caller chose.
        decided_by: ``fallback`` when whoever should have decided could not.
        in_scope: False when the question is no interview question.
        reasoning: One or two sentences for a person.
        alternatives: Other specialists that could answer, most likely first.
    """

    selected_agent: str
    confidence: float
    decided_by: DecidedBy
    in_scope: bool
    reasoning: str
    alternatives: tuple[AgentConfidence, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """Something a strong answer says. ``weight``: 3 decides the answer, 2 matters, 1 is a plus."""

    point: str
    weight: int


@dataclass(frozen=True, slots=True)
class Note:
    """A library entry found for a question.

    Args:
        similarity: Cosine between the question and what the entry is about, -1 to 1.
        lexical: BM25 of the question's words in the entry, over the square root of their
            number; 0 when they share none.
        framework: The shape that a strong answer takes, in a few words.
        seniority: Levels at which the question is asked.
        minutes: What an answer in an interview takes.
        references: Where the facts can be checked.
    """

    slug: str
    specialist: str
    question: str
    similarity: float
    lexical: float
    answer: str
    key_points: tuple[KeyPoint, ...]
    common_mistakes: tuple[str, ...]
    tips: tuple[str, ...]
    follow_ups: tuple[str, ...]
    framework: str
    seniority: tuple[str, ...]
    minutes: int
    references: tuple[str, ...] = ()


class NoteFinder(Protocol):
    """The port through which agents search the library; connected to the database at the root."""

    async def nearest(
        self, question: str, embedding: Embedding, *, specialist: str | None, limit: int
    ) -> list[Note]:
        """Find the entries nearest to a question, nearest first.

        Args:
            question: Its words.
            embedding: Its meaning.
            specialist: Whose entries to search; None for all.
            limit: The most entries to return.

        Raises:
            AnswerFailed: with code ``library_unavailable`` when the library can't be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the provider counted them."""

    input_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True)
class Source:
    """A library entry that an answer drew on.

    Args:
        match: ``near`` when the entry answers the question itself.
        strength: Probability, 0 to 1, that it does.
    """

    slug: str
    question: str
    match: Literal["near", "related"]
    strength: float
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer.

    Args:
        provider: Who wrote it: ``library`` or the kind of model server.
        model: The model's name; for the library, its version.
        finish_reason: ``stop``, or ``length`` when the model ran into its token limit.
        basis: How a library answer came about: ``entry`` (a near entry's own answer),
            ``related`` (framework and related entries) or ``framework`` (nothing was near);
            ``model`` when a model wrote it.
        usage: None when the provider did not count.
    """

    text: str
    provider: str
    model: str
    finish_reason: str
    basis: Literal["model", "entry", "related", "framework"]
    sources: tuple[Source, ...] = ()
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Routed:
    """The supervisor has decided."""

    routing: Routing


@dataclass(frozen=True, slots=True)
class TextStreamed:
    """A piece of the answer, as the model made it."""

    text: str


@dataclass(frozen=True, slots=True)
class AnswerFinished:
    """The whole answer is there."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class FollowUpsSuggested:
    """Three follow-up questions. ``generic`` marks those that do not look at the answer."""

    questions: tuple[str, ...]
    generic: bool


AnswerEvent = Routed | TextStreamed | AnswerFinished | FollowUpsSuggested
Emit = Callable[[AnswerEvent], Awaitable[None]]


FailureCode = Literal[
    "upstream_timeout",
    "upstream_rate_limit",
    "upstream_auth",
    "upstream_refusal",
    "upstream_unavailable",
    "upstream_malformed",
    "upstream_rejected",
    "context_length",
    "cut_mid_answer",
    "library_unavailable",
    "cancelled",
    "abandoned",
    "shutting_down",
    "interrupted",
    "internal",
]


@dataclass
class AnswerFailed(Exception):  # noqa: N818 - a run fails; the name is what callers catch
    """No answer, or only a part of one.

    Args:
        code: What went wrong, for programs.
        message: What went wrong and what to do next, for people. Holds no text from upstream,
            which may echo keys or prompts.
        retryable: Whether the same request may succeed later.
        retry_after: Seconds to wait first, when known.
    """

    code: FailureCode
    message: str
    retryable: bool
    retry_after: float | None = field(default=None)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"
