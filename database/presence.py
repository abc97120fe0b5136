"""Tells which of the servers on one database live, and carries word between them.

Every server process holds an advisory lock of its own number on a connection of its own. When
the process ends, however it ends, PostgreSQL lets go of the lock, and the others can tell.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import asyncpg
from sqlalchemy import BigInteger, Integer, Text, bindparam, cast, column, func, select, table

from database.compiled import Compiled
from database.errors import DatabaseUnavailable

logger = logging.getLogger(__name__)

_KIND = 0x53525652
"""First key of the locks ("SRVR" in ASCII); the second is the number of the server."""

_CHANNEL = "interviewapis"
_AGAIN_SECONDS = 1.0
_CONNECT_SECONDS = 5.0
_PING_SECONDS = 30.0

_LOST = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)

_locks = table("pg_locks", *map(column, ("locktype", "classid", "objid", "database", "granted")))
_databases = table("pg_database", column("oid"), column("datname"))

LIVING_SERVERS = select(cast(_locks.c.objid, BigInteger)).where(
    _locks.c.locktype == "advisory",
    cast(_locks.c.classid, BigInteger) == _KIND,
    _locks.c.database
    == select(_databases.c.oid)
    .where(_databases.c.datname == func.current_database())
    .scalar_subquery(),
    _locks.c.granted,
)
"""The numbers of the servers that live."""

NOTIFY = Compiled(select(func.pg_notify(_CHANNEL, bindparam("word", type_=Text()))))
"""Send a word of at most 7999 bytes to every server, this one included."""

_LOCK = Compiled(select(func.pg_advisory_lock(_KIND, bindparam("number", type_=Integer()))))


class Presence:
    """One server's sign of life, taken up again whenever its connection is lost.

    Attributes:
        number: Of this server; random, positive.
    """

    def __init__(self, dsn: str) -> None:
        self.number = secrets.randbelow(2**31 - 1) + 1
        self._dsn = dsn
        self._hear: Callable[[str], None] = _deaf
        self._connection: Any = None
        self._keeping: asyncio.Task[None] | None = None

    async def begin(self, hear: Callable[[str], None]) -> None:
        """Show up.

        Args:
            hear: Called in the event loop with every word that a server sends.

        Raises:
            DatabaseUnavailable: the database does not answer.
        """
        self._hear = hear
        try:
            lost = await self._show_up()
        except _LOST as error:
            raise DatabaseUnavailable("The database does not answer.") from error
        self._keeping = asyncio.create_task(self._keep(lost), name="presence")

    async def _show_up(self) -> asyncio.Event:
        lost = asyncio.Event()
        connection = await asyncpg.connect(
            self._dsn,
            timeout=_CONNECT_SECONDS,
            server_settings={
                "application_name": "interviewapis presence",
                "statement_timeout": "0",
            },
        )
        connection.add_termination_listener(lambda _: lost.set())
        self._connection = connection
        try:
            await connection.add_listener(_CHANNEL, lambda _c, _pid, _ch, word: self._hear(word))
            # Waits where PostgreSQL has not noticed yet that the connection before is gone.
            await connection.fetch(_LOCK.sql, *_LOCK.arguments({"number": self.number}))
        except BaseException:
            connection.terminate()
            raise
        return lost

    async def _keep(self, lost: asyncio.Event) -> None:
        while True:
            await self._until(lost)
            logger.info("the connection that shows this server's presence was lost")
            lost = await self._show_up_again()

    async def _show_up_again(self) -> asyncio.Event:
        while True:
            with suppress(*_LOST):
                return await self._show_up()
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _until(self, lost: asyncio.Event) -> None:
        """Wait for the end of the connection. Traffic now and then keeps it alive on its way,
        and shows an end that nobody told of."""
        while not lost.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(lost.wait(), _PING_SECONDS)
                return
            try:
                await self._connection.execute("SELECT 1", timeout=_CONNECT_SECONDS)
            except _LOST:
                self._connection.terminate()
                return

    async def end(self) -> None:
        """Let go."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        with suppress(*_LOST):
            await self._connection.close(timeout=_CONNECT_SECONDS)


def _deaf(_: str) -> None:
    pass
