"""How long the tracker's statements take in PostgreSQL, at a million interviews.

Run: ``.venv/bin/python -m benchmarks.tracker.statements FOLDER``, with a folder that
``benchmarks.tracker.load`` has filled. All are those of the local user, who has a tenth of
everything. They run as prepared statements with generic plans, as the server's do after a while;
the time is PostgreSQL's own. On a busy machine look at the last column: the CPU time of a run, to
0.2 ms.
"""

import asyncio
import statistics
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import psutil

from benchmarks.tracker.data import COMMON, RARE
from benchmarks.tracker.load import is_filled
from database.compiled import Compiled
from database.embedded import acquire
from database.models import LOCAL_USER_ID
from database.statements.interviews import READ_INTERVIEW, list_interviews
from database.statements.question_lists import list_questions, search_filters
from database.statements.statistics import OVERVIEW

TIMES = 51
LARGE = ("interviews", "questions")
"""Tables that no statement may read from end to end."""

PAGE = 10
FILTERS = {"interview_status": "completed", "is_remote": True, "seniority_level": "senior"}
OWNER = {"owner_id": LOCAL_USER_ID}

Case = tuple[Compiled, Mapping[str, Any]]


def cases(number: int, last: Mapping[str, Any]) -> Mapping[str, Case]:
    """What is measured, by name.

    Args:
        number: Id of an interview.
        last: What is known of the interview that ends page 9,999.
    """
    everything, filtered = frozenset[str](), frozenset(FILTERS)
    newest = {"sort_by": "created_at", "descending": True}
    first = OWNER | {"skip": 0, "limit": PAGE}
    return {
        "one interview": (READ_INTERVIEW, OWNER | {"interview_id": number}),
        "page 1 of 100,000, with total": (
            list_interviews(everything, **newest, seeking=False),
            first,
        ),
        "page 10,000 by cursor": (
            list_interviews(everything, **newest, seeking=True),
            OWNER | last | {"limit": PAGE},
        ),
        "page 1 with 3 filters, with total": (
            list_interviews(filtered, **newest, seeking=False),
            first | FILTERS | {"limit": 20},
        ),
        "first row with 3 filters, with total": (
            list_interviews(filtered, **newest, seeking=False),
            first | FILTERS | {"limit": 1},
        ),
        "page 1 of 50,000 questions": _questions({}),
        "questions with a rare word": _questions(search_filters(RARE)),
        "questions with a common word": _questions(search_filters(COMMON)),
        "statistics": (OVERVIEW, OWNER),
    }


def _questions(filters: Mapping[str, Any]) -> Case:
    statement = list_questions(
        frozenset(filters), "all", "created_at", is_active=True, descending=True, seeking=False
    )
    return statement, OWNER | {"skip": 0, "limit": 20} | filters


async def measure(connection: Any, statement: Compiled, values: Mapping[str, Any]) -> str:
    """Run a statement many times; its milliseconds, and what it reads from end to end."""
    await connection.execute(f"PREPARE measured AS {statement.sql}")
    arguments = ", ".join(map(_literal, statement.arguments(values)))
    explain = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE measured({arguments})"
    times, scanned = [], set[str]()
    backend = psutil.Process(connection.get_server_pid())
    before = backend.cpu_times()
    for _ in range(TIMES):
        (told,) = orjson.loads(await connection.fetchval(explain))
        times.append(told["Execution Time"])
        scanned.update(_read_whole(told["Plan"]))
    after = backend.cpu_times()
    cpu = (after.user + after.system - before.user - before.system) * 1000 / TIMES
    await connection.execute("DEALLOCATE measured")
    warning = f"   Seq Scan on {', '.join(sorted(scanned))}!" if scanned else ""
    return f"{statistics.median(times):10.2f}{min(times):10.2f}{cpu:10.1f}{warning}"


def _literal(value: Any) -> str:
    """A value as SQL writes it."""
    if isinstance(value, bool | int | float):
        return str(value)
    assert isinstance(value, str | UUID | datetime)
    return "'" + str(value).replace("'", "''") + "'"


def _read_whole(plan: Mapping[str, Any]) -> Iterator[str]:
    """The large tables that a plan reads from end to end."""
    if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in LARGE:
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _read_whole(part)


async def run(dsn: str) -> None:
    """Measure all cases and print a row each."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("SET plan_cache_mode = force_generic_plan")
        row = await connection.fetchrow(
            "SELECT interview_id, created_at::text FROM interviews "
            "WHERE owner_id = $1 AND deleted_at IS NULL "
            "ORDER BY created_at DESC, interview_id DESC OFFSET $2 LIMIT 1",
            LOCAL_USER_ID,
            9_999 * PAGE - 1,
        )
        last = {"after_value": row["created_at"], "after_id": row["interview_id"]}
        print(
            f"{f'milliseconds in PostgreSQL, of {TIMES}':38}{'median':>10}{'least':>10}{'CPU':>10}"
        )
        for name, case in cases(row["interview_id"], last).items():
            print(f"{name:38}{await measure(connection, *case)}", flush=True)
    finally:
        await connection.close()


def main(folder: Path) -> None:
    """Measure in a filled folder."""
    with acquire(folder) as lease:
        if not asyncio.run(is_filled(lease.dsn)):
            sys.exit(f"Fill it first: .venv/bin/python -m benchmarks.tracker.load {folder}")
        asyncio.run(run(lease.dsn))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: .venv/bin/python -m benchmarks.tracker.statements FOLDER")
    main(Path(sys.argv[1]).resolve())
