"""What every server does now and then: folds counts, forgets old idempotency keys, and settles the
practice that nobody goes on with.
"""

import asyncio
import logging
from datetime import timedelta

from database.engine import Database
from database.errors import DatabaseUnavailable
from database.statements.practice_judgements import LAPSE_ATTEMPTS
from database.statements.practice_sessions import ABANDON_IDLE, IDLE_FOR
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

MOST_SETTLED = 1_000
"""Practice interviews, or answers, that one statement settles."""


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
                    "counts were not folded, or what is over not put away: %s",
                    error,
                    exc_info=not isinstance(error, DatabaseUnavailable),
                )
            told = type(error)
        else:
            told = None


async def tidy(database: Database) -> float:
    """Fold counts, forget keys and settle practice, so much that no statement takes long.

    Returns:
        Seconds until there is more to do.

    Raises:
        DatabaseUnavailable: what was done so far stays done.
    """
    folded = await fold(database)
    (row,) = await database.rows(FORGET_KEYS, {"age": KEYS_LIVE, "most": MOST_KEYS})
    settled = await settle_practice(database)
    if folded == MOST_CHANGES or row["forgotten"] == MOST_KEYS or settled >= MOST_SETTLED:
        return 0
    return BUSY_SECONDS if folded else IDLE_SECONDS


async def settle_practice(database: Database) -> int:
    """Have interviews that were left alone count as abandoned, and answers whose judging was cut
    off as not judged; how many they were.

    Raises:
        DatabaseUnavailable: those that are left are settled later.
    """
    most = {"most": MOST_SETTLED}
    (left,) = await database.rows(ABANDON_IDLE, {"age": IDLE_FOR, **most})
    (cut_off,) = await database.rows(LAPSE_ATTEMPTS, most)
    settled: int = left["abandoned"] + cut_off["lapsed"]
    return settled


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
