"""Attempts to answer: beginning one, what came of it, and all that were made at a question.

An attempt is written before it is judged and finished by a second statement, so that nothing is
locked and no connection is used while a model thinks.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Text,
    and_,
    bindparam,
    case,
    cast,
    column,
    extract,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from database.compiled import Compiled
from database.statements.json import object_of
from database.statements.practice_attempt_rows import STORED_PARTS, attempt_shown
from database.statements.practice_rows import (
    NOT_COMPLETED,
    OWNER,
    QUESTION_ID,
    SESSION_ID,
    attempts,
    built,
    given,
    held,
    is_own,
    part,
    question_brief,
    questions,
    reopened,
    responses,
    sessions,
    word,
)
from database.statements.records import value

JUDGING_LASTS = timedelta(minutes=3)
"""How long an attempt is being judged at most; later its judge is taken for dead."""

_attempt, _question, _response = attempts.c, questions.c, responses.c
_ATTEMPT_ID = value(_attempt.attempt_id)
_is_judging = _attempt.state == word("judging")
_no_time: ColumnElement[Any] = null()

_LAPSED = {
    "code": "interrupted",
    "message": "The judgement was interrupted. Your answer is kept: send it again.",
    "retryable": True,
}
_AS_LAPSED = {
    "state": word("failed"),
    "judging_until": _no_time,
    "failure": literal(_LAPSED, JSONB()),
}

# Beginning

_is_official = value(_attempt.is_official)
_session = held(or_(NOT_COMPLETED, ~_is_official))
_asked = (
    select(questions)
    .where(
        _question.session_id == _session.c.session_id,
        _question.practice_question_id == QUESTION_ID,
    )
    .cte("asked")
)
_lapsed = (
    update(attempts)
    .where(
        _attempt.practice_question_id == _asked.c.practice_question_id,
        _is_judging,
        _attempt.judging_until <= func.now(),
    )
    .values(_AS_LAPSED)
    .returning(_attempt.attempt_id)
    .cte("lapsed")
)
_has_lapsed = select(func.count()).select_from(_lapsed).scalar_subquery()
_has_answer = (
    select(_response.response_id)
    .where(_response.practice_question_id == _asked.c.practice_question_id)
    .exists()
)
_last_number = (
    select(func.coalesce(func.max(_attempt.attempt_number), 0))
    .where(_attempt.practice_question_id == _asked.c.practice_question_id)
    .scalar_subquery()
)
# Questions are shown together: the time for one begins when another was answered.
_answered_before = (
    select(func.max(_attempt.created_at))
    .join(questions, _question.practice_question_id == _attempt.practice_question_id)
    .where(
        _question.session_id == _asked.c.session_id,
        _question.practice_question_id != _asked.c.practice_question_id,
    )
    .scalar_subquery()
)
_since = func.greatest(func.coalesce(_asked.c.shown_at, _asked.c.created_at), _answered_before)
_measured = cast(func.greatest(extract("epoch", func.now() - _since), 0), Integer)
_begun = (
    insert(attempts)
    .from_select(
        [
            "practice_question_id",
            "attempt_number",
            "is_official",
            "answer",
            "time_taken_seconds",
            "measured_seconds",
            "judging_until",
        ],
        select(
            _asked.c.practice_question_id,
            _last_number + 1,
            _is_official,
            value(_attempt.answer),
            value(_attempt.time_taken_seconds),
            case((_is_official, _measured), else_=null()),
            func.now() + literal_column(f"interval '{JUDGING_LASTS.total_seconds()} seconds'"),
        )
        # What has lapsed makes room, and so must come first.
        .where(_has_lapsed >= 0, _is_official != _has_answer),
        include_defaults=False,
    )
    # Somebody began another meanwhile, or it was answered.
    .on_conflict_do_nothing()
    .returning(attempts)
    .cte("begun")
)
_kept = (
    update(questions)
    .where(_question.practice_question_id == _begun.c.practice_question_id, _begun.c.is_official)
    .values(draft=_begun.c.answer, drafted_at=func.now())
    .cte("kept")
)
_resumed = (
    update(sessions)
    .where(sessions.c.session_id == _session.c.session_id, select(_begun.c.attempt_id).exists())
    .values(status=reopened(sessions), last_activity_at=func.now())
    .cte("resumed")
)

START_ATTEMPT = Compiled(
    select(
        _begun.c.attempt_id,
        _begun.c.attempt_number,
        _session.c.job_role,
        cast(built(question_brief(_asked)), Text).label("question"),
    )
    .select_from(_begun, _session, _asked)
    .add_cte(_kept, _resumed)
)
"""Write an answer that is going to be judged, and tell what its judge needs.

An official one needs an interview that is not completed and a question that is not answered; a
retry needs one that is. No row otherwise, or while another attempt at it is being judged. An
abandoned interview goes on.
"""

_until = extract("epoch", _attempt.judging_until - func.now())
_waiting = (
    select(cast(func.greatest(func.ceil(_until), 1), Integer))
    .where(
        _attempt.practice_question_id == _question.practice_question_id,
        _is_judging,
        _until > 0,
    )
    .correlate(questions)
    .scalar_subquery()
)
_its_response = _response.practice_question_id == _question.practice_question_id

FIND_STANDING = Compiled(
    select(
        sessions.c.status,
        _question.practice_question_id.is_not(None).label("has_question"),
        _response.response_id.is_not(None).label("is_answered"),
        _waiting.label("retry_after"),
    )
    .select_from(
        sessions.outerjoin(
            questions,
            and_(
                _question.session_id == sessions.c.session_id,
                _question.practice_question_id == QUESTION_ID,
            ),
        ).outerjoin(responses, _its_response)
    )
    .where(is_own(sessions))
)
"""What an answer to a question would meet; no row when there is no such interview.

