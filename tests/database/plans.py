"""Databases with many rows, and the plans by which PostgreSQL reads them."""

import asyncio
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
    await _vacuum(connection)
    yield connection
    await connection.close()
    await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await server.close()


async def _vacuum(connection: asyncpg.Connection) -> None:
    """Vacuum as autovacuum does, but now, and until all pages are known to be visible to all.

    An autovacuum worker that reads the new rows at this moment still counts as somebody who may
    not see them, and the planner would count on reading them.
    """
    await connection.execute("VACUUM (ANALYZE)")
    while await connection.fetchval(_NOT_ALL_VISIBLE):
        await asyncio.sleep(0.2)
        await connection.execute("VACUUM (ANALYZE)")


_NOT_ALL_VISIBLE = """
    SELECT EXISTS (
        SELECT FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relallvisible < relpages
    )
"""


def nodes(plan: Any) -> Iterator[Any]:
    """A plan's node with all below it."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)
