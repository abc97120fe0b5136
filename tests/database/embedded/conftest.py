"""Data folders for tests; none may leave a process or a file behind."""

from collections.abc import Iterator

import pytest

from database.embedded import acquire
from tests.database.embedded.support import Site, Sites, query


@pytest.fixture
def sites() -> Iterator[Sites]:
    made = Sites()
    yield made
    made.close()


@pytest.fixture
def empty(sites: Sites) -> Site:
    """A data folder that does not exist yet."""
    return sites.make()


@pytest.fixture(scope="session")
def prepared() -> Iterator[Site]:
    """A data folder with a database that has the row "kept" in the table `notes`; no server."""
    sites = Sites()
    made = sites.make()
    with acquire(made.data_folder, durable=False) as lease:
        query(lease.dsn, "CREATE TABLE notes (text text)")
        query(lease.dsn, "INSERT INTO notes VALUES ('kept')")
    yield made
    sites.close()


@pytest.fixture
def site(prepared: Site) -> Iterator[Site]:
    """That data folder, for a test that leaves it usable; no server runs before and after."""
    yield prepared
    prepared.end()


@pytest.fixture
def copy(sites: Sites, prepared: Site) -> Site:
    """A copy of it, for a test that damages it."""
    return sites.make(like=prepared)
