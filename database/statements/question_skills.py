"""The skills that a question tests."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    bindparam,
    column,
    delete,
    func,
    literal_column,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from database.compiled import Compiled
from database.statements.json import array_of, object_of
from database.statements.question_rows import (
    LINKED,
    linked_members,
    links,
    meant,
    own_meant,
    questions,
)
from database.statements.records import DOCUMENT, value

_GIVEN = tuple(name for name in LINKED if name != "skill_id")
_skill_id = value(links.c.skill_id)


def _shown(source: FromClause) -> Select[Any]:
    times = {name: source.c[name] for name in ("created_at", "updated_at")}
    members = {"question_id": source.c.question_id, **linked_members(source), **times}
    return select(*(each.label(name) for name, each in members.items())).select_from(source)


def _is_own(source: FromClause) -> ColumnElement[bool]:
    return and_(source.c.question_id == own_meant(), source.c.skill_id == _skill_id)


_seen = select(questions.c.question_id).where(questions.c.question_id == meant()).cte("question")
_all = (
    _shown(links)
    .where(links.c.question_id == select(_seen.c.question_id).scalar_subquery())
    .cte("linked")
)
_page = (
    select(_all)
    .order_by(func.lower(_all.c.skill_name), _all.c.skill_id)
    .offset(bindparam("skip", type_=Integer()))
    .limit(bindparam("limit", type_=Integer()))
)
LIST_SKILLS = Compiled(
    select(
        select(func.count()).select_from(_all).scalar_subquery().label("total"), array_of(_page)
    ).select_from(_seen)
)
"""One page of the skills of a question that the caller sees, by name; no row if there is none."""

READ_SKILL = Compiled(
    object_of(_shown(links).where(links.c.question_id == meant(), links.c.skill_id == _skill_id))
)

LOCK_SKILL = Compiled(object_of(_shown(links).where(_is_own(links)).with_for_update(of=links)))
"""A skill of the caller's own question, which nobody changes until the transaction ends."""

# A skill is part of what is shown of its question. All who write lock the question first: in
# another order, two of them could wait for each other.
_touched = (
    update(questions)
    .where(questions.c.question_id == own_meant())
    .values(updated_at=func.now())
    .returning(questions.c.question_id)
    .cte("touched")
)
_given = func.jsonb_populate_record(text(f"NULL::{links.name}"), DOCUMENT).table_valued(
    *(column(name, links.c[name].type) for name in _GIVEN), name="given"
)
_adding = insert(links).from_select(
    ["question_id", "skill_id", *_GIVEN],
    select(_touched.c.question_id, _skill_id, *_given.c).select_from(_touched.join(_given, true())),
    include_defaults=False,
)
_set = (
    _adding.on_conflict_do_update(
        index_elements=list(links.primary_key),
        set_={name: _adding.excluded[name] for name in _GIVEN} | {"updated_at": func.now()},
    )
    # Only a row that was there before has been locked before, which leaves a mark in it.
    .returning(links, literal_column(f"{links.name}.xmax = 0").label("is_new"))
    .cte("made")
)

SET_SKILL = Compiled(
    select(
        object_of(_shown(_set)).scalar_subquery().label("body"), _set.c.is_new, _set.c.question_id
    )
)
"""Link a skill to the caller's own question, or replace what the link says, with ``document``.

``is_new`` tells which. No row when there is no such question.
"""

_held = (
    select(questions.c.question_id)
    .where(questions.c.question_id == own_meant())
    .with_for_update(key_share=True)
    .cte("held")
)
_gone = (
    delete(links)
    .where(
        links.c.question_id == select(_held.c.question_id).scalar_subquery(),
        links.c.skill_id == _skill_id,
    )
    .returning(links.c.question_id)
    .cte("gone")
)
_touched_after = (
    update(questions)
    .where(questions.c.question_id == _gone.c.question_id)
    .values(updated_at=func.now())
    .cte("touched")
)
REMOVE_SKILL = Compiled(select(_gone.c.question_id).add_cte(_touched_after))
"""Unlink a skill from the caller's own question; no row when it was not linked."""
