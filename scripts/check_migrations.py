"""Checks the migrations on a real server: up, no drift from the models, down, and up again.

Run: ``python -m scripts.check_migrations``.
"""

import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from database.embedded import acquire
from database.migrating import migration_config, newest_revision


def check(config: Config) -> None:
    """Run the migrations in both directions.

    Raises:
        SystemExit: one line that says what is wrong.
    """
    head = ScriptDirectory.from_config(config).get_current_head()
    if head != newest_revision():
        raise SystemExit(
            f"The newest file is {newest_revision()}, but Alembic's head is {head}: "
            "number migrations upwards."
        )
    command.upgrade(config, "head")
    try:
        command.check(config)
    except CommandError as error:
        raise SystemExit(f"Models and migrations differ. {error}") from None
    command.downgrade(config, "base")
    command.upgrade(config, "head")


def main() -> None:
    """Check on an embedded server of its own."""
    with tempfile.TemporaryDirectory(prefix="migrations") as folder:
        # Within reach of the user that runs PostgreSQL for root.
        Path(folder).chmod(0o755)
        with acquire(Path(folder), durable=False) as lease:
            check(migration_config(lease.dsn))


if __name__ == "__main__":
    main()
