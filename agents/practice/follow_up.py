"""Asks one deeper question about what somebody answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from agents.contracts import KeyPoint
from agents.embedding import SentenceEncoder
from agents.models import Provider
from agents.practice.asking import Instructions, ask_model
from agents.practice.contracts import FollowUp, FollowUpBrief, PracticeQuestion, QuestionType
from agents.practice.point_replies import PointReply, usable_points
from agents.practice.quotations import occurs
from agents.practice.sentences import sentences
from agents.practice.wording import bulleted, line_within
from agents.prompting import fence
from agents.structured import MalformedReply
from agents.text import clean, words_of

INSTRUCTIONS: Final = Instructions.load("practice_follow_up")
ATTEMPT_SECONDS = 45.0

SHORTEST_QUESTION: Final = 15
LONGEST_QUESTION: Final = 400
LONGEST_QUOTATION: Final = 300
FEWEST_POINTS: Final = 2
MOST_POINTS: Final = 4
MOST_ASKED: Final = 20

POINTS_TAKEN_UP: Final = 2
"""Missed key points that the library asks for at once."""

BEARS_ON_IT: Final = 0.4
"""Cosine from which a sentence of the answer is quoted for a missed point. Of the key points of
40 entries, 71 % find such a sentence in their own model answer and 6 % in that of another."""

SENTENCES_READ: Final = 40

FROM_LIBRARY: Final = (
    "From the question library: no language model has read your answer. It asks for what the "
    "comparison with the key points did not find."
)
NOT_JUDGED: Final = (
    "From the question library: no language model has read your answer, and none can judge this "
    "one. It is to think about; your reply is kept."
)

_GENERAL: Final[dict[QuestionType, str]] = {
    "technical": "Where does what you said stop being true, and how would you notice?",
    "behavioral": "What would you do differently today, and how would you know that it was better?",
    "coding": "Which input would break your solution first, and how would you test for it?",
    "system_design": "Which part of your design fails first at ten times the load, and what then?",
}


class FollowUpQuestionReply(BaseModel):
    """What the model is asked for."""

    quotation: str
    question: str
    expected_points: list[PointReply]


async def ask_by_model(brief: FollowUpBrief, provider: Provider) -> FollowUp:
    """Have a model ask about words of the answer; that they occur there is checked.

    Raises:
        PracticeFailed: it gave nothing that can be used, or could not be asked.
    """
    reported = await ask_model(
        provider.chats,
        INSTRUCTIONS,
        _material(brief),
        FollowUpQuestionReply,
        seconds=ATTEMPT_SECONDS,
        check=_Check(brief),
    )
    reply = reported.reply
    question = clean(reply.question, LONGEST_QUESTION)
    return FollowUp(
        question=_following(
            brief,
            _quoting(clean(reply.quotation, LONGEST_QUOTATION), question),
            usable_points(question, reply.expected_points)[:MOST_POINTS],
        ),
        quotation=clean(reply.quotation, LONGEST_QUOTATION),
        provider=provider.name,
        model=clean(reported.model, 100),
        prompt_version=INSTRUCTIONS.version,
    )


async def ask_from_library(
    brief: FollowUpBrief, encoder: SentenceEncoder, *, model: str
) -> FollowUp:
    """Ask for the most important key points that the answer missed; if it missed none, one of the
    questions that the bank has for going on.

    The former can be judged by coverage, since these points are what it asks for; for the latter
    the library knows no points.

    Args:
        model: Name of the library's version.
    """
    question = brief.answered.question
    missed_words = {words_of(each) for each in brief.answered.missed_points}
    missed = sorted(
        (each for each in question.expected_points if words_of(each.point) in missed_words),
        key=lambda each: -each.weight,
    )[:POINTS_TAKEN_UP]
    if missed:
        quotation = await _nearest_sentence(brief.answered.answer, missed[0].point, encoder)
        about = _about(missed, question.type, taken_up=bool(quotation))
        text, note = _quoting(quotation, about), FROM_LIBRARY
    else:
        quotation, text, note = "", _going_on(brief), NOT_JUDGED
    return FollowUp(
        question=_following(brief, text, missed),
        quotation=quotation,
        provider="library",
        model=model,
        prompt_version=None,
        note=note,
    )


@dataclass(frozen=True, slots=True)
class _Check:
    """Whether a model's question can be put to the person."""

    brief: FollowUpBrief

    def __call__(self, reply: FollowUpQuestionReply) -> None:
        problems: list[str] = []
        answer = self.brief.answered.answer
        quotation = line_within(reply.quotation, 1, LONGEST_QUOTATION)
        if quotation is None or not occurs(quotation, answer):
            problems.append(
                "quotation: these words do not stand in the answer; copy 3 to 25 words in a row."
            )
        question = line_within(reply.question, SHORTEST_QUESTION, LONGEST_QUESTION)
        if question is None:
            problems.append(
                f"question: it must have {SHORTEST_QUESTION} to {LONGEST_QUESTION} characters."
            )
        elif words_of(question) in _asked(self.brief):
            problems.append("question: it was asked before; ask another one.")
        if len(usable_points(question or "", reply.expected_points)) < FEWEST_POINTS:
            problems.append(
                f"expected_points: it needs {FEWEST_POINTS} to {MOST_POINTS} different ones, of "
                "at most 300 characters, with weights 1, 2 or 3."
            )
        if problems:
            raise MalformedReply(*problems)


