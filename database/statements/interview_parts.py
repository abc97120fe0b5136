"""What rounds, questions and skills have in common: they lie under an interview of the caller's."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, select

from database.compiled import Compiled
from database.models import Interview, table_of
from database.statements.json import array_of
from database.statements.pages import Order
from database.statements.records import value

_interview = table_of(Interview).c

_own = select(_interview.interview_id).where(
    _interview.interview_id == value(_interview.interview_id),
    _interview.owner_id == value(_interview.owner_id),
    _interview.deleted_at.is_(None),
)
_held = _own.with_for_update(key_share=True).cte("interview")

FIND_INTERVIEW = Compiled(_own)
"""Whether ``owner_id`` has an interview ``interview_id`` that is not deleted."""

READABLE: ColumnElement[bool] = _own.exists()
"""A condition: that the interview is there."""

# Taken before any other lock of a statement. Without it, two statements that hold one part each
# and wait for the other's would be a deadlock: rounds that swap their numbers, for example.
HELD: ColumnElement[bool] = select(_held.c.interview_id).exists()
"""The same for statements that write: nobody else writes below this interview meanwhile."""


def page_of(parts: Select[Any], order: Order) -> Compiled:
    """One page of what lies under an interview; no row at all where the interview isn't there.

    Args:
        parts: Selects everything that is shown of all of them.
        order: Ends with something unique, so that pages do not overlap.
    """
    rows = parts.cte("part")
    cut = (
        select(rows)
        .order_by(*order(rows))
        .offset(bindparam("skip", type_=Integer()))
        .limit(bindparam("limit", type_=Integer()))
    )
    total = select(func.count()).select_from(rows).scalar_subquery()
    return Compiled(_own.with_only_columns(total.label("total"), array_of(cut)))
