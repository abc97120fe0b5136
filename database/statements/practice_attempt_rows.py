"""What is shown of attempts to answer."""

from typing import Any

from sqlalchemy import FromClause, Select, and_, func, select, text

from database.statements.practice_rows import EMPTY, OWNER, part, questions, score

STORED_PARTS = ("criteria", "points", "sample_scores")
"""What a score was computed from: members of the column ``judgement``."""


def attempt_shown(source: FromClause, official: FromClause) -> Select[Any]:
    """What is shown of attempts.

    Args:
        source: Has the columns of ``practice_attempts``.
        official: Has those of ``practice_responses``.
    """
    judgement = func.coalesce(source.c.judgement, text("'{}'::jsonb"))
    return select(
        official.c.response_id,
        questions.c.session_id.label("interview_id"),
        source.c.practice_question_id.label("question_id"),
        questions.c.question_text,
        questions.c.kind,
        source.c.answer.label("user_answer"),
        score(source.c.score).label("score"),
        source.c.feedback,
        source.c.strengths,
        source.c.improvements,
        source.c.keywords.label("keywords_mentioned"),
        source.c.time_taken_seconds,
        official.c.answered_at,
        source.c.attempt_id,
        source.c.attempt_number,
        source.c.is_official,
        source.c.state,
        source.c.unscored_reason,
        source.c.basis.label("judged_by"),
        source.c.provider,
        source.c.model,
        source.c.rubric_version,
        source.c.prompt_version,
        *(func.coalesce(part(judgement, name), EMPTY).label(name) for name in STORED_PARTS),
        source.c.measured_seconds,
        source.c.failure,
        source.c.created_at,
        source.c.judged_at,
    ).select_from(
        source.join(
            questions,
            and_(
                questions.c.practice_question_id == source.c.practice_question_id,
                questions.c.owner_id == OWNER,
            ),
        ).outerjoin(official, official.c.attempt_id == source.c.attempt_id)
    )
