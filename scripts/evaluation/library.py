"""A throw-away database with the library in it."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from agents.embedding import SentenceEncoder
from database.embedded import acquire
from database.engine import Database
from database.migrating import upgrade
from interviewapis.library_loading import load_library


@asynccontextmanager
async def filled_library(encoder: SentenceEncoder) -> AsyncIterator[Database]:
    """A database on an embedded server of its own, filled as at a first start."""
    with tempfile.TemporaryDirectory(prefix="library") as folder:
        # Within reach of the user that runs PostgreSQL for root.
        Path(folder).chmod(0o755)
        with acquire(Path(folder), durable=False) as lease:
            await asyncio.to_thread(upgrade, lease.dsn)
            database = await Database.connect(lease.dsn, size=1)
            await load_library(database, encoder)
            yield database
            await database.close()
