"""Alembic's entry: connects with psycopg2 and compares with the declarative models."""

import os

from alembic import context
from sqlalchemy import create_engine, text

from database.models import Base
from database.urls import synchronous_url

_LOCK = 0x4D494752
"""Key of the advisory lock ("MIGR" in ASCII) that lets only one process migrate at a time."""


def run() -> None:
    """Migrate the database that the caller, or else ``DATABASE_URL``, names."""
    dsn = context.config.attributes.get("dsn") or os.environ.get("DATABASE_URL")
    if not dsn:
        raise SystemExit("Set DATABASE_URL to say which database to migrate.")
    engine = create_engine(synchronous_url(dsn))
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
        connection.commit()
        context.configure(
            connection=connection, target_metadata=Base.metadata, compare_server_default=True
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
