"""Statements that are compiled once and run with values from outside."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import Integer, bindparam, insert, literal, select

from database.compiled import Compiled
from database.engine import Database
from database.models import LOCAL_USER_ID, AgentRun, LibraryState

AWKWARD = "line\nends\r\n\t\N{LINE SEPARATOR}'quotes\"; DROP TABLE users; -- \\ %s {} $1 \U0001f600"


async def test_values_travel_in_the_order_of_their_parameters(database: Database) -> None:
    statement = Compiled(
        select(
            (bindparam("a", type_=Integer()) - bindparam("b", type_=Integer())).label("less"),
            (bindparam("b", type_=Integer()) * literal(10) + bindparam("a")).label("more"),
        )
    )
    (row,) = await database.rows(statement, {"b": 2, "a": 5})
    assert tuple(row) == (3, 25)
    with pytest.raises(KeyError, match="a"):
        await database.rows(statement, {"b": 2})


def test_statements_are_compiled_once_with_values_outside() -> None:
    statement = Compiled(
        insert(LibraryState).values(digest=bindparam("digest"), only_row=literal(True))
    )
    assert AWKWARD not in statement.sql
    assert statement.arguments({"digest": AWKWARD}).count(AWKWARD) == 1
    assert "$1" in statement.sql
    assert statement.sql in repr(statement)


async def test_json_may_be_null(database: Database) -> None:
    names = ("run_id", "owner_id", "status", "question", "routing", "usage", "finished_at")
    columns = AgentRun.__table__.c
    add = insert(AgentRun).values({n: bindparam(n, type_=columns[n].type) for n in names})
    missing = {"routing": None, "usage": None}
    await database.rows(
        Compiled(add),
        {
            "run_id": uuid4(),
            "owner_id": LOCAL_USER_ID,
            "status": "completed",
            "question": AWKWARD,
            "finished_at": datetime.now(UTC),
        }
        | missing,
    )
    kinds = Compiled(
        select(
            AgentRun.routing.is_(None).label("routing"),
            AgentRun.usage.is_(None).label("usage"),
        )
    )
    assert [tuple(row) for row in await database.rows(kinds)] == [(True, True)]
