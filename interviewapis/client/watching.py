"""Keeps up with the folder of the client, which a build may replace while the server runs."""

from pathlib import Path
from threading import Lock
from time import sleep

from starlette.concurrency import run_in_threadpool

from interviewapis.client.files import INDEX, Build, read_build

_Mark = tuple[int, ...]

_ATTEMPTS = 3
"""How often a folder is read that changes meanwhile."""

_SWAP_SECONDS = 0.05
"""How long to wait for a folder to be there again; renaming takes a thousandth of it."""


class Client:
    """The client as it is now.

    Args:
        folder: Where its build leaves it; need not be there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._mark: _Mark | None = None
        self._build: Build | None = None

    async def current(self) -> Build | None:
        """What is to be served; None while nothing is built."""
        return await run_in_threadpool(self._current)

    def _current(self) -> Build | None:
        mark = self._look()
        if mark is None and self._build is not None:
            mark = self._look_again()
        if mark is None:
            return None
        with self._lock:
            for _ in range(_ATTEMPTS):
                if mark == self._mark:
                    break
                try:
                    build = read_build(self._folder)
                except OSError:
                    # A build is just being put in its place.
                    mark = self._look()
                    continue
                self._build, self._mark = build.replacing(self._build), mark
                mark = self._look()
            return self._build

    def _look_again(self) -> _Mark | None:
        """The same after a moment: a new build takes the place of the one before in two steps."""
        for _ in range(_ATTEMPTS):
            sleep(_SWAP_SECONDS)
            if mark := self._look():
                return mark
        return None

    def _look(self) -> _Mark | None:
        """Something that changes whenever the build does, or None without one."""
        try:
            facts = (self._folder / INDEX).stat(), self._folder.stat()
        except OSError:
            return None
        return tuple(
            number for each in facts for number in (each.st_ino, each.st_mtime_ns, each.st_size)
        )
