"""Which questions somebody sees, and what a response shows of them.

A caller sees their own questions, and the entries of the library of which they have no version of
their own. Every statement here takes the caller as ``owner_id``.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    Text,
    and_,
    exists,
    func,
    literal_column,
    not_,
    select,
    union_all,
)

from database.models import LibraryUse, Question, QuestionSkill, Skill, table_of
from database.statements.json import nested
from database.statements.records import value
from database.statements.skill_links import link_fields

questions, links = table_of(Question), table_of(QuestionSkill)
uses, skills = table_of(LibraryUse), table_of(Skill)

_HIDDEN = ("owner_id", "embedding", "search_text", "difficulty_rank")
_COUNTERS = ("times_asked", "times_practiced", "average_rating")
_PLAIN = tuple(
    name
    for name in questions.columns.keys()  # noqa: SIM118 - columns iterate over themselves
    if name not in (*_HIDDEN, *_COUNTERS)
)
_BRIEF = (
    "question_id",
    "question_text",
    "question_category",
    "question_difficulty",
    "library_slug",
    "copied_from",
    "is_active",
    "specialist",
    "seniority_levels",
    "skill_names",
    "tags",
    "time_to_answer_minutes",
    "created_at",
    "updated_at",
)
LINKED = link_fields(links)
"""Columns of a linked skill that a request may fill."""

_ONE: ColumnElement[int] = literal_column("1")

OWNER = value(questions.c.owner_id)
QUESTION_ID = value(questions.c.question_id)


def is_own(source: FromClause) -> ColumnElement[bool]:
    """The caller's, whether put aside or not."""
    mine: ColumnElement[bool] = source.c.owner_id == OWNER
    return mine


def is_entry(source: FromClause) -> ColumnElement[bool]:
    """An entry of the library of which the caller has no version of their own."""
    copy = questions.alias("own_version")
    copied = exists().where(copy.c.copied_from == source.c.question_id, is_own(copy))
    return and_(
        # The same as having no owner, but there is an index on it.
        source.c.library_slug.is_not(None),
        source.c.is_active,
        not_(copied.correlate(source)),
    )


def _own_of_id() -> tuple[Select[Any], Select[Any]]:
    own, copy = questions.alias("own"), questions.alias("copy")
    # Two look-ups: an OR over both indexes would be read from the heap.
    return (
        select(own.c.question_id).where(own.c.question_id == QUESTION_ID, is_own(own)),
        select(copy.c.question_id).where(copy.c.copied_from == QUESTION_ID, is_own(copy)),
    )


def own_meant() -> ScalarSelect[int]:
    """Id of the caller's question that ``question_id`` means.

    That of a library entry means the caller's version of it.
    """
    return union_all(*_own_of_id()).limit(_ONE).scalar_subquery()


def meant() -> ScalarSelect[int]:
    """Id of the question that ``question_id`` means to the caller, own or of the library."""
    entry = questions.alias("entry")
    found = select(entry.c.question_id).where(entry.c.question_id == QUESTION_ID, is_entry(entry))
    return union_all(*_own_of_id(), found).limit(_ONE).scalar_subquery()


def counters(source: FromClause, of_library: FromClause = uses) -> Mapping[str, ColumnElement[Any]]:
    """How often the caller met a question, where ``of_library`` is joined.

    Entries of the library have no counts of their own.
    """
    return {name: func.coalesce(of_library.c[name], source.c[name]) for name in _COUNTERS}


def uses_of(source: FromClause) -> ColumnElement[bool]:
    """Ties what the caller did with a library entry to it."""
    return and_(
        uses.c.question_id == source.c.question_id,
        uses.c.owner_id == OWNER,
        source.c.owner_id.is_(None),
    )


def shown(source: FromClause, linked: FromClause = links) -> Select[Any]:
    """What a response shows of questions, the id first.

    Args:
        source: Has the columns of ``questions``.
        linked: The skills of these questions.
    """
    return _columns(source, _PLAIN).add_columns(skills_of(source, linked).label("skills"))


def shown_in_brief(source: FromClause) -> Select[Any]:
    """The same without the long texts and the skills: a tenth of it, enough for a list."""
    return _columns(source, _BRIEF)


def _columns(source: FromClause, names: Iterable[str]) -> Select[Any]:
    return (
        select(
            *(source.c[name] for name in names),
            source.c.owner_id.is_(None).label("is_library"),
            source.c.owner_id.label("created_by"),
            *(each.label(name) for name, each in counters(source).items()),
        )
        .select_from(source)
        .outerjoin(uses, uses_of(source))
    )


def skills_of(source: FromClause, linked: FromClause = links) -> ScalarSelect[Any]:
    """The skills of a question as a JSON array, by name."""
    members = linked_members(linked)
    return nested(
        members,
        linked,
        linked.c.question_id == source.c.question_id,
        func.lower(members["skill_name"]),
    )


def linked_members(linked: FromClause) -> dict[str, ColumnElement[Any]]:
    """What a response shows of a linked skill."""
    # Looked up: a join would read all skills for each question, as long as they are few.
    name = select(skills.c.skill_name).where(skills.c.skill_id == linked.c.skill_id)
    return {"skill_name": name.scalar_subquery()} | {name: linked.c[name] for name in LINKED}


def with_id(selected: Select[Any]) -> Select[Any]:
    """Each question in columns ``question_id`` and ``body``, a JSON object."""
    row = selected.subquery("shown")
    body = func.row_to_json(row.table_valued()).cast(Text)
    return select(row.c.question_id, body.label("body"))
