"""The program as people start it: real processes with a home and an environment of their own."""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Self

import httpx2
import psutil

from database.embedded.user import ServerUser, can_read
from scripts.client.sources import OUTPUT, PAGE, fingerprint, record
from tests.conftest import QUESTION
from tests.database.embedded.support import Site
from tests.doubles.model_server import Exchange
from tests.faults.forking import Copied, Imported

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds that anything may take on a busy machine; what is proven never depends on it."""

STREAM = "/api/agents/answer-stream"


async def until(condition: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """Wait until a condition holds and give its value; fail when it never does."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if isinstance(value, Awaitable):
            value = await value
        if value:
            return value
        assert time.monotonic() < end, f"{what} did not happen in {seconds:.0f} s"
        await asyncio.sleep(0.05)


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def copy_checkout(target: Path) -> None:
    """Copy what a clone would have, and give it the virtual environment that runs the tests."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        source = ROOT / name
        if source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target / name)
    link_environment(target / ".venv", Path(sys.prefix))
    put_client(target / "clients" / "angular")


def put_client(workspace: Path) -> None:
    """Put a web client there that is built already, in the eyes of make too."""
    (workspace / PAGE).parent.mkdir(parents=True)
    (workspace / PAGE).write_text("<!doctype html><title>The client</title>")
    record(workspace / OUTPUT, fingerprint(workspace))


def link_environment(target: Path, environment: Path) -> None:
    """Make a virtual environment that is installed already, in the eyes of make too."""
    target.mkdir()
    for name in ("bin", "lib", "lib64", "pyvenv.cfg"):
        if (environment / name).exists():
            (target / name).symlink_to(environment / name)
    # Later than the requirements files, or else make installs.
    for name in ("runtime.done", "test.done"):
        (target / name).touch()


def environment_for(user: ServerUser, place: Path) -> Path:
    """The virtual environment of these tests, made of links where `user` can reach them.

    Args:
        place: a folder that `user` can enter, for what lies out of reach otherwise.
    """
    python = Path(os.path.realpath(sys.executable))
    home, packages = python.parents[1], Path(sysconfig.get_path("purelib"))
    if not can_read(python, user):
        home = _linked(home, place / "python", "site-packages", "test")
    if not can_read(packages / "pip" / "__init__.py", user):
        packages = _linked(packages, place / "packages")
    environment = place / "environment"
    library = environment / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    library.mkdir(parents=True)
    (library / "site-packages").symlink_to(packages)
    (environment / "bin").mkdir()
    (environment / "bin" / "python").symlink_to(home / "bin" / python.name)
    (environment / "pyvenv.cfg").write_text(f"home = {home / 'bin'}\n")
    return environment


def _linked(folder: Path, target: Path, *unneeded: str) -> Path:
    """Copy a folder by hard links, which takes neither time nor space."""

    def link(source: str, copy: str) -> None:
        try:
            os.link(source, copy)
        except OSError:  # another disk, or more links than the file system allows
            shutil.copy2(source, copy)

    shutil.copytree(
        folder,
        target,
        symlinks=True,
        copy_function=link,
        ignore=shutil.ignore_patterns("__pycache__", *unneeded),
    )
    return target


@dataclass
class Program:
    """A process that was started as the leader of a group, as a terminal would."""

    process: "subprocess.Popen[bytes] | Copied"
    log: Path
    errors: Path
    url: str

    @property
    def output(self) -> str:
        """What it has written so far, to standard output and to standard error."""
        return self.log.read_text() + self.errors.read_text()

    def client(self, **options: Any) -> httpx2.AsyncClient:
        """A client of this server alone; no proxy of the machine comes between."""
        return httpx2.AsyncClient(base_url=self.url, timeout=30, trust_env=False, **options)

    async def ready(self) -> Self:
        """Wait until it answers."""

        async def answers() -> bool:
            assert self.process.poll() is None, f"it ended:\n{self.output}"
            try:
                return (await client.get("/api/info")).status_code == 200
            except httpx2.TransportError:
                return False

        async with self.client() as client:
            await until(answers, f"start of {self.process.args!r}")
        return self

    async def ended(self, seconds: float = PATIENCE) -> int:
        """Wait for its end; the exit code."""
        await until(lambda: self.process.poll() is not None, f"the end;\n{self.output}", seconds)
        return self.process.returncode

    def terminate(self) -> None:
        """Tell it alone to stop, as a service manager does."""
        self.process.send_signal(signal.SIGTERM)

    def interrupt(self) -> None:
        """Press Ctrl-C: every process in the foreground gets the signal."""
        os.killpg(self.process.pid, signal.SIGINT)

    def group(self) -> list[psutil.Process]:
        """The processes of its group that live."""
        return [each for each in psutil.process_iter() if _in_group(each, self.process.pid)]

    async def events(self, **body: Any) -> list[Any]:
        """Ask and read the whole stream."""
        async with self.client() as client, asking(client, **body) as events:
            return [event async for event in events]


def _in_group(process: psutil.Process, leader: int) -> bool:
    try:
        return os.getpgid(process.pid) == leader and process.status() != psutil.STATUS_ZOMBIE
    except (OSError, psutil.Error):
        return False


@dataclass
class Installation:
    """A data folder, a home and an environment, and the programs that run with them."""

    site: Site
    checkout: Path
    port: int = field(default_factory=free_port)
    host: str = "127.0.0.1"
    variables: dict[str, str] = field(default_factory=dict)
    as_user: Sequence[str] = ()
    programs: list[Program] = field(default_factory=list)
    imported: Imported | None = None

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def python(self) -> str:
        return str(self.checkout / ".venv" / "bin" / "python")

    def start(self, *command: str, **variables: str) -> Program:
        """Start `python main.py`, or another command, in the checkout.

        The former is a copy of a process that has made the imports, where there is one.
        """
        home = self.site.base / "home"
        home.mkdir(exist_ok=True)
        environment = {
            "HOME": str(home),
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "HOST": self.host,
            "PORT": str(self.port),
            "DATA_FOLDER": str(self.site.data_folder),
        }
        log, errors = (
            self.site.base / f"{len(self.programs)}.{kind}" for kind in ("log", "errors")
        )
        environment |= self.variables | variables
        log.touch()
        errors.touch()
        process: subprocess.Popen[bytes] | Copied
        if self.imported and not command and not self.as_user:
            process = Copied(self.imported, env=environment, stdout=log, stderr=errors)
        else:
            process = self._execute(command or (self.python, "main.py"), environment, log, errors)
        program = Program(process, log, errors, self.url)
        self.programs.append(program)
        return program

    def _execute(
        self, command: Sequence[str], environment: dict[str, str], log: Path, errors: Path
    ) -> "subprocess.Popen[bytes]":
        with open(log, "wb") as stdout, open(errors, "wb") as stderr:
            return subprocess.Popen(
                [*self.as_user, *command],
                cwd=self.checkout,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )

    def uvicorn(self, *options: str, **variables: str) -> Program:
        """Start `uvicorn main:app`."""
        address = ("--host", self.host, "--port", str(self.port))
        return self.start(self.python, "-m", "uvicorn", "main:app", *address, *options, **variables)

    async def running(self, **variables: str) -> Program:
        """A server that is ready."""
        return await self.start(**variables).ready()

    def left_over(self) -> list[str]:
        """The processes of this installation that live, PostgreSQL's included."""
        groups = [process for program in self.programs for process in program.group()]
        return [_told(each) for each in (*groups, *self.site.processes())]

    async def is_silent(self) -> None:
        """Wait until nothing runs any more."""
        await until(lambda: not self.left_over(), f"the end of {self.left_over()}")

    @property
    def dsn(self) -> str:
        """Address of the embedded server that runs for the data folder."""
        lines = (self.site.cluster / "postmaster.pid").read_text().splitlines()
        return f"postgresql://interviewapis@/interviewapis?host={lines[4]}&port=5432"

    def stop(self) -> None:
        """Stop what still runs, as a service manager does; nothing may be left."""
        for program in self.programs:
            if program.process.poll() is None:
                program.terminate()
            program.process.wait(PATIENCE)
        end = time.monotonic() + PATIENCE
        while left := self.left_over():
            assert time.monotonic() < end, f"processes were left: {left}"
            time.sleep(0.05)

    def close(self) -> None:
        """End what is left by force, and remove the files."""
        for program in self.programs:
            for process in program.group():
                process.kill()
            program.process.wait()
        self.site.close()


