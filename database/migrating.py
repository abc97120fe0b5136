"""Brings a database up to the newest migration, and checks first that the server will do."""

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from database.errors import DatabaseMisconfigured
from database.urls import plain_url

if TYPE_CHECKING:
    from alembic.config import Config

OLDEST_SERVER = 15
EXTENSIONS = ("vector", "pg_trgm", "btree_gin")
"""What the migrations create; the server must offer it."""

_FOLDER = Path(__file__).with_name("migrations")


def newest_revision() -> str:
    """The revision that the code needs: the highest number among the migration files.

    Reading file names spares every start the import of Alembic.
    """
    names = (path.name for path in (_FOLDER / "versions").glob("[0-9]*.py"))
    return max(match[0] for name in names if (match := re.match(r"\d+", name)))


async def check_server(dsn: str) -> str | None:
    """Check that the database can be used; return the revision it is at, None when empty.

    Raises:
        DatabaseMisconfigured: wrong address, no access, too old, or an extension is missing.
    """
    try:
        connection = await asyncpg.connect(plain_url(dsn), timeout=10)
    except asyncpg.InvalidPasswordError:
        raise DatabaseMisconfigured(
            "DATABASE_URL: the server did not accept this user and password."
        ) from None
    except asyncpg.InvalidCatalogNameError:
        raise DatabaseMisconfigured(
            "DATABASE_URL: this database does not exist; create it with createdb."
        ) from None
    except (ValueError, OverflowError, asyncpg.InterfaceError):
        # What is wrong with it is not repeated: it may be a part of the password.
        raise DatabaseMisconfigured(
            "DATABASE_URL can't be read. It must look like "
            "postgresql://user:password@host:5432/database, with / ? # @ % in the password "
            "written as %2F %3F %23 %40 %25."
        ) from None
    except (OSError, TimeoutError, asyncpg.PostgresConnectionError) as error:
        raise DatabaseMisconfigured(
            f"DATABASE_URL: no PostgreSQL answers there ({_reason(error)}). "
            "Check host, port and that the server runs."
        ) from None
    except asyncpg.PostgresError as error:
        raise DatabaseMisconfigured(
            f"DATABASE_URL: the server refuses the connection: {_reason(error)}."
        ) from None
    try:
        return await _inspect(connection)
    finally:
        # What speaks the protocol but does not hang up must not hold up the start.
        with suppress(TimeoutError):
            await connection.close(timeout=2)


async def _inspect(connection: "asyncpg.Connection[asyncpg.Record]") -> str | None:
    version = connection.get_server_version()
    if version.major < OLDEST_SERVER:
        raise DatabaseMisconfigured(
            f"DATABASE_URL: PostgreSQL {version.major} is too old; "
            f"{OLDEST_SERVER} or newer is needed."
        )
    offered = {
        row["name"] for row in await connection.fetch("SELECT name FROM pg_available_extensions")
    }
    if missing := [name for name in EXTENSIONS if name not in offered]:
        raise DatabaseMisconfigured(
            f"DATABASE_URL: the server lacks the extension {', '.join(missing)}; "
            "install it there (on Debian postgresql-NN-pgvector and postgresql-contrib)."
        )
    if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
        return None
    revision: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    if revision and revision > newest_revision():
        raise DatabaseMisconfigured(
            f"The database is at revision {revision}, newer than this program "
            f"({newest_revision()}). Update the program."
        )
    return revision


def upgrade(dsn: str) -> None:
    """Run the migrations that are missing; blocking. Safe when several processes start at once.

    Raises:
        DatabaseMisconfigured: the server refuses, with its reason.
    """
    # Alembic costs a third of a second and is needed only when there is something to migrate.
    from alembic import command  # noqa: PLC0415 - as told above
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415 - as told above

    try:
        command.upgrade(migration_config(dsn), "head")
    except DBAPIError as error:
        raise DatabaseMisconfigured(
            f"The database can't be migrated: {_reason(error.orig or error)}. The user of "
            "DATABASE_URL must be allowed to write, to create tables and, unless a superuser has "
            f"done it, to CREATE EXTENSION {', '.join(EXTENSIONS)}."
        ) from None


def migration_config(dsn: str) -> "Config":
    """Alembic's configuration for one database."""
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["dsn"] = dsn
    return config


def _reason(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]
