"""Pages of the question bank, fast for somebody with 100,000 questions.

Own questions and entries of the library are two branches of a union: no index has both in order.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal, get_args

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    Float,
    FromClause,
    Integer,
    Select,
    SmallInteger,
    Text,
    bindparam,
    cast,
    false,
    func,
    literal_column,
    not_,
    null,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.types import TypeEngine

from database.compiled import Compiled
from database.models.vocabulary import QuestionDifficulty
from database.statements.json import array_of
from database.statements.pages import ESCAPE, Sort, containing
from database.statements.question_rows import (
    OWNER,
    counters,
    is_entry,
    is_own,
    links,
    questions,
    shown,
    shown_in_brief,
    uses,
    uses_of,
)
from database.statements.statistics import tallied

Scope = Literal["all", "own", "library"]
SortBy = Literal[
    "created_at", "times_asked", "times_practiced", "average_rating", "question_difficulty"
]

MOST_SKILLS = 10
"""How many skills a list can ask for at once."""

_question = questions.c
# Their sum may be larger than an integer of PostgreSQL.
_limit = bindparam("limit", type_=BigInteger())
_one: ColumnElement[int] = literal_column("1")
_skip = bindparam("skip", type_=BigInteger())


def search_filters(words: str) -> dict[str, Any]:
    """The filter that finds these words, in any case, with its value."""
    # The index knows groups of three letters, in which a word begins with two blanks and ends
    # with one. Without such a group it would be read from end to end, which takes seconds.
    letter = r"[^\W_]"
    indexed = re.search(rf"{letter}{{3}}|(?!{letter}).{letter}|{letter}{{2}}(?!{letter}).", words)
    return {"search" if indexed else "search_unindexed": containing(words)}


def skill_filters(skill_ids: Sequence[int]) -> dict[str, Any]:
    """The filters that find what tests all of these skills, with their values.

    Args:
        skill_ids: ``MOST_SKILLS`` at most.
    """
    return {f"skill_{number}": skill_id for number, skill_id in enumerate(skill_ids)}


def _has_words(searched: ColumnElement[str], name: str) -> ColumnElement[bool]:
    return searched.ilike(bindparam(name, type_=Text()), escape=ESCAPE)


def _tests_skill(name: str) -> ColumnElement[bool]:
    # One look-up for each skill. For a list of them, the planner can't tell how many rows to
    # expect, and takes the slowest way.
    wanted = bindparam(name, type_=Integer())
    return _question.question_id.in_(select(links.c.question_id).where(links.c.skill_id == wanted))


_ranks = text(f"ARRAY[{', '.join(repr(each) for each in get_args(QuestionDifficulty))}]")
_difficulty = bindparam("difficulty", type_=Text())
_category = bindparam("category", type_=Text())

_FILTERS: Mapping[str, ColumnElement[bool]] = {
    "category": _question.question_category == _category,
    # The number, not the word, is in the indexes.
    "difficulty": _question.difficulty_rank == func.array_position(_ranks, _difficulty),
    "search": _has_words(_question.search_text, "search"),
    "search_unindexed": _has_words(_question.search_text.concat(text("''")), "search_unindexed"),
    "tags": _question.tags.op("@>", is_comparison=True)(bindparam("tags", type_=ARRAY(Text))),
}
_IN_ORDER = {"category", "difficulty"}
"""Filters under which an index gives the rows in order; the others have indexes without one."""

_TYPES: Mapping[SortBy, TypeEngine[Any]] = {
    "created_at": DateTime(timezone=True),
    "times_asked": Integer(),
    "times_practiced": Integer(),
    "average_rating": Float(),
    "question_difficulty": SmallInteger(),
}


def _conditions(filters: frozenset[str]) -> list[ColumnElement[bool]]:
    return [
        _tests_skill(name) if name.startswith("skill_") else _FILTERS[name]
        for name in sorted(filters)
    ]


def _sorted_by(sort_by: SortBy, of_library: bool) -> ColumnElement[Any]:
    if sort_by == "created_at":
        return _question.created_at
    if sort_by == "question_difficulty":
        return _question.difficulty_rank
    counter = counters(questions)[sort_by] if of_library else _question[sort_by]
    # As in the index. Null would need another comparison for each end of the list.
    return func.coalesce(counter, text("0")) if sort_by == "average_rating" else counter


def _own(filters: frozenset[str], sort_by: SortBy, is_active: bool) -> Select[Any]:
    return select(
        _question.question_id, _sorted_by(sort_by, of_library=False).label("sort_value")
    ).where(
        is_own(questions),
        # Written out, since only then the partial indexes are found.
        _question.is_active if is_active else not_(_question.is_active),
        *_conditions(filters),
    )


def _entries(filters: frozenset[str], sort_by: SortBy, is_active: bool) -> Select[Any]:
    return (
        select(_question.question_id, _sorted_by(sort_by, of_library=True).label("sort_value"))
        .select_from(questions.outerjoin(uses, uses_of(questions)))
        # Entries that the library no longer has are nobody's.
        .where(is_entry(questions) if is_active else false())
        .where(*_conditions(filters))
    )


def _tallied(filters: frozenset[str]) -> ColumnElement[int]:
    """How many questions of their own the caller has, of a category or difficulty or of all."""
    if "difficulty" in filters:
        return tallied(OWNER, "question_difficulty", _difficulty)
    return tallied(OWNER, "question_category", _category if "category" in filters else None)


@cache
def list_questions(
    filters: frozenset[str],
    scope: Scope,
    sort_by: SortBy,
    *,
    is_active: bool,
    descending: bool,
    seeking: bool,
    brief: bool = False,
) -> Compiled:
    """The statement for one page of what ``owner_id`` sees; see ``pages.sorted_page``.

    ``last_value`` and ``last_id`` are null when no page follows.

    Args:
        filters: Which of ``category``, ``difficulty``, ``tags`` (a list, all of which a question
            must have), and those of ``search_filters`` and ``skill_filters``, have a value.
        is_active: False for the caller's questions that were put aside.
        seeking: Begin after ``after_value`` and ``after_id`` instead of leaving out ``skip``.
        brief: Without the long texts.
    """
    sort = Sort(lambda rows: rows.c.sort_value, _TYPES[sort_by], "question_id", descending)
    branches = [
        branch(filters, sort_by, is_active)
        for branch, other in ((_own, "library"), (_entries, "own"))
        if scope != other
    ]
    if filters <= _IN_ORDER and is_active:
        sources: list[FromClause] = [each.subquery() for each in branches]
        # Each in its own order, and no further than the page can reach.
        reach = _limit + _one if seeking else _skip + _limit + _one
        firsts = [_after(each, sort, seeking).limit(reach) for each in sources]
        candidates: FromClause = union_all(*firsts).subquery("candidates")
        page = select(candidates).order_by(*sort.order(candidates))
        counts = [_count(each) for each in sources]
        if scope != "library" and len(filters) < 2:
            counts[0] = _tallied(filters)
        total = sum(counts[1:], counts[0])
    else:
        matches = union_all(*branches).cte("matches").prefix_with("MATERIALIZED")
        page = _after(matches, sort, seeking)
        total = _count(matches)
    page = page.limit(_limit + _one)
    keys = (page if seeking else page.offset(_skip)).cte("keys")
    return _page_of(keys, sort, null() if seeking else total, brief=brief)


def _after(source: FromClause, sort: Sort, seeking: bool) -> Select[Any]:
    rows = select(source).order_by(*sort.order(source))
    return rows.where(sort.after(source)) if seeking else rows


def _count(source: FromClause) -> ColumnElement[int]:
    return select(func.count()).select_from(source).scalar_subquery()


def _page_of(keys: FromClause, sort: Sort, total: ColumnElement[Any], *, brief: bool) -> Compiled:
    """Show the questions of ``keys``, except for one that says that another page follows."""
    listed = (
        (shown_in_brief if brief else shown)(questions)
        .where(_question.question_id == keys.c.question_id)
        .order_by(*sort.order(keys))
        .limit(_limit)
    )
    row = select(total.label("total"), array_of(listed)).subquery("row")
    last = (
        select(cast(keys.c.sort_value, Text).label("last_value"), keys.c.question_id)
        .where(_count(keys) > _limit)
        .order_by(*sort.order(keys))
        .offset(_limit - _one)
        .limit(_one)
        .subquery("last")
    )
    return Compiled(
        select(
            row.c.total, row.c.data, last.c.last_value, last.c.question_id.label("last_id")
        ).select_from(row.outerjoin(last, true()))
    )
