"""How well people master skills. Each row is its owner's alone."""

from typing import Any

from sqlalchemy import (
    FromClause,
    Select,
    and_,
    column,
    delete,
    func,
    literal_column,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import insert

from database.compiled import Compiled
from database.models import Skill, UserSkill, table_of
from database.statements.json import object_of
from database.statements.pages import page
from database.statements.records import DOCUMENT, value

_own, _skill = table_of(UserSkill), table_of(Skill)
_GIVEN = (
    "proficiency_level",
    "years_of_experience",
    "last_used_year",
    "wants_to_improve",
    "notes",
)
_OWNED = _own.c.owner_id == value(_own.c.owner_id)
_ONE = and_(_OWNED, _own.c.skill_id == value(_own.c.skill_id))


def _shown(source: FromClause) -> Select[Any]:
    return select(
        source.c.skill_id,
        _skill.c.skill_name,
        _skill.c.skill_category,
        *(source.c[name] for name in (*_GIVEN, "created_at", "updated_at")),
    ).select_from(source.join(_skill, _skill.c.skill_id == source.c.skill_id))


def _set() -> Compiled:
    given = func.jsonb_populate_record(text("NULL::user_skills"), DOCUMENT).table_valued(
        *(column(name, _own.c[name].type) for name in _GIVEN), name="given"
    )
    row = (
        select(value(_own.c.owner_id), _skill.c.skill_id, *given.c)
        .select_from(_skill.join(given, true()))
        .where(_skill.c.skill_id == value(_own.c.skill_id))
    )
    adding = insert(_own).from_select(
        ["owner_id", "skill_id", *_GIVEN], row, include_defaults=False
    )
    made = (
        adding.on_conflict_do_update(
            index_elements=list(_own.primary_key),
            set_={name: adding.excluded[name] for name in _GIVEN} | {"updated_at": func.now()},
        )
        # Only a row that replaces another has been locked before, which leaves a mark in it.
        .returning(_own, literal_column("user_skills.xmax = 0").label("is_new"))
        .cte("made")
    )
    body = object_of(_shown(made)).scalar_subquery().label("body")
    return Compiled(select(body, made.c.is_new))


_listed = _shown(_own).where(_OWNED).subquery("mine")

LIST_OWN_SKILLS = page(
    select(_listed),
    lambda source: (func.lower(source.c.skill_name), source.c.skill_id),
    lambda source: select(*source.c),
)
"""One page of the skills of ``owner_id``, by name."""

READ_OWN_SKILL = Compiled(object_of(_shown(_own).where(_ONE)))

LOCK_OWN_SKILL = Compiled(object_of(_shown(_own).where(_ONE).with_for_update(of=_own)))
"""The same, and nobody changes it until the transaction ends."""

SET_OWN_SKILL = _set()
"""Make or replace one from ``document``; ``is_new`` tells which. No row: no such skill."""

DELETE_OWN_SKILL = Compiled(delete(_own).where(_ONE).returning(_own.c.skill_id))
