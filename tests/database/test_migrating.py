"""What is checked before a database is used."""

import pytest

from database import migrating
from database.errors import DatabaseMisconfigured
from database.migrating import check_server, newest_revision
from tests.database.embedded.support import query


async def test_a_migrated_database_tells_its_revision(database_url: str) -> None:
    assert await check_server(database_url) == newest_revision()


async def test_an_empty_database_has_none(cluster: str) -> None:
    assert await check_server(cluster) is None


async def test_a_missing_extension_is_named(cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "EXTENSIONS", ("vector", "no_such_extension"))
    with pytest.raises(DatabaseMisconfigured, match="lacks the extension no_such_extension"):
        await check_server(cluster)


async def test_a_database_of_a_newer_program_is_left_alone(database_url: str) -> None:
    query(database_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseMisconfigured, match="newer than this program"):
        await check_server(database_url)
