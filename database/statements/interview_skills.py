"""Skills that an interview was about."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
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
from database.models import InterviewSkill, Skill, table_of
from database.statements.interview_parts import HELD, READABLE, page_of
from database.statements.json import object_of
from database.statements.records import DOCUMENT, value

_links, _link = table_of(InterviewSkill), table_of(InterviewSkill).c
_skills, _skill = table_of(Skill), table_of(Skill).c

_GIVEN = (
    "is_required",
    "is_nice_to_have",
    "required_proficiency",
    "priority_level",
    "was_assessed",
    "assessed_proficiency",
    "assessment_notes",
    "passed_assessment",
)


def _shown(source: FromClause) -> Select[Any]:
    return select(
        source.c.interview_id,
        source.c.skill_id,
        _skill.skill_name,
        *(source.c[name] for name in (*_GIVEN, "created_at", "updated_at")),
    ).select_from(source.join(_skills, _skill.skill_id == source.c.skill_id))


def _one(source: FromClause) -> ColumnElement[bool]:
    return and_(
        source.c.interview_id == value(_link.interview_id),
        source.c.skill_id == value(_link.skill_id),
    )


def _held(source: FromClause) -> ColumnElement[bool]:
    return and_(_one(source), HELD)


def _set() -> Compiled:
    given = func.jsonb_populate_record(text("NULL::interview_skills"), DOCUMENT).table_valued(
        *(column(name, _link[name].type) for name in _GIVEN), name="given"
    )
    row = (
        select(value(_link.interview_id), _skill.skill_id, *given.c)
        .select_from(_skills.join(given, true()))
        .where(_skill.skill_id == value(_link.skill_id), HELD)
    )
    adding = insert(_links).from_select(
        ["interview_id", "skill_id", *_GIVEN], row, include_defaults=False
    )
    made = (
        adding.on_conflict_do_update(
            index_elements=list(_links.primary_key),
            set_={name: adding.excluded[name] for name in _GIVEN} | {"updated_at": func.now()},
        )
        # Only a row that replaces another has been locked before, which leaves a mark in it.
        .returning(_links, literal_column("interview_skills.xmax = 0").label("is_new"))
        .cte("made")
    )
    body = object_of(_shown(made)).scalar_subquery().label("body")
    return Compiled(select(body, made.c.is_new))


LIST_INTERVIEW_SKILLS = page_of(
    _shown(_links).where(_link.interview_id == value(_link.interview_id)),
    lambda source: (func.lower(source.c.skill_name), source.c.skill_id),
)
"""One page of the skills of an interview, by name."""

READ_INTERVIEW_SKILL = Compiled(object_of(_shown(_links).where(_one(_links), READABLE)))

LOCK_INTERVIEW_SKILL = Compiled(
    object_of(_shown(_links).where(_held(_links)).with_for_update(of=_links))
)
"""The same, and nobody changes it until the transaction ends."""

SET_INTERVIEW_SKILL = _set()
"""Make or replace one from ``document``; ``is_new`` tells which.

No row where the interview or the skill isn't there.
"""

DELETE_INTERVIEW_SKILL = Compiled(delete(_links).where(_held(_links)).returning(_link.skill_id))
