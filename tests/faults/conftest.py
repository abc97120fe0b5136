"""Installations of the program, each with a data folder of its own; none may leave a process."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.database.embedded.support import Site, Sites
from tests.faults.support import Installation, copy_checkout

Install = Callable[..., Installation]


@pytest.fixture(scope="session")
def checkout() -> Iterator[Path]:
    """A copy of the checkout, without settings, data or caches of this one."""
    base = Path(tempfile.mkdtemp(prefix="faults-", dir="/tmp")).resolve()
    base.chmod(0o755)
    copy_checkout(base / "checkout")
    yield base / "checkout"
    shutil.rmtree(base)


@pytest.fixture(scope="session")
def prepared(checkout: Path) -> Iterator[Site]:
    """A data folder after a first start and a stop."""
    sites = Sites()
    installation = Installation(sites.make(), checkout)
    program = installation.start()
    while "Ready in" not in program.output and program.process.poll() is None:
        time.sleep(0.05)
    installation.stop()
    assert "Ready in" in program.output, program.output
    yield installation.site
    installation.close()


@pytest.fixture
def install(checkout: Path, prepared: Site) -> Iterator[Install]:
    """Make installations: of the common checkout, with a database that is made and filled."""
    sites, made = Sites(), list[Installation]()

    def make(*, filled: bool = True, **options: object) -> Installation:
        site = sites.make(like=prepared if filled else None)
        made.append(Installation(site, checkout, **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    try:
        for each in made:
            each.stop()
    finally:
        for each in made:
            each.close()


@pytest.fixture
def installation(install: Install) -> Installation:
    """One of them."""
    return install()
