"""Has a model write the questions of an interview, and takes only those that stand up to checks.

A question is taken or refused alone, so that one bad question does not cost the good ones. What
is missing then is asked for once more, with what was wrong; after that it is given up.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Final

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from langsmith import tracing_context
from pydantic import BaseModel, Field

from agents.contracts import AnswerFailed
from agents.embedding import SentenceEncoder
from agents.models import Provider
from agents.practice.asking import Instructions
from agents.practice.contracts import (
    Difficulty,
    InterviewPlan,
    MadeQuestions,
    PracticeFailed,
    PracticeQuestion,
    QuestionType,
)
from agents.practice.mixing import Shares, interleaved, shares
from agents.practice.point_replies import LONGEST_POINT, PointReply, usable_points
from agents.practice.similarity import AskedBefore, distinct
from agents.practice.vocabulary import GENERAL_SKILL, LONGEST_SKILL
from agents.practice.wording import counted, line_within
from agents.prompting import fence
from agents.structured import MalformedReply, ask_once, with_fallbacks
from agents.text import clean

logger = logging.getLogger(__name__)

INSTRUCTIONS: Final = Instructions.load("practice_questions")

ATTEMPT_SECONDS = 60.0
WHOLE_SECONDS = 170.0
"""For all requests and repairs of an interview."""

AT_ONCE: Final = 5
"""Questions that are asked for in one request: with their points about 1,100 tokens, which fits
into the usual limit of 2,000."""

MOST_TOLD: Final = 40
"""Earlier questions that the model is told of."""

FEWEST_POINTS: Final = 3
MOST_POINTS: Final = 6
SHORTEST_QUESTION: Final = 15
LONGEST_QUESTION: Final = 800

TOO_SLOW: Final = "The model took too long to write the questions. Try again, or ask for fewer."

Told = Callable[[int], Awaitable[None]]
"""Hears how many questions are there, whenever some have come."""


# Types and difficulties are told to the model by the schema, but checked question by question:
# a schema refuses all of a reply for one wrong word.
class QuestionReply(BaseModel):
    """A question as the model writes it."""

    question: str
    type: Annotated[
        str,
        Field(
            json_schema_extra={"enum": ["technical", "behavioral", "coding", "system_design"]},
        ),
    ]
    difficulty: Annotated[
        str, Field(json_schema_extra={"enum": ["beginner", "intermediate", "advanced"]})
    ]
    expected_points: list[PointReply]
    skill: str


class QuestionsReply(BaseModel):
    """What the model is asked for."""

    questions: list[QuestionReply]


_TYPES: Final[dict[str, QuestionType]] = {
    "technical": "technical",
    "coding": "coding",
    "system_design": "system_design",
    "behavioral": "behavioral",
}


@dataclass(slots=True)
class _Batch:
    """Questions of one request and its repair."""

    wanted: Shares
    asked: AskedBefore
    taken: list[PracticeQuestion] = field(default_factory=list)

    @property
    def missing(self) -> Shares:
        behavioral = sum(_is_behavioral(each) for each in self.taken)
        return Shares(
            self.wanted.technical - (len(self.taken) - behavioral),
            self.wanted.behavioral - behavioral,
        )


async def generate(
    plan: InterviewPlan,
    provider: Provider,
    encoder: SentenceEncoder,
    told: Told | None = None,
) -> MadeQuestions:
    """Have questions written: as many as planned, of the planned kinds and difficulty, none near
    another or near one to avoid.

    Args:
        told: Hears of progress.

    Raises:
        PracticeFailed: the model did not write that many, or could not be asked.
    """
    asked = await AskedBefore.embedded(encoder, plan.avoid)
    taken: list[PracticeQuestion] = []
    model = provider.model
    try:
        with tracing_context(enabled=False):
            async with asyncio.timeout(WHOLE_SECONDS):
                for wanted in _batches(shares(plan.type, plan.count)):
                    attempt = partial(_write, plan, encoder, wanted, asked, tuple(taken))
                    batch, model = await with_fallbacks(provider.chats, attempt)
                    taken += batch.taken
                    asked = batch.asked
                    if told:
                        await told(len(taken))
    except AnswerFailed as failure:
        raise PracticeFailed.of(failure) from failure
    except TimeoutError:
        raise PracticeFailed(TOO_SLOW, code="upstream_timeout") from None
    return MadeQuestions(
        questions=tuple(
            interleaved(
                [each for each in taken if not _is_behavioral(each)],
                [each for each in taken if _is_behavioral(each)],
            )
        ),
        provider=provider.name,
        model=clean(model, LONGEST_SKILL),
        prompt_version=INSTRUCTIONS.version,
    )


def _batches(wanted: Shares) -> list[Shares]:
    """Split an interview into requests of about the same size and mix."""
    number = -(-sum(wanted) // AT_ONCE)
    return [
        Shares(
            wanted.technical * (each + 1) // number - wanted.technical * each // number,
            # From the other end, so that the sizes even out.
            -(-wanted.behavioral * (each + 1) // number) + (-wanted.behavioral * each // number),
        )
        for each in range(number)
    ]


async def _write(
    plan: InterviewPlan,
    encoder: SentenceEncoder,
    wanted: Shares,
    asked: AskedBefore,
    before: Sequence[PracticeQuestion],
    chat: BaseChatModel,
) -> tuple[_Batch, str]:
    """One batch by one model, repaired once.

    Raises:
        AnswerFailed: questions are missing still, or the model failed.
    """
    batch = _Batch(wanted, asked.copy())
    problems: Sequence[str] = ()
    for _ in range(2):
        told = [each.question for each in (*batch.taken, *reversed(before))]
        request = _request(plan, batch.missing, problems, (*told, *plan.avoid))
        try:
            reply = await ask_once(
                chat,
                [SystemMessage(INSTRUCTIONS.text), request],
                QuestionsReply,
                ATTEMPT_SECONDS,
                partial(INSTRUCTIONS.check, material=request.text),
            )
        except MalformedReply as malformed:
            problems = malformed.problems
        else:
            problems = await _take(batch, plan.difficulty, reply, encoder)
        if not sum(batch.missing):
            return batch, str(getattr(chat, "model_name", ""))
        logger.warning("questions missing: %d; problems: %d", sum(batch.missing), len(problems))
    raise AnswerFailed(
        "upstream_malformed",
        "The model did not write enough questions that can be used. Try again, or ask for fewer.",
        retryable=True,
    )


def _request(
    plan: InterviewPlan, missing: Shares, problems: Sequence[str], before: Sequence[str]
) -> HumanMessage:
    kinds = [
        f"{number} {words}"
        for number, words in (
            (missing.technical, "of the types technical, coding or system_design"),
            (missing.behavioral, "of the type behavioral"),
        )
        if number
    ]
    order = [
        f"Write exactly {counted(sum(missing), 'new question')}: {' and '.join(kinds)}. "
        f"Difficulty of each: {plan.difficulty}."
    ]
    if problems:
        listed = "\n".join(f"- {each}" for each in problems)
        order.append(
            f"Of your last reply not everything could be used:\n{listed}\n"
            "The good questions are kept and stand first in asked_before. Write only the new ones."
        )
    fenced = fence(
        ("job_role", plan.job_role),
        ("asked_before", "\n".join(f"- {clean(each, 300)}" for each in before[:MOST_TOLD])),
    )
    return HumanMessage("\n\n".join((*order, fenced)))


async def _take(
    batch: _Batch, difficulty: Difficulty, reply: QuestionsReply, encoder: SentenceEncoder
) -> list[str]:
    """Take what can be used, up to what is missing; the problems with the rest."""
    problems: list[str] = []
    for number, each in enumerate(reply.questions[: 2 * AT_ONCE], start=1):
        if not sum(batch.missing):
            break
        try:
            question = await _checked(batch, difficulty, each, encoder)
        except _Refused as refused:
            problems.append(f"Question {number}: {refused}")
        else:
            batch.taken.append(question)
    if missing := sum(batch.missing):
        problems.append(f"Of the questions that were ordered, this is still missing: {missing}.")
    return problems


class _Refused(Exception):  # noqa: N818 - reads as what it is
    """Why a question can't be used, for the model; holds nothing of what it wrote."""


