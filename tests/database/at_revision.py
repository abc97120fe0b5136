"""Databases as earlier versions left them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
from alembic import command

from database.migrating import migration_config
from tests.conftest import named


@asynccontextmanager
async def database_at(cluster: str, revision: str) -> AsyncIterator[str]:
    """Address of an empty database at a revision; gone afterwards."""
    name = f"test_{uuid4().hex[:12]}"
    server = await asyncpg.connect(cluster)
    await server.execute(f"CREATE DATABASE {name}")
    await asyncio.to_thread(command.upgrade, migration_config(named(cluster, name)), revision)
    yield named(cluster, name)
    await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await server.close()
