"""Fills a data folder with a million interviews, unless it has them.

Run: ``.venv/bin/python -m benchmarks.tracker.load FOLDER``. The folder serves the other
benchmarks of the tracker; PostgreSQL must be able to reach it, so under root its parents must be
open to all. The data are the same each time, except for dates, which end now.
"""

import asyncio
import sys
from pathlib import Path
from time import perf_counter

import asyncpg

from benchmarks.tracker.data import FILLING, INTERVIEWS
from database.embedded import acquire
from database.migrating import upgrade
from database.models import LOCAL_USER_ID
from database.statements.statistics import FOLD_CHANGES


async def fill(dsn: str) -> None:
    """Insert all rows, all or none."""
    connection = await asyncpg.connect(dsn)
    try:
        async with connection.transaction():
            await connection.execute("SELECT setseed(0.5)")
            for name, statement in FILLING.items():
                begun = perf_counter()
                done = await connection.execute(statement)
                seconds = perf_counter() - begun
                print(f"{name:21}{int(done.split()[-1]):10,}{seconds:8.0f} s", flush=True)
    finally:
        await connection.close()


async def tidy(dsn: str) -> None:
    """Do what a running server and PostgreSQL do after a while: fold counts, vacuum, analyse."""
    connection = await asyncpg.connect(dsn)
    try:
        arguments = FOLD_CHANGES.arguments({"most": 100_000})
        while await connection.fetchval(FOLD_CHANGES.sql, *arguments):
            pass
        await connection.execute("VACUUM (ANALYZE)")
    finally:
        await connection.close()


async def is_filled(dsn: str) -> bool:
    """Whether a database has the rows."""
    connection = await asyncpg.connect(dsn)
    try:
        count = await connection.fetchval(
            "SELECT count(*) FROM interviews WHERE owner_id = $1", LOCAL_USER_ID
        )
    finally:
        await connection.close()
    return bool(count >= INTERVIEWS // 10)


def main(folder: Path) -> None:
    """Fill the folder and say how long it took."""
    begun = perf_counter()
    with acquire(folder) as lease:
        upgrade(lease.dsn)
        if asyncio.run(is_filled(lease.dsn)):
            print(f"{folder} is filled already.")
            return
        asyncio.run(fill(lease.dsn))
        asyncio.run(tidy(lease.dsn))
    print(f"{folder} filled in {perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: .venv/bin/python -m benchmarks.tracker.load FOLDER")
    main(Path(sys.argv[1]).resolve())
