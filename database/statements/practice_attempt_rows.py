"""What is shown of attempts to answer, and how one stands whose judge died."""

from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    case,
    false,
    func,
    literal,
    null,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from database.statements.practice_rows import (
    EMPTY,
    OWNER,
    attempts,
    part,
    questions,
    responses,
    score,
    sessions,
    word,
)

JUDGING_LASTS = timedelta(minutes=3)
"""How long an attempt is being judged at most; later its judge is taken for dead."""

IS_JUDGING = attempts.c.state == word("judging")
NO_TIME: ColumnElement[Any] = null()

AS_FAILED = {"state": word("failed"), "is_official": false(), "judging_until": NO_TIME}
"""What is written of an attempt that could not be judged, beside why."""

_LAPSED = {
    "code": "interrupted",
    "message": "The judgement was interrupted. Your answer is kept: send it again.",
    "retryable": True,
}
AS_LAPSED = {**AS_FAILED, "failure": literal(_LAPSED, JSONB())}

STORED_PARTS = ("criteria", "points", "sample_scores")
"""What a score was computed from: members of the column ``judgement``."""

_HINT = (
    "This try has no score, so it does not count. Send the answer again, or a better one; or leave "
    "the question open and go on."
)


def _hint(source: FromClause) -> ColumnElement[Any]:
    """What to do about a try without a score, while its question can get its official answer."""
    is_completed = (
        select(sessions.c.session_id)
        .where(
            sessions.c.session_id == questions.c.session_id,
            sessions.c.status == word("completed"),
        )
        .correlate(questions)
        .exists()
    )
    is_answered = (
        select(responses.c.response_id)
        .where(responses.c.practice_question_id == source.c.practice_question_id)
        .correlate(source)
        .exists()
    )
    has_no_score = and_(source.c.state == word("judged"), source.c.score.is_(None))
    is_open = and_(~is_answered, ~is_completed)
    return case((and_(has_no_score, is_open), word(_HINT)), else_=null())


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
        _hint(source).label("hint"),
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
