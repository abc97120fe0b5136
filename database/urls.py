"""The forms in which one database address is written for different drivers."""

import re

from database.errors import DatabaseMisconfigured

_SCHEME = re.compile(r"^postgres(ql)?(\+\w+)?://")


def plain_url(url: str) -> str:
    """``postgresql://...``, as asyncpg and libpq read it.

    Raises:
        DatabaseMisconfigured: the address is none of PostgreSQL.
    """
    if not _SCHEME.match(url):
        raise DatabaseMisconfigured(
            "DATABASE_URL must look like postgresql://user:password@host:5432/database"
        )
    return _SCHEME.sub("postgresql://", url, count=1)


def synchronous_url(url: str) -> str:
    """``postgresql+psycopg2://...``, for SQLAlchemy; a plain one would pick psycopg 3.

    Raises:
        DatabaseMisconfigured: the address is none of PostgreSQL.
    """
    return plain_url(url).replace("postgresql://", "postgresql+psycopg2://", 1)
