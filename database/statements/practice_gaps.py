"""Skill gaps: what the analysis of an interview found, and how a person's skills stand."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    FromClause,
    Integer,
    Numeric,
    Select,
    bindparam,
    cast,
    column,
    delete,
    false,
    func,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB, distinct_on, insert

from database.compiled import Compiled
from database.models import SkillGap, table_of
from database.statements.json import array_of
from database.statements.practice_rows import (
    OWNER,
    given,
    held,
    is_own,
    member,
    questions,
    responses,
    score,
    sessions,
    word,
)
from database.statements.records import value

_gaps, _gap = table_of(SkillGap), table_of(SkillGap).c
_LEVELS = ("weak", "moderate", "strong")


def _shown(source: FromClause) -> Select[Any]:
    """What is shown of gaps, the biggest first."""
    return (
        select(
            source.c.gap_id,
            source.c.session_id.label("interview_id"),
            source.c.skill_name,
            source.c.proficiency_level,
            score(source.c.gap_score).label("gap_score"),
            source.c.recommendation,
            source.c.identified_at,
            source.c.provider,
            source.c.model,
        )
        .select_from(source)
        .order_by(source.c.gap_score, func.lower(source.c.skill_name), source.c.gap_id)
    )


def _counted(source: FromClause) -> list[ColumnElement[Any]]:
    """How many gaps there are, and of each level."""
    total = select(func.count()).select_from(source)
    of_levels = [
        total.where(source.c.proficiency_level == word(level)).scalar_subquery().label(level)
        for level in _LEVELS
    ]
    return [total.scalar_subquery().label("total"), *of_levels]


_held = held()
# Not when the statement began: another analysis may have ended while it waited.
_session = select(_held.c.owner_id, _held.c.session_id, func.clock_timestamp().label("moment")).cte(
    "session"
)
_found = func.jsonb_array_elements(given("gaps")).table_valued(
    column("value", JSONB()), name="found"
)
_skill = member(_found.c.value, "skill")
_new = {
    "proficiency_level": member(_found.c.value, "level"),
    "gap_score": cast(member(_found.c.value, "score"), Numeric),
    "recommendation": member(_found.c.value, "recommendation"),
    "provider": value(_gap.provider),
    "model": value(_gap.model),
    "identified_at": _session.c.moment,
}
_adding = insert(_gaps).from_select(
    ["owner_id", "session_id", "skill_name", *_new],
    select(_session.c.owner_id, _session.c.session_id, _skill, *_new.values())
    .ext(distinct_on(_skill))
    .select_from(_session.join(_found, true())),
    include_defaults=False,
)
_made = (
    _adding.on_conflict_do_update(
        index_elements=[_gap.session_id, _gap.skill_name],
        set_={name: _adding.excluded[name] for name in _new},
    )
    .returning(_gaps)
    .cte("made")
)
_dropped = (
    delete(_gaps)
    .where(
        _gap.session_id == _session.c.session_id,
        _gap.skill_name.not_in(select(_made.c.skill_name)),
    )
    .cte("dropped")
)

REPLACE_GAPS = Compiled(
    select(
        _session.c.moment.label("identified_at"),
        false().label("is_stale"),
        *_counted(_made),
        array_of(_shown(_made)),
    )
    .select_from(_session)
    .add_cte(_dropped)
)
"""Put ``gaps``, a JSON array of ``contracts.SkillGap``, in the place of those of an interview.

What comes back is as of ``LIST_SESSION_GAPS``.
"""

_latest = select(func.max(_gap.identified_at)).where(is_own(_gaps)).scalar_subquery()
# Of two analyses at once, each may have left what only the other found.
_of_session = select(_gaps).where(is_own(_gaps), _gap.identified_at == _latest).cte("of_session")
_answered_since = (
    select(responses.c.response_id)
    .join(questions, questions.c.practice_question_id == responses.c.practice_question_id)
    .where(is_own(questions), responses.c.answered_at > _latest)
    .exists()
)

LIST_SESSION_GAPS = Compiled(
    select(
        cast(_latest, DateTime(timezone=True)).label("identified_at"),
        _answered_since.label("is_stale"),
        *_counted(_of_session),
        array_of(_shown(_of_session)),
    ).where(is_own(sessions))
)
"""The gaps of an interview, the biggest first; no row when there is no such interview.

``identified_at`` is null unless it was analysed; ``is_stale`` if there are newer answers.
"""

_name = func.lower(_gap.skill_name)
_of_skills = (
    select(_gaps)
    .ext(distinct_on(_name))
    .where(_gap.owner_id == OWNER)
    .order_by(_name, _gap.identified_at.desc(), _gap.gap_id)
    .cte("of_skills")
)
_page = (
    _shown(_of_skills)
    .offset(bindparam("skip", type_=Integer()))
    .limit(bindparam("limit", type_=Integer()))
)

LIST_GAPS = Compiled(select(*_counted(_of_skills), array_of(_page)))
"""One page of an owner's skills as each was found last, the biggest gap first."""
