"""Looking back on an interview: results, score, summary."""

from contextlib import suppress
from typing import Any
from uuid import UUID

import orjson

from agents.practice.composer import Composer
from agents.practice.contracts import Basis, Summary
from agents.practice.scoring import Outcome, category_scores, completion, performance
from database.engine import Database
from database.errors import DatabaseUnavailable
from database.statements.practice_scores import READ_RESULTS, SAVE_SUMMARY
from interviewapis.errors import Forbidden
from interviewapis.practice.problems import no_interview
from interviewapis.practice.reviewed import Reviewed, review, score_of


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
    database: Database,
    composer: Composer,
    owner_id: UUID,
    session_id: UUID,
    *,
    summed_up: bool,
    may_ask: bool,
) -> dict[str, Any]:
    """The documented score of an interview.

    Args:
        summed_up: Whether to have it summed up; a summary is kept until another answer is judged.
        may_ask: Whether the caller may have a model think, as summing up needs.

    Raises:
        NotFound: the owner has no such interview.
        Forbidden: it is to be summed up for somebody who may not ask.
    """
    reviewed = await review(database, owner_id, session_id)
    if summed_up and not may_ask:
        raise Forbidden(
            "This key lacks the scope ask, which a summary needs. Send generate_summary=false, or "
            "make a key that has it."
        )
    row, main = reviewed.row, reviewed.main
    outcomes = [Outcome(each["type"], score_of(each)) for each in main]
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
        "performance": None if overall is None else performance(overall, _basis(main)),
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
    summary = await composer.summarise(reviewed.brief)
    if summary.provider == composer.provider.name:
        # Not one that stands in for the model's: next time it may succeed.
        values = {"summary": orjson.dumps(summary).decode(), "summary_of": reviewed.digest}
        with suppress(DatabaseUnavailable):
            await database.write(
                SAVE_SUMMARY, {"owner_id": owner_id, "session_id": session_id, **values}
            )
    return summary


def _basis(questions: list[dict[str, Any]]) -> Basis:
    """Who judged the answers; where that differs, the one who claims less."""
    judges = {each["answer"]["judged_by"] for each in questions if each["answer"]}
    return "coverage" if "coverage" in judges else "model"


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
