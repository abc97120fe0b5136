"""Ends the runs of server processes that are gone."""

import asyncio
import logging

from database.errors import DatabaseUnavailable
from interviewapis.runs.store import RunStore

logger = logging.getLogger(__name__)

LOOK_SECONDS = 15.0


SHOW_UP_SECONDS = 1.5
"""After a restart of PostgreSQL the living need about a second to show up again."""


async def settle_at_start(store: RunStore) -> None:
    """End the runs that others left behind before this process started.

    Raises:
        DatabaseUnavailable: nobody can tell.
    """
    if missing := await store.missing_servers():
        await asyncio.sleep(SHOW_UP_SECONDS)
        await _settle(store, missing & await store.missing_servers())


async def _settle(store: RunStore, servers: frozenset[int]) -> None:
    if servers and (orphans := await store.settle_orphans(servers)):
        logger.info("%d answers were cut off by a crash; what there was of them is kept", orphans)


async def keep_settling(store: RunStore) -> None:
    """Settle what other server processes leave behind while this one lives; never returns."""
    missing = frozenset[int]()
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            before, missing = missing, await store.missing_servers()
            await _settle(store, before & missing)
        except DatabaseUnavailable as error:
            logger.warning("answers that a crash cut off were not looked for: %s", error)
        except Exception:
            logger.exception("answers that a crash cut off were not looked for")
