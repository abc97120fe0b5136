"""What the tracker's requests cost in the database: one statement each, compiled once."""

from typing import Any

import asyncpg
import httpx2
import pytest

from scripts.api_documentation.document import is_stream, operations
from tests.contract.requests import TRACKER, Example, example, send

METHODS = ("fetch", "fetchrow", "fetchval", "execute", "executemany")
COSTS = [
    pytest.param(example(method, path), id=f"{method} {path}")
    for method, path, operation in operations()
    if path.startswith(TRACKER) and not is_stream(operation)
]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that this process sends, also those that begin and end transactions."""
    statements: list[str] = []

    def counted(name: str) -> Any:
        method = getattr(asyncpg.Connection, name)

        async def call(connection: Any, statement: str, *arguments: Any, **options: Any) -> Any:
            statements.append(statement)
            return await method(connection, statement, *arguments, **options)

        return call

    for name in METHODS:
        monkeypatch.setattr(asyncpg.Connection, name, counted(name))
    return statements


@pytest.mark.parametrize("asked", COSTS)
def test_a_request_is_one_statement_and_the_next_one_is_the_same(
    client: httpx2.Client, sent: list[str], asked: Example
) -> None:
    """Also a list with its total, and something new with what is linked to it."""
    told = []
    for _ in range(3):
        request = asked.filled(client)
        sent.clear()
        assert send(client, request).is_success
        told.append(list(sent))
    # The server has its own business too, now and then.
    least = min(told, key=len)
    assert len(least) == 1, least
    assert sum(least[0] in each for each in told) == 3
