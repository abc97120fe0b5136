"""Statements for one page of a list, with the number of all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    true,
    tuple_,
)
from sqlalchemy.types import TypeEngine

from database.compiled import Compiled
from database.statements.json import Shown, array_of

Order = Callable[[FromClause], Sequence[ColumnElement[Any]]]
"""What rows are sorted by, on a table or on whatever has its columns."""

ESCAPE = "\\"
_ESCAPED = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


@dataclass(frozen=True, slots=True)
class Sort:
    """What a long list is sorted by, and then by its key.

    Args:
        by: Never null; on a table or on whatever has its columns.
        type: Of it, in PostgreSQL.
        key: Name of the integer column that ends the order.
        descending: Of both.
    """

    by: Callable[[FromClause], ColumnElement[Any]]
    type: TypeEngine[Any]
    key: str
    descending: bool

    def order(self, source: FromClause) -> Sequence[ColumnElement[Any]]:
        """For ``ORDER BY``."""
        parts = (self.by(source), source.c[self.key])
        return tuple(part.desc() for part in parts) if self.descending else parts

    def after(self, source: FromClause) -> ColumnElement[bool]:
        """Whether a row comes after that of a cursor: ``after_value``, as text, and ``after_id``.

        A comparison of rows, which an index on both finds at once.
        """
        row = tuple_(self.by(source), source.c[self.key])
        seen = tuple_(
            cast(bindparam("after_value", type_=Text()), self.type),
            bindparam("after_id", type_=Integer()),
        )
        return row < seen if self.descending else row > seen


def sorted_page(
    matching: Select[Any],
    sort: Sort,
    shown: Shown,
    *,
    seeking: bool,
    total: ColumnElement[int] | None = None,
) -> Compiled:
    """One page of a list that may be very long.

    The one row has ``total`` (null when seeking: counting costs more than the page), ``data``,
    and of the last row ``last_value`` as text and ``last_id``, for the next cursor; these two are
    null when no page follows.

    Args:
        matching: Selects everything that ``sort`` and ``shown`` need of the rows that are listed.
        seeking: Begin after ``after_value`` and ``after_id`` instead of leaving out ``skip``.
        total: How many match, where that is known without counting.
    """
    limit = bindparam("limit", type_=Integer())
    one = literal_column("1", Integer())
    source = matching.subquery("matching")
    # One more than are shown says whether another page follows.
    cut = select(source).order_by(*sort.order(source)).limit(limit + one)
    if seeking:
        cut = cut.where(sort.after(source))
    else:
        cut = cut.offset(bindparam("skip", type_=Integer()))
    # Once, for the page itself and for its end.
    page_rows = cut.cte("page")
    if total is None:
        total = _count(source)
    last = (
        select(cast(sort.by(page_rows), Text).label("last_value"), page_rows.c[sort.key])
        .where(_count(page_rows) > limit)
        .order_by(*sort.order(page_rows))
        .offset(limit - one)
        .limit(one)
        .subquery("last")
    )
    data = array_of(shown(page_rows).order_by(*sort.order(page_rows)).limit(limit))
    row = select((null() if seeking else total).label("total"), data).subquery("row")
    return Compiled(
        select(
            row.c.total,
            row.c.data,
            last.c.last_value,
            last.c[sort.key].label("last_id"),
        ).select_from(row.outerjoin(last, true()))
    )


def page(matching: Select[Any], order: Order, shown: Shown) -> Compiled:
    """Rows ``skip`` to ``skip + limit``: columns ``total`` and ``data``, a JSON array.

    Args:
        matching: Selects all columns of one table, of the rows that are listed.
        order: Ends with something unique, so that pages do not overlap.
    """
    table, *_ = matching.get_final_froms()
    cut = (
        matching.order_by(*order(table))
        .offset(bindparam("skip", type_=Integer()))
        .limit(bindparam("limit", type_=Integer()))
        .subquery("page")
    )
    counted = matching.with_only_columns(func.count(), maintain_column_froms=True)
    # What belongs to a row is joined to those of the page only.
    data = array_of(shown(cut).order_by(*order(cut)))
    return Compiled(select(counted.scalar_subquery().label("total"), data))


def _count(source: FromClause) -> ColumnElement[int]:
    return select(func.count()).select_from(source).scalar_subquery()


def containing(text: str) -> str:
    """A pattern for ``ILIKE`` that any text with this one in it matches."""
    return f"%{text.translate(_ESCAPED)}%"
