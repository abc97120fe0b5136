"""What becomes of attempts to answer: a judgement, or a reason why there is none."""

from sqlalchemy import Integer, and_, bindparam, cast, column, func, or_, select, text, true, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from database.compiled import Compiled
from database.statements.json import object_of
from database.statements.practice_attempt_rows import (
    AS_FAILED,
    AS_LAPSED,
    IS_JUDGING,
    NO_TIME,
    STORED_PARTS,
    attempt_shown,
)
from database.statements.practice_rows import (
    OWNER,
    attempts,
    built,
    given,
    part,
    questions,
    responses,
    sessions,
    word,
)
from database.statements.records import value

_attempt, _question = attempts.c, questions.c
_ATTEMPT_ID = value(_attempt.attempt_id)

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
    select(sessions.c.session_id, sessions.c.status)
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
        IS_JUDGING,
        # Its time was over when the interview was completed.
        or_(~_attempt.is_official, _of_target.c.status != word("completed")),
    )
    .values({name: _target.c[name] for name in _JUDGED})
    .values(
        state=word("judged"),
        # What could not be scored leaves its place to another try.
        is_official=and_(_attempt.is_official, _target.c.score.is_not(None)),
        judging_until=NO_TIME,
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

With a score, one that is to be official becomes the answer to its question, and counts in the
interview's score. Each counts in the question bank, where a trigger adds it up. No row, and nothing
changes, when it is not being judged any more, or was to count and the interview is completed.
"""

FAIL_ATTEMPT = Compiled(
    update(attempts)
    .where(
        _attempt.attempt_id == _ATTEMPT_ID,
        _attempt.practice_question_id == _question.practice_question_id,
        _question.owner_id == OWNER,
        IS_JUDGING,
    )
    .values({**AS_FAILED, "failure": given("failure")})
    .returning(_attempt.attempt_id)
)
"""Note why an attempt could not be judged: ``failure``, a JSON object.

No row when it is not being judged any more.
"""

_overdue = (
    select(_attempt.attempt_id)
    .where(IS_JUDGING, _attempt.judging_until <= func.now())
    .order_by(_attempt.judging_until)
    .limit(bindparam("most", type_=Integer()))
    # Whoever holds one of them finishes it.
    .with_for_update(skip_locked=True)
    .cte("overdue")
)
_settled = (
    update(attempts)
    .where(_attempt.attempt_id == _overdue.c.attempt_id, IS_JUDGING)
    .values(AS_LAPSED)
    .returning(_attempt.attempt_id)
    .cte("settled")
)

LAPSE_ATTEMPTS = Compiled(select(func.count().label("lapsed")).select_from(_settled))
"""Settle at most ``most`` attempts whose judges are taken for dead."""
