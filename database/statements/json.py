"""JSON that PostgreSQL builds, ready to be sent."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Label, Select, Text, func, select, text

Shown = Callable[[FromClause], Select[Any]]
"""Selects what a response shows of the rows of a table, or of whatever has its columns."""

Order = Callable[[FromClause], Sequence[ColumnElement[Any]]]


def object_of(selected: Select[Any]) -> Select[tuple[str]]:
    """Each row as a JSON object in a column ``body``."""
    row = selected.subquery("shown")
    return select(func.row_to_json(row.table_valued()).cast(Text).label("body"))


def array_of(selected: Select[Any]) -> Label[str]:
    """All rows, in their order, as one JSON array; a scalar ``data``."""
    row = selected.subquery("listed")
    rows = func.coalesce(func.json_agg(row.table_valued()), text("'[]'::json"))
    return select(rows.cast(Text)).scalar_subquery().label("data")
