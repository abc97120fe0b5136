"""JSON that PostgreSQL builds, ready to be sent."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
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
    pairs = [part for name, each in members.items() for part in (literal_column(f"'{name}'"), each)]
    built = func.json_agg(aggregate_order_by(func.json_build_object(*pairs), order))
    rows = select(func.coalesce(built, _NONE)).select_from(joined).where(of)
    return rows.correlate_except(joined).scalar_subquery()
