"""Writes rows from JSON documents.

A request's body, once it is validated, goes to PostgreSQL as the JSON it came as. One statement
serves every subset of fields: ``jsonb_populate_record`` lays the document over the row.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    FromClause,
    Table,
    Text,
    bindparam,
    cast,
    column,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from database.compiled import Compiled
from database.models import RequestKey, table_of
from database.statements.json import Shown, object_of

DOCUMENT = cast(bindparam("document", type_=Text()), JSONB)
"""A JSON object, as text; its members are columns."""

Matching = Callable[[FromClause], ColumnElement[bool]]
"""A condition on a table, or on whatever has its columns."""

_key = table_of(RequestKey)


def value(of: Column[Any], name: str | None = None) -> Any:
    """A parameter of a column's type, by default of its name."""
    return bindparam(name or of.name, type_=of.type)


def added(
    table: Table,
    given: Sequence[str],
    fixed: Mapping[str, Any],
    *,
    if_: ColumnElement[bool] | None = None,
) -> CTE:
    """Insert a row, if a condition holds; the common table expression ``made`` has it.

    Args:
        given: Columns that the document may fill; what it lacks becomes null.
        fixed: Columns with a value of the statement's own.
    """
    record = _laid_over(text(f"NULL::{table.name}"), table, given)
    row = select(*(each.label(name) for name, each in fixed.items()), *record.c)
    if if_ is not None:
        row = row.where(if_)
    statement = insert(table).from_select([*fixed, *given], row, include_defaults=False)
    return statement.returning(table).cte("made")


def changed(
    table: Table,
    given: Sequence[str],
    matching: Matching,
    fixed: Mapping[str, Any] | None = None,
) -> CTE:
    """Change the fields of a row that a document has; ``made`` has the row as it is then.

    Args:
        matching: Tells which row.
        fixed: Columns with a value of the statement's own.
    """
    old = table.alias("old")
    keys = list(table.primary_key)
    # Locked by itself: a function in the same FROM would keep what it made of the version that
    # was there before the lock was granted, and take another's change back.
    locked = (
        select(*(old.c[key.name] for key in keys), old.table_valued().label("whole"))
        .where(matching(old))
        # Not its key: others may go on to refer to the row meanwhile.
        .with_for_update(of=old, key_share=True)
        .cte("locked")
    )
    record = _laid_over(locked.c.whole, table, given)
    return (
        update(table)
        .where(*(key == locked.c[key.name] for key in keys))
        .values({name: record.c[name] for name in given})
        .values({"updated_at": func.now(), **(fixed or {})})
        .returning(table)
        .cte("made")
    )


def shown_of(made: CTE, shown: Shown) -> Compiled:
    """Run a writing expression, and have ``body`` show the row."""
    return Compiled(object_of(shown(made)))


def shown_once(made: CTE, shown: Shown) -> Compiled:
    """The same under an idempotency key, which fails at ``request_keys_pkey`` the second time."""
    body = object_of(shown(made)).cte("told")
    names = ("owner_id", "idempotency_key", "request_digest")
    kept = (
        insert(RequestKey)
        .from_select(
            [*names, "response_body"],
            select(*(value(_key.c[name], f"key_{name}") for name in names), body.c.body),
            include_defaults=False,
        )
        .cte("kept")
    )
    return Compiled(select(body.c.body).add_cte(kept))


FIND_KEY = Compiled(
    select(_key.c.request_digest, _key.c.response_body).where(
        _key.c.owner_id == value(_key.c.owner_id, "key_owner_id"),
        _key.c.idempotency_key == value(_key.c.idempotency_key, "key_idempotency_key"),
    )
)
"""What was asked under an idempotency key, and answered."""


def _laid_over(base: Any, table: Table, given: Sequence[str]) -> FromClause:
    columns = [column(name, table.c[name].type) for name in given]
    return func.jsonb_populate_record(base, DOCUMENT).table_valued(*columns, name="given")
