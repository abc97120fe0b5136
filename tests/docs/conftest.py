"""Servers as a reader of the documentation has them: real processes, on a port of their own."""

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from interviewapis.settings import ROOT, Settings
from scripts.api_documentation.making_accounts import ADMINISTRATOR
from tests.conftest import named
from tests.docs.blocks import Server

READY_SECONDS = 60
UrlOf = Callable[[Server], str]


@pytest.fixture(scope="session")
def url_of(
    cluster: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[UrlOf]:
    """Address of a server of each kind that the documentation tells of, started when needed."""
    running: dict[Server, str] = {}
    with ExitStack() as stack:

        def url(kind: Server) -> str:
            if kind not in running:
                folder = tmp_path_factory.mktemp("server")
                dsn = stack.enter_context(_database(cluster, template))
                running[kind] = stack.enter_context(_server(kind, dsn, folder))
            return running[kind]

        yield url


@contextmanager
def _database(cluster: str, template: str) -> Iterator[str]:
    name = f"docs_{uuid4().hex[:12]}"
    _run(cluster, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield named(cluster, name)
    _run(cluster, f"DROP DATABASE {name} WITH (FORCE)")


def _run(dsn: str, statement: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(dsn)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())


@contextmanager
def _server(kind: Server, dsn: str, folder: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    mute = socket.create_server(("127.0.0.1", 0))  # takes connections and never says a word
    mute_address = f"http://127.0.0.1:{mute.getsockname()[1]}"
    # Set to nothing, a variable counts as not set, and hides what .env says.
    ours = dict.fromkeys([*(name.upper() for name in Settings.model_fields), "OPENAI_API_BASE"], "")
    chosen = {"PORT": str(port), "DATABASE_URL": dsn, "DATA_FOLDER": str(folder)}
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "main.py"],
            cwd=ROOT,
            env=os.environ | ours | chosen | ADMINISTRATOR | kind.variables(mute_address),
            stdout=output,
            stderr=output,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + READY_SECONDS
        while not _answers(f"{url}/api/health"):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(READY_SECONDS)
        mute.close()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except OSError:  # not there yet, or busy starting
        return False
