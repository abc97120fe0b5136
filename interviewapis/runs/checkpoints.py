"""Writes answers down while they grow, so that a crash takes a second of them at most."""

import asyncio
import logging
from time import monotonic

from database.errors import DatabaseUnavailable
from interviewapis.runs.runner import Runner

logger = logging.getLogger(__name__)

EVERY_SECONDS = 1.0

PAUSE = 10
"""Times as long as writing took: where answers are large or many, they are written less often."""

LONGEST_PAUSE = 15.0
"""Seconds. Writing may have taken long for other reasons, which have passed."""


async def keep_saving(runner: Runner) -> None:
    """Write down what is new of the runs, again and again; never returns."""
    pause = EVERY_SECONDS
    while True:
        await asyncio.sleep(pause)
        pause, begun = EVERY_SECONDS, monotonic()
        try:
            await _save(runner)
        except DatabaseUnavailable as error:
            logger.warning("answers under way were not saved: %s", error)
        except Exception:
            logger.exception("answers under way were not saved")
        else:
            pause = min(max(EVERY_SECONDS, PAUSE * (monotonic() - begun)), LONGEST_PAUSE)


async def _save(runner: Runner) -> None:
    for run in runner.here:
        if run.missed_beginning:
            await runner.begin_again(run)
    if growing := [run for run in runner.here if run.has_news]:
        await runner.checkpoint(growing)
    await runner.store_the_rest()
