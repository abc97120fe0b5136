"""A throw-away database with the library in it."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from agents.embedding import SentenceEncoder
from database.embedded import acquire
from database.engine import Database
from database.migrating import upgrade
from interviewapis.library_loading import load_library


@contextmanager
def migrated_database() -> Iterator[str]:
    """The address of a database on an embedded server of its own."""
    with tempfile.TemporaryDirectory(prefix="library") as folder:
        # Within reach of the user that runs PostgreSQL for root.
        Path(folder).chmod(0o755)
        with acquire(Path(folder), durable=False) as lease:
            upgrade(lease.dsn)
            yield lease.dsn


@asynccontextmanager
async def filled_library(dsn: str, encoder: SentenceEncoder) -> AsyncIterator[Database]:
    """The database, filled as at a first start. One connection, so that its cost can be told."""
    database = await Database.connect(dsn, size=1)
    try:
        await load_library(database, encoder)
        yield database
    finally:
        await database.close()
