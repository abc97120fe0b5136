"""Statements that wait for each other."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import asyncpg


async def started(admin: asyncpg.Connection, *running: Coroutine[Any, Any, Any]) -> list[Any]:
    """Tasks, each of which is done or has a statement that waits for a lock.

    Args:
        admin: May be in a transaction, to hold what they wait for.
    """
    tasks = [asyncio.create_task(each) for each in running]
    # Not pg_stat_activity, which is the same throughout a transaction.
    waiting = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"
    while True:
        if await admin.fetchval(waiting) >= sum(not task.done() for task in tasks):
            return tasks
        await asyncio.sleep(0.01)
