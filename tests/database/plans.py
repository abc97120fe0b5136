"""Databases with many rows, and the plans by which PostgreSQL reads them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import asyncpg

from tests.conftest import named


@asynccontextmanager
async def filled_copy(cluster: str, template: str, fill: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to a copy of a database, with further rows in it.

    Args:
        fill: SQL that writes them.
    """
    name = f"test_{uuid4().hex[:12]}"
    server = await asyncpg.connect(cluster)
    await server.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    connection = await asyncpg.connect(named(cluster, name), statement_cache_size=0)
    await connection.execute(fill)
    # As autovacuum does; by hand, so that every run sees the same.
    await connection.execute("VACUUM (ANALYZE)")
    yield connection
    await connection.close()
    await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await server.close()


def nodes(plan: Any) -> Iterator[Any]:
    """A plan's node with all below it."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)