``retry_after`` is in seconds, and null unless an attempt is being judged.
"""

# Showing

READ_ATTEMPT = Compiled(
    object_of(attempt_shown(attempts, responses).where(_attempt.attempt_id == _ATTEMPT_ID))
)

_all = (
    attempt_shown(attempts, responses)
    .where(
        _attempt.practice_question_id == QUESTION_ID,
        _question.session_id == SESSION_ID,
    )
    .order_by(_attempt.attempt_number)
)
_listed = _all.subquery("listed")
_tried = questions.alias("tried")

LIST_ATTEMPTS = Compiled(
    object_of(
        select(
            _tried.c.session_id.label("interview_id"),
            _tried.c.practice_question_id.label("question_id"),
            _tried.c.question_text,
            select(func.coalesce(func.json_agg(_listed.table_valued()), text("'[]'::json")))
            .scalar_subquery()
            .label("attempts"),
        ).where(is_own(_tried), _tried.c.practice_question_id == QUESTION_ID)
    )
)
"""All attempts at a question, the first first; no row when there is no such question."""

# Finishing

_JUDGEMENT = given("judgement")
_JUDGED = (
    "score",
    "unscored_reason",
    "feedback",
    "strengths",
    "improvements",
    "keywords",
    "basis",
    "provider",
    "model",
    "rubric_version",
    "prompt_version",
)
_record = func.jsonb_populate_record(text(f"NULL::{attempts.name}"), _JUDGEMENT).table_valued(
    *(column(name, _attempt[name].type) for name in _JUDGED), name="given"
)
_target = (
    select(_attempt.attempt_id, _question.session_id, *_record.c)
    .select_from(
        attempts.join(
            questions, _question.practice_question_id == _attempt.practice_question_id
        ).join(_record, true())
    )
    .where(_attempt.attempt_id == _ATTEMPT_ID, _question.owner_id == OWNER)
    .cte("target")
)
_of_target = (
    select(sessions.c.session_id)
    .where(sessions.c.session_id == select(_target.c.session_id).scalar_subquery())
    .with_for_update(key_share=True)
    .cte("held")
)
_parts = {name: part(_JUDGEMENT, name) for name in STORED_PARTS}
_judged = (
    update(attempts)
    .where(
        _attempt.attempt_id == _target.c.attempt_id,
        _target.c.session_id == _of_target.c.session_id,
        _is_judging,
    )
    .values({name: _target.c[name] for name in _JUDGED})
    .values(
        state=word("judged"),
        judging_until=_no_time,
        judged_at=func.now(),
        judgement=cast(built(_parts), JSONB),
    )
    .returning(attempts)
    .cte("judged")
)
_official = (
    insert(responses)
    .from_select(
        ["practice_question_id", "attempt_id"],
        select(_judged.c.practice_question_id, _judged.c.attempt_id).where(_judged.c.is_official),
        include_defaults=False,
    )
    .returning(responses)
    .cte("official")
)
_active = (
    update(sessions)
    .where(sessions.c.session_id == _of_target.c.session_id, select(_judged.c.attempt_id).exists())
    .values(last_activity_at=func.now())
    .cte("active")
)

FINISH_ATTEMPT = Compiled(object_of(attempt_shown(_judged, _official)).add_cte(_active))
"""Write the ``judgement`` of an attempt, a JSON object of ``contracts.Judgement``.

An official one becomes the answer to its question, and counts in the interview's score; each
counts in the question bank, where a trigger adds it up. No row, and nothing changes, when it is
not being judged any more.
"""

FAIL_ATTEMPT = Compiled(
    update(attempts)
    .where(
        _attempt.attempt_id == _ATTEMPT_ID,
        _attempt.practice_question_id == _question.practice_question_id,
        _question.owner_id == OWNER,
        _is_judging,
    )
    .values(state=word("failed"), judging_until=_no_time, failure=given("failure"))
    .returning(_attempt.attempt_id)
)
"""Note why an attempt could not be judged: ``failure``, a JSON object.

No row when it is not being judged any more.
"""

_overdue = (
    select(_attempt.attempt_id)
    .where(_is_judging, _attempt.judging_until <= func.now())
    .order_by(_attempt.judging_until)
    .limit(bindparam("most", type_=Integer()))
    # Whoever holds one of them finishes it.
    .with_for_update(skip_locked=True)
    .cte("overdue")
)
_settled = (
    update(attempts)
    .where(_attempt.attempt_id == _overdue.c.attempt_id, _is_judging)
    .values(_AS_LAPSED)
    .returning(_attempt.attempt_id)
    .cte("settled")
)

LAPSE_ATTEMPTS = Compiled(select(func.count().label("lapsed")).select_from(_settled))
"""Settle at most ``most`` attempts whose judges are taken for dead."""
