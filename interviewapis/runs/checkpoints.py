"""Writes answers down while they grow, so that a crash takes a second of them at most."""

import asyncio
import logging
from time import monotonic

from database.errors import DatabaseUnavailable
from interviewapis.runs.runner import Runner
from interviewapis.runs.store import RunStore

logger = logging.getLogger(__name__)

EVERY_SECONDS = 1.0

PAUSE = 10
"""Times as long as writing took: where answers are large or many, they are written less often."""

LONGEST_PAUSE = 15.0
"""Seconds. Writing may have taken long for other reasons, which have passed."""


async def keep_saving(store: RunStore, runner: Runner) -> None:
    """Write down what is new of the runs, again and again; never returns."""
    pause = EVERY_SECONDS
    while True:
        await asyncio.sleep(pause)
        pause, begun = EVERY_SECONDS, monotonic()
        try:
            await _save(store, runner)
        except DatabaseUnavailable as error:
            logger.warning("answers under way were not saved: %s", error)
        except Exception:
            logger.exception("answers under way were not saved")
        else:
            pause = min(max(EVERY_SECONDS, PAUSE * (monotonic() - begun)), LONGEST_PAUSE)


async def _save(store: RunStore, runner: Runner) -> None:
    for run in runner.here:
        if run.missed_beginning:
            await store.begin(run)
    growing = {run: len(run.log) for run in runner.here if run.has_news}
    if growing:
        await store.checkpoint(growing)
        for run, events in growing.items():
            run.saved_events = events
    await runner.store_the_rest()