def _told(process: psutil.Process) -> str:
    try:
        return f"{process.pid} {' '.join(process.cmdline())}"
    except psutil.Error:
        return str(process.pid)


async def frames(response: httpx2.Response) -> AsyncIterator[dict[str, Any]]:
    """The events of a stream as they arrive."""
    async for line in response.aiter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


@asynccontextmanager
async def asking(
    client: httpx2.AsyncClient, **body: Any
) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """Ask a question and read along."""
    question = {"question": QUESTION, "agent": "system_design"} | body
    async with client.stream("POST", STREAM, json=question) as response:
        assert response.status_code == 200, await response.aread()
        yield frames(response)


async def first(events: AsyncIterator[dict[str, Any]], event_type: str) -> dict[str, Any]:
    """Read up to the first event of a type; its data."""
    async for event in events:
        if event["event_type"] == event_type:
            return dict(event["data"])
    raise AssertionError(f"no event {event_type}")


async def hang_after_first_words(exchange: Exchange) -> None:
    """A model that begins to answer and goes silent."""
    await exchange.open_stream()
    await exchange.delta(role="assistant", content="First words.")
    await exchange.hang()


def connection_of_a_slow_reader(installation: Installation) -> HTTPConnection:
    """A connection that takes hardly anything that is not asked for."""
    connection = HTTPConnection(installation.host, installation.port)
    connection.sock = socket.socket()
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.sock.settimeout(PATIENCE)
    connection.sock.connect((installation.host, installation.port))
    return connection


@contextmanager
def outage(installation: Installation) -> Iterator[None]:
    """Kill PostgreSQL, and keep its guardian from starting it again meanwhile."""
    guardian = installation.site.guardian()
    guardian.suspend()
    try:
        installation.site.postmaster().kill()
        yield
    finally:
        guardian.resume()


async def tells_outage(client: httpx2.AsyncClient) -> bool:
    """Whether the server has noticed that the database is away."""
    return (await client.get("/api/health")).status_code == 503


async def is_healthy(client: httpx2.AsyncClient) -> bool:
    """Whether everything works, the database too."""
    return (await client.get("/api/health")).status_code == 200
