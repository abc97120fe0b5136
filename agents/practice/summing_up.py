"""Tells what an interview showed as a whole."""

import re
from typing import Final

from pydantic import BaseModel

from agents.models import Provider
from agents.practice.asking import Instructions, ask_model
from agents.practice.contracts import InterviewReview, JudgedAnswer, Summary
from agents.practice.missing import missed_points
from agents.practice.scoring import most_telling
from agents.practice.wording import bulleted, counted, joined, line_within, quoted, sentence
from agents.prompting import fence
from agents.structured import MalformedReply
from agents.text import clean

INSTRUCTIONS: Final = Instructions.load("practice_summary")
ATTEMPT_SECONDS = 45.0

MOST: Final = 5
"""Strengths, and improvements."""

SHORTEST_TEXT: Final = 40
LONGEST_TEXT: Final = 1500
LONGEST_REMARK: Final = 300
LONGEST_TITLE: Final = 140

GOOD: Final = 70.0
"""Score from which an answer counts as one that went well: the documented level "good"."""

_SCORE: Final = re.compile(
    r"\d\s*/\s*100\b|\bout of 100?\b(?! (?:questions|answers))|\bscor(?:e|es|ed)\b\W+(?:\w+\W+)?\d",
    re.IGNORECASE,
)
"""A score in words of the model; percentages and other numbers may be of the subject."""

_COVERAGE: Final = (
    "These scores are coverage of key points, and do not say whether an answer is right."
)


class SummaryReply(BaseModel):
    """What the model is asked for."""

    summary: str
    strengths: list[str]
    improvements: list[str]


async def sum_up_by_model(review: InterviewReview, provider: Provider) -> Summary:
    """Have a model put the judgements into words; it is refused when it computes scores.

    Raises:
        PracticeFailed: it gave nothing that can be used, or could not be asked.
    """
    reported = await ask_model(
        provider.chats,
        INSTRUCTIONS,
        _material(review),
        SummaryReply,
        seconds=ATTEMPT_SECONDS,
        check=_check,
    )
    reply = reported.reply
    return Summary(
        text=clean(reply.summary, LONGEST_TEXT),
        strengths=_remarks(reply.strengths),
        improvements=_remarks(reply.improvements),
        provider=provider.name,
        model=clean(reported.model, 100),
        prompt_version=INSTRUCTIONS.version,
    )


def sum_up_by_code(review: InterviewReview, *, model: str) -> Summary:
    """Compose a summary from the judgements: figures, what went well, what was missed most, and
    what to do next.

    Args:
        model: Name of the library's version.
    """
    by_score = sorted(review.answers, key=lambda each: -each.score)
    return Summary(
        text=" ".join(_sentences(review, by_score)),
        strengths=most_telling((line for each in by_score for line in each.strengths), MOST),
        improvements=most_telling(
            (line for each in reversed(by_score) for line in each.improvements), MOST
        ),
        provider="library",
        model=model,
        prompt_version=None,
    )


def _check(reply: SummaryReply) -> None:
    problems: list[str] = []
    if line_within(reply.summary, SHORTEST_TEXT, LONGEST_TEXT) is None:
        problems.append(f"summary: {SHORTEST_TEXT} to {LONGEST_TEXT} characters.")
    if any(_SCORE.search(each) for each in (reply.summary, *reply.strengths, *reply.improvements)):
        problems.append("Leave out all scores; they are shown elsewhere.")
    if not _remarks(reply.improvements):
        problems.append("improvements: at least one.")
    if problems:
        raise MalformedReply(*problems)


def _remarks(lines: list[str]) -> tuple[str, ...]:
    return most_telling((clean(each, LONGEST_REMARK) for each in lines), MOST)


def _material(review: InterviewReview) -> str:
    figures = [f"difficulty: {review.difficulty}", _answered(review)]
    if review.overall_score is not None:
        figures.append(f"mean score of the judged answers: {_figure(review.overall_score)} of 100")
    return fence(
        ("job_role", review.job_role),
        ("figures", "\n".join(figures)),
        ("answers", "\n\n".join(map(_answer, review.answers))),
    )


