"""Attempts to answer: beginning one, and showing what came of it.

An attempt is written before it is judged and finished by a second statement (in
``practice_judgements``), so that nothing is locked and no connection is used while a model thinks.
"""

from sqlalchemy import (
    Integer,
    Text,
    and_,
    case,
    cast,
    extract,
    func,
    literal_column,
    null,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from database.compiled import Compiled
from database.models import Question, table_of
from database.statements.json import object_of
from database.statements.practice_attempt_rows import (
    AS_LAPSED,
    IS_JUDGING,
    JUDGING_LASTS,
    attempt_shown,
)
from database.statements.practice_rows import (
    EMPTY,
    NOT_COMPLETED,
    OWNER,
    QUESTION_ID,
    SESSION_ID,
    attempts,
    built,
    held,
    is_own,
    question_brief,
    questions,
    reopened,
    responses,
    sessions,
    word,
)
from database.statements.records import value

_attempt, _question, _response = attempts.c, questions.c, responses.c
_bank = table_of(Question)
_ATTEMPT_ID = value(_attempt.attempt_id)

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
        IS_JUDGING,
        _attempt.judging_until <= func.now(),
    )
    .values(AS_LAPSED)
    .returning(_attempt.attempt_id)
    .cte("lapsed")
)
_has_lapsed = select(func.count()).select_from(_lapsed).scalar_subquery()
_has_answer = (
    select(_response.response_id)
    .where(_response.practice_question_id == _asked.c.practice_question_id)
    .exists()
)
_is_over = or_(_has_answer, _session.c.status == word("completed"))
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
        .where(_has_lapsed >= 0, case((_is_official, ~_has_answer), else_=_is_over)),
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

# One's own question may have got its key points after it was taken into the interview.
_later_points = (
    select(cast(_bank.c.key_points, Text))
    .where(
        _asked.c.expected_points == EMPTY,
        _bank.c.question_id == _asked.c.bank_question_id,
        _bank.c.owner_id == OWNER,
    )
    .scalar_subquery()
)

START_ATTEMPT = Compiled(
    select(
        _begun.c.attempt_id,
        _begun.c.attempt_number,
        _session.c.job_role,
        cast(built(question_brief(_asked)), Text).label("question"),
        _later_points.label("later_points"),
    )
    .select_from(_begun, _session, _asked)
    .add_cte(_kept, _resumed)
)
"""Write an answer that is going to be judged, and tell what its judge needs.

One that is to become official needs an interview that is not completed and a question that is not
answered; another needs that either is over. No row otherwise, or while another attempt at it is
being judged. An abandoned interview goes on.

``later_points`` are key points that the question got in the bank since it was taken from there
without any, as JSON; else null.
"""

_until = extract("epoch", _attempt.judging_until - func.now())
_waiting = (
    select(cast(func.greatest(func.ceil(_until), 1), Integer))
    .where(
        _attempt.practice_question_id == _question.practice_question_id,
        IS_JUDGING,
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
