"""Sets somebody's password at the server's own machine: there is no mail to send a link with.

``python -m interviewapis.accounts.reset_password user@example.com``
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from getpass import getpass
from pathlib import Path

import asyncpg

from database.embedded import EmbeddedServerError, acquire
from database.embedded.cluster import DATABASE, ROLE
from database.engine import Database
from database.errors import DatabaseError
from database.migrating import check_server, newest_revision
from database.statements.administration import FIND_BY_EMAIL
from database.urls import plain_url
from interviewapis.accounts.administration import service
from interviewapis.errors import Problem
from interviewapis.identity import good_password
from interviewapis.security.passwords import Passwords
from interviewapis.settings import Settings, load_settings


class CannotReset(Exception):  # noqa: N818 - reads as what it says
    """Nothing was changed; one line that says why."""


def main(arguments: list[str] | None = None) -> None:
    """Entry point.

    Raises:
        SystemExit: nothing was changed, with one line that says why.
    """
    parser = argparse.ArgumentParser(
        prog="python -m interviewapis.accounts.reset_password",
        description="Set somebody's password. All sign-ins of that account end; API keys go on.",
    )
    parser.add_argument("email", metavar="EMAIL", help="with which the account signs in")
    parser.add_argument("--make", action="store_true", help="make a password, and show it")
    chosen = parser.parse_args(arguments)
    try:
        asyncio.run(_reset(load_settings(), chosen.email, make=chosen.make))
    except (CannotReset, DatabaseError, EmbeddedServerError, Problem) as error:
        raise SystemExit(str(error)) from None
    except KeyboardInterrupt:
        raise SystemExit("\nNothing was changed.") from None


async def _reset(settings: Settings, email: str, *, make: bool) -> None:
    """Set the password of the account with an address.

    Raises:
        CannotReset: the address is unknown, or no password was given that may be one.
        DatabaseError, EmbeddedServerError: the database can't be used.
    """
    async with _database(settings) as database:
        # A terminal may send bytes that are no text.
        rows = await database.rows(FIND_BY_EMAIL, {"email": email}) if email.isprintable() else []
        if not rows:
            raise CannotReset(f"Nobody has signed up with {email!a}. Nothing was changed.")
        password = service.new_password() if make else _asked()
        await service.reset_password(database, Passwords(), rows[0]["user_id"], password)
    if make:
        _tell(f"New password: {password}")
    _tell("The password is set, and all sign-ins of the account have ended.")


def _asked() -> str:
    try:
        password = good_password(getpass("New password: "))
        again = getpass("Again: ")
    except ValueError as error:
        raise CannotReset(f"It {error}. Nothing was changed.") from None
    except EOFError:
        raise CannotReset(
            "No password was given. Use a terminal, or --make. Nothing was changed."
        ) from None
    if again != password:
        raise CannotReset("These were two different passwords. Nothing was changed.")
    return password


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Database]:
    if settings.database_url:
        async with _opened(plain_url(settings.database_url)) as database:
            yield database
        return
    folder = settings.data_folder / "postgres"
    if not folder.exists():
        raise CannotReset(f"There is no database in {settings.data_folder}: nobody has signed up.")
    # Of a server that runs. It keeps its PostgreSQL to itself, but lets us in.
    if (running := _running(folder)) and await _answers(running):
        async with _opened(running) as database:
            yield database
        return
    lease = await asyncio.to_thread(acquire, settings.data_folder)
    try:
        async with _opened(lease.dsn) as database:
            yield database
    finally:
        await asyncio.to_thread(lease.release)


@asynccontextmanager
async def _opened(dsn: str) -> AsyncIterator[Database]:
    if await check_server(dsn) != newest_revision():
        raise CannotReset(
            "The database is of another version of InterviewAPIs. Start the server once, then try "
            "again."
        )
    database = await Database.connect(dsn, size=1)
    try:
        yield database
    finally:
        await database.close()


def _running(folder: Path) -> str | None:
    """The address of the embedded server of a folder, if one was started and not stopped."""
    try:
        lines = (folder.resolve() / "cluster" / "postmaster.pid").read_text().splitlines()
        return f"postgresql://{ROLE}@/{DATABASE}?host={lines[4]}&port=5432"
    except (OSError, IndexError):
        return None


async def _answers(dsn: str) -> bool:
    """Whether it runs: after a crash the file that tells of it stays."""
    try:
        connection = await asyncpg.connect(dsn, timeout=10)
    except (OSError, TimeoutError, asyncpg.PostgresError):
        return False
    await connection.close()
    return True


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
