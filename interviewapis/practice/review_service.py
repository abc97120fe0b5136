"""Looking back on an interview: results, score, summary."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import orjson

from agents.practice.composer import Composer
from agents.practice.contracts import InterviewReview, JudgedAnswer, Summary
from agents.practice.scoring import (
    Outcome,
    category_scores,
    completion,
    most_telling,
    performance,
)
from agents.practice.summing_up import nothing_to_sum_up
from database.engine import Database
from database.errors import DatabaseUnavailable
from database.statements.practice_scores import (
    PRACTICE_STATS,
    READ_RESULTS,
    REVIEW_SESSION,
    SAVE_SUMMARY,
)
from interviewapis.practice.problems import no_interview
from interviewapis.practice.stored_questions import stored


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An interview as the database tells it.

    Args:
        row: What belongs to the interview itself.
        questions: All questions with their official answers, in order.
    """

    row: Any
    questions: list[dict[str, Any]]

    @property
    def main(self) -> list[dict[str, Any]]:
        """The questions that count."""
        return [each for each in self.questions if each["kind"] == "main"]

    @property
    def answers(self) -> list[dict[str, Any]]:
        """The official answers, to follow-ups too."""
        return [each["answer"] for each in self.questions if each["answer"]]

    @property
    def brief(self) -> InterviewReview:
        """For the agents."""
        return InterviewReview(
            self.row["job_role"],
            self.row["difficulty"],
            self.row["total_questions"],
            sum(bool(each["answer"]) for each in self.main),
            self.row["overall_score"],
            tuple(judged(each) for each in self.questions if each["answer"]),
        )

    @property
    def digest(self) -> bytes:
        """Of the answers that were judged: another digest, another summary."""
        attempts = [each["attempt_id"] for each in self.answers]
        return hashlib.sha256(orjson.dumps(attempts)).digest()

    def most_telling(self, what: Literal["strengths", "improvements"]) -> tuple[str, ...]:
        """What the judgements say most often."""
        return most_telling(line for answer in self.answers for line in answer[what])


def judged(question: dict[str, Any]) -> JudgedAnswer:
    """A question with its official answer, for the agents."""
    answer = question["answer"]
    return JudgedAnswer(
        stored(question),
        answer["user_answer"],
        answer["score"],
        tuple(answer["strengths"]),
        tuple(answer["improvements"]),
        tuple(answer["missed_points"]),
    )


async def review(database: Database, owner_id: UUID, session_id: UUID) -> Reviewed:
    """Everything that looking back needs.

    Raises:
        NotFound: the owner has no such interview.
    """
    rows = await database.rows(REVIEW_SESSION, {"owner_id": owner_id, "session_id": session_id})
    if not rows:
        raise no_interview()
    return Reviewed(rows[0], orjson.loads(rows[0]["questions"]))


async def results(database: Database, owner_id: UUID, session_id: UUID) -> str:
    """The official answers of an interview, as JSON.

    Raises:
        NotFound: the owner has no such interview.
    """
    rows = await database.rows(READ_RESULTS, {"owner_id": owner_id, "session_id": session_id})
    if not rows:
        raise no_interview()
    body: str = rows[0]["body"]
    return body


async def score(
    database: Database, composer: Composer, owner_id: UUID, session_id: UUID, *, summed_up: bool
) -> dict[str, Any]:
    """The documented score of an interview.

    Args:
        summed_up: Whether to have it summed up; a summary is kept until another answer is judged.

    Raises:
        NotFound: the owner has no such interview.
    """
    reviewed = await review(database, owner_id, session_id)
    row, main = reviewed.row, reviewed.main
    outcomes = [
        Outcome(each["type"], bool(each["answer"]), (each["answer"] or {}).get("score"))
        for each in main
    ]
    done = completion(row["total_questions"], outcomes)
    overall = row["overall_score"]
    summary = None
    if summed_up and reviewed.answers:
        summary = await _summary(database, composer, owner_id, session_id, reviewed)
    return {
        "interview_id": session_id,
        "job_role": row["job_role"],
        "difficulty": row["difficulty"],
        "status": row["status"],
        "overall_score": overall,
        "performance": None if overall is None else performance(overall),
        "total_questions": done.total,
        "answered": done.answered,
        "skipped": done.skipped,
        "completion_rate": done.rate,
        "category_scores": category_scores(outcomes),
        "question_scores": [_question_score(each) for each in main],
        "overall_summary": summary.text if summary else None,
        "summary_by": summary.provider if summary else None,
        "top_strengths": summary.strengths if summary else reviewed.most_telling("strengths"),
        "top_improvements": (
            summary.improvements if summary else reviewed.most_telling("improvements")
        ),
        "started_at": row["started_at"],
        "completed_at": row["completed_at"],
    }


async def _summary(
    database: Database, composer: Composer, owner_id: UUID, session_id: UUID, reviewed: Reviewed
) -> Summary:
    if reviewed.row["summary"] and reviewed.row["summary_of"] == reviewed.digest:
        return Summary(**orjson.loads(reviewed.row["summary"]))
    brief = reviewed.brief
    summary = await composer.summarise(brief)
    if summary.provider == composer.provider.name or nothing_to_sum_up(brief):
        # Not one that stands in for the model's: next time it may succeed.
        values = {"summary": orjson.dumps(summary).decode(), "summary_of": reviewed.digest}
        with suppress(DatabaseUnavailable):
            await database.write(
                SAVE_SUMMARY, {"owner_id": owner_id, "session_id": session_id, **values}
            )
    return summary


def _question_score(question: dict[str, Any]) -> dict[str, Any]:
    answer = question["answer"] or {}
    return {
        "question_id": question["id"],
        "question_text": question["question"],
        "question_type": question["type"],
        "order_number": question["order_number"],
        "score": answer.get("score"),
        "feedback": answer.get("feedback"),
        "strengths": answer.get("strengths", []),
        "improvements": answer.get("improvements", []),
        "answered": bool(answer),
    }


async def figures(database: Database, owner_id: UUID) -> str:
    """How much somebody has practised, as JSON.

    Raises:
        DatabaseUnavailable: it can't be read.
    """
    (row,) = await database.rows(PRACTICE_STATS, {"owner_id": owner_id})
    body: str = row["body"]
    return body
