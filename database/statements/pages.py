"""Statements for one page of a list, with the number of all."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Select, bindparam, func, select

from database.compiled import Compiled
from database.statements.json import Shown, array_of

Order = Callable[[FromClause], Sequence[ColumnElement[Any]]]
"""What rows are sorted by, on a table or on whatever has its columns."""

ESCAPE = "\\"
_ESCAPED = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


def page(matching: Select[Any], order: Order, shown: Shown) -> Compiled:
    """Rows ``skip`` to ``skip + limit``: columns ``total`` and ``data``, a JSON array.

    Args:
        matching: Selects all columns of one table, of the rows that are listed.
        order: Ends with something unique, so that pages do not overlap.
    """
    total = select(func.count()).select_from(matching.order_by(None).subquery()).scalar_subquery()
    return Compiled(select(total.label("total"), array_of(_rows(matching, order, shown))))


def _rows(matching: Select[Any], order: Order, shown: Shown) -> Select[Any]:
    (table,) = matching.get_final_froms()
    cut = (
        matching.order_by(*order(table))
        .offset(bindparam("skip", type_=Integer()))
        .limit(bindparam("limit", type_=Integer()))
        .subquery("page")
    )
    # What belongs to a row is joined to those of the page only.
    return shown(cut).order_by(*order(cut))


def containing(text: str) -> str:
    """A pattern for ``ILIKE`` that any text with this one in it matches."""
    return f"%{text.translate(_ESCAPED)}%"
