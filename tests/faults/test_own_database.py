"""``DATABASE_URL`` in place of the embedded server: it works, or one line says why not."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote

import pytest

from tests.conftest import named
from tests.database.embedded.support import query
from tests.faults.conftest import Install
from tests.faults.support import Installation

CANARY = "canary-password"


async def refusal(installation: Installation, url: str, *, uvicorn: bool = False) -> str:
    """Start with a DATABASE_URL that can't be used; the one line that says why."""
    start = installation.uvicorn if uvicorn else installation.start
    program = start(DATABASE_URL=url)
    assert await program.ended() != 0
    await installation.is_silent()
    assert "Traceback" not in program.output
    assert CANARY not in program.output
    told = [line for line in program.output.splitlines() if "DATABASE_URL" in line]
    assert len(told) == 1, program.output
    return told[0]


async def test_another_server_is_used_and_kept(install: Install, cluster: str) -> None:
    query(cluster, "CREATE DATABASE external")
    installation = install(filled=False, variables={"DATABASE_URL": named(cluster, "external")})
    program = await installation.running()
    events = await program.events()
    assert events[-1]["data"]["stored"] is True
    assert not installation.site.processes(), "an embedded server was started all the same"
    program.terminate()
    await program.ended()
    assert query(named(cluster, "external"), "SELECT status FROM agent_runs") == [("completed",)]
    query(cluster, "DROP DATABASE external WITH (FORCE)")


@pytest.mark.parametrize("uvicorn", [False, True])
async def test_nobody_listens(bare: Installation, uvicorn: bool) -> None:
    url = f"postgresql://me:{CANARY}@127.0.0.1:1/interviews"
    told = await refusal(bare, url, uvicorn=uvicorn)
    assert "no PostgreSQL answers there" in told


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://me:{CANARY}@127.0.0.1/interviews",
        f"postgresql://me:{CANARY}/x@127.0.0.1:5432/interviews",
        f"postgresql://me:{CANARY}\N{ACCOUNT OF}@127.0.0.1:5432/interviews",
        CANARY,
    ],
)
async def test_an_address_that_is_none(bare: Installation, url: str) -> None:
    told = await refusal(bare, url)
    assert "postgresql://user:password@host:5432/database" in told


async def test_a_database_that_does_not_exist(bare: Installation, cluster: str) -> None:
    told = await refusal(bare, named(cluster, "nowhere"))
    assert "this database does not exist; create it with createdb" in told


async def test_a_database_that_must_not_be_changed(bare: Installation, cluster: str) -> None:
    query(cluster, "CREATE DATABASE locked")
    query(cluster, "ALTER DATABASE locked SET default_transaction_read_only = on")
    told = await refusal(bare, named(cluster, "locked"))
    assert "The database can't be migrated" in told
    query(cluster, "DROP DATABASE locked")


@asynccontextmanager
async def pretending(version: str) -> AsyncIterator[str]:
    """A server that speaks PostgreSQL's protocol as far as its version and its extensions.

    Messages as in the PostgreSQL manual, chapter "Message Formats".
    """

    def message(kind: bytes, body: bytes) -> bytes:
        return kind + struct.pack("!i", len(body) + 4) + body

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                size = struct.unpack("!i", await reader.readexactly(4))[0]
                code = struct.unpack("!i", (await reader.readexactly(size - 4))[:4])[0]
                if code != 80877103:  # a request for TLS
                    break
                writer.write(b"N")
            told = {"server_version": version, "client_encoding": "UTF8"}
            writer.write(message(b"R", struct.pack("!i", 0)))
            for name, value in told.items():
                writer.write(message(b"S", f"{name}\0{value}\0".encode()))
            writer.write(message(b"Z", b"I"))
            await writer.drain()
            await reader.read(1)  # the client says goodbye
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield f"postgresql://me:{quote(CANARY)}@127.0.0.1:{port}/interviews?sslmode=disable"


async def test_a_server_that_is_too_old(bare: Installation) -> None:
    async with pretending("12.22") as url:
        assert "PostgreSQL 12 is too old; 15 or newer is needed" in await refusal(bare, url)
