"""JSON that PostgreSQL builds, ready to be sent."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Label,
    ScalarSelect,
    Select,
    Text,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

_NONE = text("'[]'::json")
_ONE = literal_column("1", Integer())

Shown = Callable[[FromClause], Select[Any]]
"""Selects what a response shows of the rows of a table, or of whatever has its columns."""


def object_of(selected: Select[Any]) -> Select[tuple[str]]:
    """Each row as a JSON object in a column ``body``."""
    row = selected.subquery("shown")
    return select(func.row_to_json(row.table_valued()).cast(Text).label("body"))


def array_of(selected: Select[Any]) -> Label[str]:
    """All rows, in their order, as one JSON array; a scalar ``data``."""
    row = selected.subquery("listed")
    rows = func.coalesce(func.json_agg(row.table_valued()), _NONE)
    return select(rows.cast(Text)).scalar_subquery().label("data")


def nested(
    members: Mapping[str, ColumnElement[Any]],
    joined: FromClause,
    of: ColumnElement[bool],
    order: ColumnElement[Any],
) -> ScalarSelect[Any]:
    """A JSON array that belongs to a row of the statement around it.

    Args:
        members: Of each object in it; 50 at most.
        joined: Where they come from.
        of: Ties them to the row.
        order: Sorts them.
    """
    built = func.json_agg(aggregate_order_by(_built(members), order))
    rows = select(func.coalesce(built, _NONE)).select_from(joined).where(of)
    return rows.correlate_except(joined).scalar_subquery()


def first_nested(
    members: Mapping[str, ColumnElement[Any]],
    table: FromClause,
    of: ColumnElement[bool],
    order: Sequence[ColumnElement[Any]],
) -> ScalarSelect[Any]:
    """The first of what belongs to a row of the statement around it, as ``nested``; or null."""
    rows = select(_built(members)).select_from(table).where(of).order_by(*order).limit(_ONE)
    return rows.correlate_except(table).scalar_subquery()


def _built(members: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
    pairs = [part for name, each in members.items() for part in (literal_column(f"'{name}'"), each)]
    return func.json_build_object(*pairs)
