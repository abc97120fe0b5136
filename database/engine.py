"""The connection pool of the request path."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import literal, select

from database.compiled import Compiled
from database.errors import ConstraintViolated, DatabaseUnavailable

logger = logging.getLogger(__name__)

T = TypeVar("T")

ACQUIRE_SECONDS = 2.0
"""How long a request waits for a free connection before it is told to come back."""

STATEMENT_SECONDS = 10.0
"""Bound on one statement, enforced by the server too."""

_GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.AdminShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.CrashShutdownError,
    asyncpg.InternalClientError,  # asyncpg, between hearing of a connection's end and seeing it
    asyncpg.InsufficientResourcesError,  # too many connections, disk full
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,  # the database was dropped
    asyncpg.ObjectNotInPrerequisiteStateError,  # it allows no connections
    OSError,
)

_BEFORE_THE_COMMIT = (
    asyncpg.AdminShutdownError,
    asyncpg.IdleSessionTimeoutError,
    BrokenPipeError,
)
"""Ends of a connection that mean that nothing was committed: a server process that is told to end
hears it only while it is idle or can still roll back, and runs nothing that did not arrive whole.
"""

_REFUSED = (
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.DiskFullError,
    asyncpg.PostgresIOError,
)


class _Connection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg has no types
    """Skips the reset query between requests: nothing here changes session state."""

    def get_reset_query(self) -> str:
        return ""

    async def close(self, **options: Any) -> None:
        # The pool closes expired connections in tasks that nobody awaits. One that is lost
        # already is cleaned up all the same.
        with suppress(*_GONE):
            await super().close(**options)


class Database:
    """Runs compiled statements on a pool of connections."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._pool = pool

    @classmethod
    async def connect(cls, dsn: str, *, size: int) -> "Database":
        """Open a pool of at most ``size`` connections.

        Raises:
            DatabaseUnavailable: the server does not answer.
        """
        try:
            pool = await asyncpg.create_pool(
                dsn,
                min_size=1,
                max_size=size,
                connection_class=_Connection,
                command_timeout=STATEMENT_SECONDS + 1,
                timeout=ACQUIRE_SECONDS * 2,
                server_settings={
                    "application_name": "interviewapis",
                    "statement_timeout": str(int(STATEMENT_SECONDS * 1000)),
                    "timezone": "UTC",
                    "datestyle": "ISO",
                },
            )
        except (*_GONE, TimeoutError) as error:
            raise DatabaseUnavailable("The database does not answer.") from error
        return cls(pool)

    async def rows(
        self, statement: Compiled, values: Mapping[str, Any] | None = None
    ) -> list[asyncpg.Record]:
        """Run one statement in a transaction of its own and return its rows.

        A connection that died while it was idle is replaced unseen, so the statement must be
        safe to run twice.

        Raises:
            DatabaseUnavailable: no connection was to be had, or the statement took too long.
        """
        arguments = statement.arguments(values or {})
        with _told():
            return await self._twice(lambda: self._fetch(statement.sql, arguments))

    async def write(
        self, statement: Compiled, values: Mapping[str, Any] | None = None
    ) -> list[asyncpg.Record]:
        """Run one statement that must not run twice, in a transaction of its own.

        A connection that was ended while it was idle is replaced unseen, for then it is certain
        that the statement had no effect.

        Raises:
            ConstraintViolated: nothing was written.
            DatabaseUnavailable: nothing was written, or, when the connection was lost while the
                statement ran, nobody can tell.
        """
        arguments = statement.arguments(values or {})
        with _told():
            try:
                return await self._fetch(statement.sql, arguments)
            except _GONE as error:
                if not _had_no_effect(error):
                    raise
                logger.info("connection lost (%s), trying another", type(error).__name__)
            await self._pool.expire_connections()
            return await self._fetch(statement.sql, arguments)

    async def _fetch(self, sql: str, arguments: list[Any]) -> list[asyncpg.Record]:
        async with self._connection() as connection:
            return list(await connection.fetch(sql, *arguments))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["Transaction"]:
        """Several statements that succeed or fail together. Never held while a model thinks.

        A connection that died while it was idle is replaced unseen.

        Raises:
            ConstraintViolated: nothing was committed.
            DatabaseUnavailable: the connection was lost; nothing was committed, or, when it was
                lost during the commit itself, nobody can tell.
        """

        async def begin() -> tuple[Any, AsyncExitStack]:
            async with AsyncExitStack() as opened:
                connection = await opened.enter_async_context(self._connection())
                await opened.enter_async_context(connection.transaction())
                return connection, opened.pop_all()

        with _told():
            connection, ending = await self._twice(begin)
            async with ending:
                yield Transaction(connection)

    async def _twice(self, use: Callable[[], Awaitable[T]]) -> T:
        try:
            return await use()
        except TimeoutError:
            raise  # an OSError, but the connection lives
        except _GONE as error:
            logger.info("connection lost (%s), trying another", type(error).__name__)
        # Whatever ended one connection has probably ended the other idle ones as well.
        await self._pool.expire_connections()
        return await use()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        try:
            connection = await self._pool.acquire(timeout=ACQUIRE_SECONDS)
        except TimeoutError as error:
            raise DatabaseUnavailable("The database is busy.") from error
        try:
            yield connection
        finally:
            await self._pool.release(connection)

    async def answers(self) -> bool:
        """Whether the server answers a trivial query right now."""
        try:
            await self.rows(_PING)
        except DatabaseUnavailable:
            return False
        return True

    async def close(self) -> None:
        """Close the pool; statements under way get a moment to finish."""
        try:
            await asyncio.wait_for(self._pool.close(), timeout=5)
        except TimeoutError:
            self._pool.terminate()


class Transaction:
    """Runs statements on the one connection of a transaction."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def rows(
        self, statement: Compiled, values: Mapping[str, Any] | None = None
    ) -> list[asyncpg.Record]:
        """Run a statement and return its rows."""
        return list(await self._connection.fetch(statement.sql, *statement.arguments(values or {})))

    async def many(self, statement: Compiled, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run a statement once for each of ``rows``, in one round trip."""
        await self._connection.executemany(
            statement.sql, [statement.arguments(row) for row in rows]
        )


def _had_no_effect(error: Exception) -> bool:
    """Whether the statement whose connection was lost wrote nothing, for certain."""
    if isinstance(error, asyncpg.InterfaceError):
        return True  # asyncpg knew before it sent anything
    if isinstance(error, asyncpg.InternalClientError):
        # So too, but it also says of answers that it can't read them.
        return str(error).startswith("cannot switch to state")
    return isinstance(error.__cause__ or error, _BEFORE_THE_COMMIT)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except asyncpg.IntegrityConstraintViolationError as error:
        raise ConstraintViolated(error.constraint_name or "") from error
    except (asyncpg.QueryCanceledError, TimeoutError) as error:
        raise DatabaseUnavailable("The database took too long.") from error
    except asyncpg.TransactionRollbackError as error:  # a deadlock; the others go on
        raise DatabaseUnavailable("Others were changing the same.") from error
    except _REFUSED as error:
        raise DatabaseUnavailable("The database takes no changes right now.") from error
    except _GONE as error:
        raise DatabaseUnavailable("The database does not answer.") from error


_PING = Compiled(select(literal(1)))
