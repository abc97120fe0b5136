"""An interview with all its questions and answers, as looking back and going on need it."""

import hashlib
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import orjson

from agents.practice.contracts import InterviewReview, JudgedAnswer
from agents.practice.scoring import most_telling
from database.engine import Database
from database.statements.practice_scores import REVIEW_SESSION
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


def score_of(question: dict[str, Any]) -> float | None:
    """The score of a question's official answer; None while it has none."""
    answer = question["answer"]
    return answer["score"] if answer else None


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
        answer["judged_by"],
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