def _asked(brief: FollowUpBrief) -> set[str]:
    return {words_of(each) for each in (brief.answered.question.question, *brief.asked)}


def _material(brief: FollowUpBrief) -> str:
    answered = brief.answered
    return fence(
        ("job_role", brief.job_role),
        ("question", answered.question.question),
        ("answer", answered.answer),
        ("missed_points", bulleted(answered.missed_points)),
        ("asked_before", bulleted(clean(each, 300) for each in brief.asked[:MOST_ASKED])),
    )


def _following(brief: FollowUpBrief, text: str, points: Sequence[KeyPoint]) -> PracticeQuestion:
    before = brief.answered.question
    return PracticeQuestion(
        question=text,
        type=before.type,
        difficulty=before.difficulty,
        expected_points=tuple(points),
        skill=before.skill,
    )


def _quoting(quotation: str, question: str) -> str:
    return f"You said: “{quotation}” {question}" if quotation else question


def _about(missed: Sequence[KeyPoint], kind: QuestionType, *, taken_up: bool) -> str:
    """Ask for missed points.

    Args:
        taken_up: Whether words of the answer stand before it.
    """
    # Points are sentences, or what an answer does ("Names the costs"): both fit after a colon.
    points = " And: ".join(f"“{each.point}”" for each in missed)
    it = "it" if len(missed) == 1 else "them"
    if kind == "behavioral":
        lead = "Interviewers would like to hear more there" if taken_up else "One part is missing"
        return f"{lead}: {points} Tell that part of your story: what happened, and what did you do?"
    lead = "Strong answers go on from there" if taken_up else "Your answer did not get to this yet"
    return (
        f"{lead}: {points} How would you explain that in your own words, and what goes wrong "
        f"without {it}?"
    )


def _going_on(brief: FollowUpBrief) -> str:
    asked = _asked(brief)
    general = _GENERAL[brief.answered.question.type]
    return next((each for each in brief.suggestions if words_of(each) not in asked), general)


async def _nearest_sentence(answer: str, point: str, encoder: SentenceEncoder) -> str:
    """The sentence of the answer that comes nearest to a point; empty when none does."""
    said = [each for each in sentences(answer)[:SENTENCES_READ] if occurs(each, answer)]
    if not said:
        return ""
    vectors = await encoder.embed_all([point, *said])
    nearness = vectors[1:] @ vectors[0]
    best = int(nearness.argmax())
    return clean(said[best], LONGEST_QUOTATION) if nearness[best] >= BEARS_ON_IT else ""