def _answer(answer: JudgedAnswer) -> str:
    score = f"{_figure(answer.score)} of 100"
    if answer.basis == "coverage":
        score += " (how near it comes to the key points; not whether it is right)"
    parts = (
        f"Question: {clean(answer.question.question, 400)}",
        f"Skill: {answer.question.skill}. Score: {score}.",
        _headed("Strengths", answer.strengths),
        _headed("Improvements", answer.improvements),
        _headed("Missed key points", answer.missed_points),
    )
    return "\n".join(filter(None, parts))


def _headed(title: str, lines: tuple[str, ...]) -> str:
    return f"{title}:\n{bulleted(lines)}" if lines else ""


def _answered(review: InterviewReview) -> str:
    number, total = review.answered_questions, review.total_questions
    if number == 0:
        return f"None of the {counted(total, 'question')} is answered yet; begin with any of them."
    return f"{number} of {counted(total, 'question')} answered."


def _sentences(review: InterviewReview, by_score: list[JudgedAnswer]) -> list[str]:
    told = [_answered(review)]
    if by_score:
        told += [_average(review), *_best(by_score), *_most_missed(by_score), *_next(by_score)]
    if any(each.basis == "coverage" for each in by_score):
        told.append(_COVERAGE)
    skipped = review.total_questions - review.answered_questions
    if skipped > 0 and review.answered_questions:
        told.append(f"{counted(skipped, 'question')} still {_waits(skipped)} for you.")
    return told


def _average(review: InterviewReview) -> str:
    if review.overall_score is None:
        # Only follow-ups were judged, and they don't count.
        return "No main answer has a score, so there is no overall score."
    if review.answered_questions > 1:
        return f"The judged answers average {_figure(review.overall_score)} of 100."
    return f"The judged answer has {_figure(review.overall_score)} of 100."


def _best(by_score: list[JudgedAnswer]) -> list[str]:
    """What went well; else which answer went best, if one of several did."""
    best, covered = by_score[0], by_score[0].basis == "coverage"
    if well := [each for each in by_score if each.score >= GOOD]:
        lead = "Nearest to their key points" if covered else "What went well"
        return [f"{lead}: {joined([_titled(each) for each in well[:2]])}."]
    if best.score == 0:
        return [
            "No key point was found yet, so everything is still to be gained."
            if covered
            else "Nothing earned points yet, so everything is still to be gained."
        ]
    if best.score == by_score[-1].score:
        return []
    lead = "Nearest to its key points" if covered else "Your best answer so far"
    return [f"{lead}: {_titled(best)}."]


def _most_missed(by_score: list[JudgedAnswer]) -> list[str]:
    missed = missed_points(by_score)
    if not missed:
        return []
    lead = "Missed, though it decides the answer" if missed[0].weight == 3 else "Missed most"
    if any(each.basis == "coverage" for each in by_score):
        lead = "Not found, though it decides the answer" if missed[0].weight == 3 else "Not found"
    return [f"{lead}: {sentence(quoted(missed[0].point, LONGEST_REMARK))}"]


def _next(by_score: list[JudgedAnswer]) -> list[str]:
    """The poorest answer, to be tried again; none when the only one or all went equally well."""
    worst = by_score[-1]
    if worst.score >= GOOD and worst.score == by_score[0].score:
        return []
    again = quoted(worst.question.question, LONGEST_TITLE)
    rest = ", with what was missed in it" if worst.missed_points else ""
    return [f"Next: answer {again} once more{rest}."]


def _titled(answer: JudgedAnswer) -> str:
    return f"{quoted(answer.question.question, LONGEST_TITLE)} ({_figure(answer.score)})"


def _figure(score: float) -> str:
    """With one decimal at most: scores are not exacter than that."""
    return f"{round(score, 1):g}"


def _waits(number: int) -> str:
    return "waits" if number == 1 else "wait"
