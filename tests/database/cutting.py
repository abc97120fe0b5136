"""A server between a pool and PostgreSQL that breaks connections at a chosen moment."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.database.embedded.support import socket_folder

_DONE = b"Z\0\0\0\5I"
"""What PostgreSQL says after a commit."""


class Cutting(Enum):
    """What is cut off."""

    NOTHING = "nothing"
    REQUEST = "request"
    """The server never gets the next statement."""
    REPLY = "reply"
    """The client never hears that the next statement was committed."""


@dataclass
class Between:
    """Passes on everything until it is told to cut; does that once.

    Args:
        dsn: Leads through here to the same database.
    """

    dsn: str
    cut: Cutting = Cutting.NOTHING


@asynccontextmanager
async def cutting_server(dsn: str) -> AsyncIterator[Between]:
    """Listen on a socket in front of that of a database's server."""
    # Of its own, as paths of sockets must be short.
    folder = Path(tempfile.mkdtemp(prefix="cut", dir="/tmp"))
    name = ".s.PGSQL.5432"
    parts = urlsplit(dsn)
    between = Between(parts._replace(query=urlencode({"host": folder})).geturl())

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onwards = await asyncio.open_unix_connection(socket_folder(dsn) / name)
        requests = asyncio.create_task(_pass_on(reader, onwards[1], between, Cutting.REQUEST))
        replies = asyncio.create_task(_pass_on(onwards[0], writer, between, Cutting.REPLY))
        await asyncio.wait((requests, replies), return_when=asyncio.FIRST_COMPLETED)
        for each in (requests, replies):
            each.cancel()
        for end in (writer, onwards[1]):
            end.transport.abort()

    server = await asyncio.start_unix_server(serve, folder / name)
    try:
        yield between
    finally:
        server.close()
        shutil.rmtree(folder)


async def _pass_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, between: Between, here: Cutting
) -> None:
    while data := await reader.read(65536):
        if between.cut is here and (here is Cutting.REQUEST or _DONE in data):
            between.cut = Cutting.NOTHING
            return
        writer.write(data)
        await writer.drain()
