"""Real servers in folders of their own, the processes that use them, and other users."""

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psutil
import psycopg2
import pytest

from database.embedded.places import SHARED
from database.embedded.user import ServerUser

ROOT = Path(__file__).parents[3]
HOLDER = Path(__file__).with_name("holder.py")


def eventually(condition: Callable[[], Any], seconds: float = 30.0) -> Any:
    """Wait until a condition holds and give its value; fail when it never does."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            pytest.fail("what was waited for did not happen")
        time.sleep(0.02)
    return value


def code_environment() -> dict[str, str]:
    """The environment of a child that imports what we import."""
    path = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(path)}


def query(dsn: str, statement: str) -> list[tuple[Any, ...]]:
    """Run one statement in a connection of its own, committed."""
    connection = psycopg2.connect(dsn)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def _runs(process: psutil.Process, mark: str) -> bool:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        return any(mark in part for part in process.cmdline()) or process.cwd().startswith(mark)
    except psutil.Error:
        return False


@dataclass
class Holder:
    """A process that holds a lease until it is told to give it back, or killed."""

    process: "subprocess.Popen[str]"
    answer: dict[str, Any]

    @property
    def dsn(self) -> str:
        return str(self.answer["dsn"])

    @property
    def error(self) -> str:
        return str(self.answer["error"])

    def release(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait(60) == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(60)


@dataclass
class Site:
    """A data folder, the processes that use it, and what they are."""

    base: Path
    data_folder: Path
    homes: list[Path] = field(default_factory=list)
    _holders: list[Holder] = field(default_factory=list)

    def hold(self, *, mode: str = "fast", environment: dict[str, str] | None = None) -> Holder:
        """Acquire in another process, which is a launcher of its own."""
        process = self.begin(mode=mode, environment=environment)
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, "the holder ended without an answer"
        return self.keep(Holder(process, json.loads(line)))

    def begin(
        self, *, mode: str = "fast", environment: dict[str, str] | None = None
    ) -> "subprocess.Popen[str]":
        """Start a process that acquires, without waiting for it."""
        return subprocess.Popen(
            [sys.executable, str(HOLDER), str(self.data_folder), mode],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=code_environment() | (environment or {}),
        )

    def keep(self, holder: Holder) -> Holder:
        self._holders.append(holder)
        return holder

    @property
    def home(self) -> Path:
        return (self.data_folder / "postgres").resolve()

    @property
    def cluster(self) -> Path:
        return self.home / "cluster"

    def processes(self) -> list[psutil.Process]:
        """Everything that runs for this data folder: guardian, postmaster, backends."""
        return [process for process in psutil.process_iter() if self._is_server(process)]

    def guardian(self) -> psutil.Process:
        return next(p for p in self.processes() if any("guardian" in x for x in p.cmdline()))

    def postmaster(self) -> psutil.Process:
        number = int((self.cluster / "postmaster.pid").read_text().split("\n")[0])
        return psutil.Process(number)

    def is_silent(self) -> bool:
        return not self.processes()

    def end(self) -> None:
        """End the processes of a test; fail if anything runs on."""
        for holder in self._holders:
            if holder.process.poll() is None:
                holder.kill()
            for stream in (holder.process.stdin, holder.process.stdout):
                if stream is not None:
                    stream.close()
        self._holders.clear()
        try:
            eventually(self.is_silent)
        finally:
            for process in self.processes():
                process.kill()

    def close(self) -> None:
        """End everything and remove the files."""
        try:
            self.end()
        finally:
            homes = {*self.homes, self.home}
            shutil.rmtree(self.base, ignore_errors=True)
            for home in homes:
                if home.parent == SHARED:
                    shutil.rmtree(home, ignore_errors=True)

    def _is_server(self, process: psutil.Process) -> bool:
        if any(process.pid == holder.process.pid for holder in self._holders):
            return False
        return process.pid != os.getpid() and any(
            _runs(process, str(place)) for place in {self.base, self.home}
        )


class Sites:
    """Makes data folders, and clears up after all of them."""

    def __init__(self) -> None:
        self._made: list[Site] = []

    def make(self, *, mode: int = 0o755, below: str = "var", like: Site | None = None) -> Site:
        """A data folder, whose parents everybody may enter unless `mode` says otherwise.

        Args:
            mode: of the folder above it.
            below: its path in there.
            like: a data folder to copy; else it does not exist yet.
        """
        base = Path(tempfile.mkdtemp(prefix="embedded-", dir="/tmp")).resolve()
        site = Site(base, base / below)
        self._made.append(site)
        site.data_folder.parent.mkdir(parents=True, exist_ok=True)
        base.chmod(mode)
        if like is not None:
            subprocess.run(["cp", "-a", str(like.data_folder), str(site.data_folder)], check=True)
        return site

    def close(self) -> None:
        for site in self._made:
            site.close()


def notes(dsn: str) -> list[str]:
    return [row[0] for row in query(dsn, "SELECT text FROM notes ORDER BY text")]


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another user")


def stranger() -> ServerUser:
    """An unprivileged user who is not the server's."""
    for name in ("daemon", "bin", "nobody"):
        entry = pwd.getpwnam(name)
        if entry.pw_uid not in (0, os.geteuid()):
            return ServerUser(entry.pw_uid, entry.pw_gid, name)
    raise AssertionError("no such user")


def socket_folder(dsn: str) -> Path:
    return Path(parse_qs(urlsplit(dsn).query)["host"][0])
