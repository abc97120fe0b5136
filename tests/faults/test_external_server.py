"""A PostgreSQL server of one's own, over TCP and with a password, as in production."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest

from database.embedded.binaries import program_folder
from database.embedded.places import SHARED
from database.embedded.user import ServerUser, server_user
from tests.database.embedded.support import query
from tests.faults.conftest import Install
from tests.faults.support import PATIENCE, Installation, free_port

PASSWORD = "canary/passw0rd"


@dataclass
class ExternalServer:
    """A server with the role `app`, which owns `interviews` (with pgvector) and `bare`."""

    port: int
    programs: Path

    def url(self, database: str, *, user: str = "app", password: str = PASSWORD) -> str:
        quoted = password.replace("/", "%2F")
        return f"postgresql://{user}:{quoted}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def without_pgvector(self) -> Iterator[None]:
        """The same server before somebody has installed the package."""
        control = self.programs.parent / "share" / "extension" / "vector.control"
        hidden = control.rename(control.with_suffix(".hidden"))
        try:
            yield
        finally:
            hidden.rename(control)


@pytest.fixture(scope="module")
def external() -> Iterator[ExternalServer]:
    base = Path(tempfile.mkdtemp(prefix="external-", dir="/tmp")).resolve()
    base.chmod(0o755)
    user = server_user(base)
    programs = _copy_programs(user, base)
    data, password = base / "data", base / "password"
    data.mkdir(0o700)
    password.write_text(PASSWORD)
    for path in (data, password):
        os.chown(path, user.uid, user.gid)
    server = ExternalServer(free_port(), programs)
    log = open(base / "log", "wb")  # noqa: SIM115  closed below, after the server
    initdb = [programs / "initdb", "-D", data, "-A", "scram-sha-256", "-U", "postgres"]
    _begin([*initdb, f"--pwfile={password}", "--no-sync"], user, log.fileno()).wait(PATIENCE)
    options = ("fsync=off", "listen_addresses=127.0.0.1", "unix_socket_directories=")
    settings = [part for option in options for part in ("-c", option)]
    postgres = [programs / "postgres", "-D", data, "-p", str(server.port), *settings]
    process = _begin(postgres, user, log.fileno())
    try:
        _fill(server)
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)
        log.close()
        shutil.rmtree(base)


def _copy_programs(user: ServerUser, base: Path) -> Path:
    package = program_folder(user, SHARED).parents[1]
    shutil.copytree(package, base / package.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, base / libraries.name, symlinks=True)
    return base / package.name / "pginstall" / "bin"


def _begin(command: list[object], user: ServerUser, log: int) -> "subprocess.Popen[bytes]":
    other = user.uid != os.geteuid()
    return subprocess.Popen(
        [str(part) for part in command],
        user=user.uid if other else None,
        group=user.gid if other else None,
        extra_groups=[] if other else None,
        cwd="/",
        stdout=log,
        stderr=log,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
    )


def _fill(server: ExternalServer) -> None:
    admin = server.url("postgres", user="postgres")
    end = time.monotonic() + PATIENCE
    while True:
        try:
            query(admin, f"CREATE ROLE app LOGIN PASSWORD '{PASSWORD}'")
            break
        except psycopg2.OperationalError:
            assert time.monotonic() < end, "the external server did not start"
            time.sleep(0.05)
    for name in ("interviews", "bare"):
        query(admin, f"CREATE DATABASE {name} OWNER app")
    query(server.url("interviews", user="postgres"), "CREATE EXTENSION vector")
    query(admin, "CREATE DATABASE closed")
    query(admin, "REVOKE CONNECT ON DATABASE closed FROM PUBLIC")


@pytest.fixture
def installation(bare: Installation) -> Installation:
    """One whose database another server has."""
    return bare


async def _refusal(installation: Installation, url: str, launcher: str) -> str:
    """The only line that says why the server does not start."""
    start = installation.uvicorn if launcher == "uvicorn" else installation.start
    program = start(DATABASE_URL=url)
    assert await program.ended() not in (0, None)
    output = program.output
    assert "Traceback" not in output
    assert "canary" not in output
    told = [line for line in program.errors.read_text().splitlines() if "DATABASE_URL" in line]
    assert len(told) == 1, output
    await installation.is_silent()
    return told[0]


async def test_server_with_password_over_tcp_is_used(
    install: Install, external: ExternalServer
) -> None:
    installation = install(filled=False)
    program = await installation.running(DATABASE_URL=external.url("interviews"))
    assert (await program.events())[-1]["data"]["stored"]
    assert not installation.site.processes(), "the embedded server was started all the same"
    program.terminate()
    await program.ended()
    stored = query(external.url("interviews"), "SELECT status FROM agent_runs")
    assert stored == [("completed",)]
    assert PASSWORD not in program.output


@pytest.mark.parametrize("launcher", ["python", "uvicorn"])
async def test_missing_extension_gets_one_line(
    installation: Installation, external: ExternalServer, launcher: str
) -> None:
    with external.without_pgvector():
        told = await _refusal(installation, external.url("bare"), launcher)
    assert "lacks the extension vector; install it there" in told


@pytest.mark.parametrize("launcher", ["python", "uvicorn"])
async def test_role_that_may_not_create_the_extension_gets_one_line(
    installation: Installation, external: ExternalServer, launcher: str
) -> None:
    told = await _refusal(installation, external.url("bare"), launcher)
    assert 'permission denied to create extension "vector"' in told
    assert "CREATE EXTENSION vector" in told


async def test_wrong_password_gets_one_line(
    installation: Installation, external: ExternalServer
) -> None:
    url = external.url("interviews", password="canary-wrong")
    told = await _refusal(installation, url, "python")
    assert "did not accept this user and password" in told


async def test_refused_connection_gets_one_line_with_the_reason(
    installation: Installation, external: ExternalServer
) -> None:
    told = await _refusal(installation, external.url("closed"), "python")
    assert 'refuses the connection: permission denied for database "closed"' in told


async def test_host_without_an_address_gets_one_line(installation: Installation) -> None:
    url = "postgresql://me:canary@no-such-host.invalid:5432/interviews"
    assert "no PostgreSQL answers there" in await _refusal(installation, url, "python")
