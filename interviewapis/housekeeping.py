"""What every server does now and then: folds counts, and forgets old idempotency keys."""

import asyncio
import logging
from datetime import timedelta

from database.engine import Database
from database.errors import DatabaseUnavailable
from database.statements.statistics import DROP_EMPTY, FOLD_CHANGES, FORGET_KEYS

logger = logging.getLogger(__name__)

BUSY_SECONDS = 5.0
"""Pause while there is something to do: what waits to be folded makes counts slower to read."""

IDLE_SECONDS = 30.0
"""Pause while there is nothing."""

MOST_CHANGES = 10_000
"""Changes that one statement folds, in some 50 ms."""

MOST_KEYS = 1_000
"""Keys that one statement deletes, each with a response of up to some 100 kB."""

KEYS_LIVE = timedelta(hours=48)
"""How long a request can be repeated under its key."""


async def keep_tidy(database: Database) -> None:
    """Tidy up again and again; never returns.

    Many servers may do so at once. While it fails, it is tried again, and told only once.
    """
    pause = BUSY_SECONDS
    told: type[Exception] | None = None
    while True:
        await asyncio.sleep(pause)
        try:
            pause = await tidy(database)
        except Exception as error:
            pause = BUSY_SECONDS
            if type(error) is not told:
                logger.warning(
                    "counts were not folded, or old idempotency keys not deleted: %s",
                    error,
                    exc_info=not isinstance(error, DatabaseUnavailable),
                )
            told = type(error)
        else:
            told = None


async def tidy(database: Database) -> float:
    """Fold counts and forget keys, so many that no statement takes long.

    Returns:
        Seconds until there is more to do.

    Raises:
        DatabaseUnavailable: what was done so far stays done.
    """
    folded = await fold(database)
    (row,) = await database.rows(FORGET_KEYS, {"age": KEYS_LIVE, "most": MOST_KEYS})
    if folded == MOST_CHANGES or row["forgotten"] == MOST_KEYS:
        return 0
    return BUSY_SECONDS if folded else IDLE_SECONDS


async def fold(database: Database) -> int:
    """Fold changes of counts into the tallies; how many they were.

    Raises:
        DatabaseUnavailable: each change is folded or still there.
    """
    (row,) = await database.rows(FOLD_CHANGES, {"most": MOST_CHANGES})
    if row["emptied"]:
        await database.rows(DROP_EMPTY, {"owners": row["emptied"]})
    folded: int = row["folded"]
    return folded
