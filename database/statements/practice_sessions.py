"""Practice interviews: making, reading, listing, completing, and leaving one."""

from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    FromClause,
    Integer,
    Interval,
    Numeric,
    Select,
    Text,
    bindparam,
    case,
    cast,
    column,
    extract,
    func,
    insert,
    null,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from database.compiled import Compiled
from database.statements.json import object_of
from database.statements.pages import page
from database.statements.practice_attempt_rows import IS_JUDGING
from database.statements.practice_rows import (
    ADDED,
    IS_MAIN,
    OWNER,
    added_columns,
    attempts,
    given,
    is_own,
    questions,
    responses,
    score,
    session_shown,
    sessions,
    word,
)
from database.statements.records import shown_of, shown_once, value

IDLE_FOR = timedelta(hours=24)
"""How long an interview can be left alone until it counts as abandoned."""

_session, _question = sessions.c, questions.c

_GIVEN = (
    "owner_id",
    "job_role",
    "difficulty",
    "question_type",
    "is_adaptive",
    "total_questions",
    "provider",
    "model",
    "prompt_version",
    "note",
)
_made = (
    insert(sessions)
    .values({name: value(_session[name]) for name in _GIVEN})
    .returning(sessions)
    .cte("made")
)
_document = (
    func.jsonb_array_elements(given("questions"))
    .table_valued(column("value", JSONB()), with_ordinality="place", name="given")
    .render_derived()
)
_asked = (
    insert(questions)
    .from_select(
        ADDED,
        select(
            *added_columns(_made, _document.c.value, "main", null(), _document.c.place)
        ).select_from(_made.join(_document, true())),
        include_defaults=False,
    )
    .returning(questions)
    .cte("asked")
)


def _shown(source: FromClause) -> Select[Any]:
    return session_shown(source, _asked)


CREATE_SESSION = shown_of(_made, _shown)
"""Make an interview with all its ``questions``, a JSON array of what ``question_brief`` describes.

Each question has an ``embedding`` besides.
"""

CREATE_SESSION_ONCE = shown_once(_made, _shown)

_unseen = _question.shown_at.is_(None)
_read = session_shown(sessions).where(is_own(sessions)).subquery("shown")

READ_SESSION = Compiled(
    select(
        func.row_to_json(_read.table_valued()).cast(Text).label("body"),
        select(_question.session_id).where(is_own(questions), _unseen).exists().label("has_unseen"),
    )
)
"""An interview with its questions; ``has_unseen`` if it is the first time for any of them."""

MARK_SHOWN = Compiled(
    update(questions)
    .where(is_own(questions), _unseen)
    .values(shown_at=func.now())
    .returning(_question.practice_question_id)
)
"""Note when questions were read first; from then on their time is measured."""


def _listed(source: FromClause) -> Select[Any]:
    answers = (
        select(func.count())
        .select_from(
            questions.join(
                responses, responses.c.practice_question_id == _question.practice_question_id
            )
        )
        .where(_question.session_id == source.c.session_id, IS_MAIN)
    )
    return select(
        source.c.session_id.label("interview_id"),
        source.c.job_role,
        source.c.difficulty,
        source.c.question_type,
        source.c.total_questions,
        answers.scalar_subquery().label("answered"),
        source.c.status,
        score(source.c.overall_score).label("overall_score"),
        source.c.is_adaptive.label("adaptive"),
        source.c.created_at,
        source.c.last_activity_at,
        source.c.completed_at,
    )


@cache
def list_sessions(filters: frozenset[str]) -> Compiled:
    """The statement for one page of ``owner_id``'s interviews, newest first: total and data.

    Args:
        filters: ``status`` or nothing.
    """
    matching = select(sessions).where(
        _session.owner_id == OWNER, *(_session[name] == value(_session[name]) for name in filters)
    )
    return page(
        matching, lambda rows: (rows.c.created_at.desc(), rows.c.session_id.desc()), _listed
    )


_is_completed = _session.status == word("completed")
_is_judged_now = (
    select(attempts.c.attempt_id)
    .join(questions, _question.practice_question_id == attempts.c.practice_question_id)
    .where(
        is_own(questions),
        attempts.c.is_official,
        IS_JUDGING,
        attempts.c.judging_until > func.now(),
    )
    .exists()
)
_minutes = func.round(cast(extract("epoch", func.now() - _session.started_at), Numeric) / 60)
_completed = (
    update(sessions)
    .where(is_own(sessions), or_(_is_completed, ~_is_judged_now))
    .values(
        status=word("completed"),
        completed_at=func.coalesce(_session.completed_at, func.now()),
        duration_minutes=func.coalesce(_session.duration_minutes, cast(_minutes, Integer)),
        updated_at=case((_is_completed, _session.updated_at), else_=func.now()),
    )
    .returning(sessions)
    .cte("made")
)

COMPLETE_SESSION = Compiled(
    object_of(
        select(
            _completed.c.session_id.label("interview_id"),
            _completed.c.status,
            word("Interview completed successfully").label("message"),
            _completed.c.completed_at,
            score(_completed.c.overall_score).label("overall_score"),
            _completed.c.duration_minutes,
        )
    )
)
"""Complete an interview; one that is completed already stays as it is, and is shown again.

No row while an answer is being judged that is to count.
"""

HAS_SESSION = Compiled(select(_session.status).where(is_own(sessions)))
"""Whether there is such an interview: a row."""

_idle = (
    select(_session.session_id)
    .where(
        _session.status == word("in_progress"),
        _session.last_activity_at < func.now() - cast(bindparam("age"), Interval()),
    )
    .order_by(_session.last_activity_at)
    .limit(bindparam("most", type_=Integer()))
    # Whoever holds one of them goes on with it.
    .with_for_update(skip_locked=True, key_share=True)
    .cte("idle")
)
_abandoned = (
    update(sessions)
    .where(_session.session_id == _idle.c.session_id)
    .values(status=word("abandoned"), updated_at=func.now())
    .returning(_session.session_id)
    .cte("abandoned")
)

ABANDON_IDLE = Compiled(select(func.count().label("abandoned")).select_from(_abandoned))
"""Have at most ``most`` interviews that were left alone for ``age`` count as abandoned."""