async def _checked(
    batch: _Batch, difficulty: Difficulty, reply: QuestionReply, encoder: SentenceEncoder
) -> PracticeQuestion:
    kind = _TYPES.get(reply.type)
    left = batch.missing.behavioral if kind == "behavioral" else batch.missing.technical
    if kind is None or left <= 0:
        raise _Refused("a type that was not ordered, or not that often.")
    if reply.difficulty != difficulty:
        raise _Refused(f"the difficulty is not {difficulty}.")
    text = line_within(reply.question, SHORTEST_QUESTION, LONGEST_QUESTION)
    if text is None:
        raise _Refused(f"the text must have {SHORTEST_QUESTION} to {LONGEST_QUESTION} characters.")
    points = usable_points(text, reply.expected_points)
    vectors = await encoder.embed_all([text, *(each.point for each in points)])
    if batch.asked.holds(vectors[0]):
        raise _Refused("it asks nearly the same as another question; ask about something else.")
    points = [points[place] for place in distinct(vectors[1:])][:MOST_POINTS]
    if len(points) < FEWEST_POINTS:
        raise _Refused(
            f"it needs {FEWEST_POINTS} to {MOST_POINTS} expected points that differ, of at most "
            f"{LONGEST_POINT} characters, with weights 1, 2 or 3."
        )
    batch.asked.add(vectors[0])
    return PracticeQuestion(
        question=text,
        type=kind,
        difficulty=difficulty,
        expected_points=tuple(points),
        skill=clean(reply.skill, LONGEST_SKILL) or GENERAL_SKILL[kind],
    )


def _is_behavioral(question: PracticeQuestion) -> bool:
    return question.type == "behavioral"
