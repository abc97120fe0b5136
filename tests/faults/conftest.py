"""Installations of the program, each with a data folder of its own; none may leave a process."""

import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.conftest import named
from tests.database.embedded.support import Site, Sites, query
from tests.doubles.model_server import ModelServer
from tests.faults.forking import Imported
from tests.faults.support import (
    PATIENCE,
    Installation,
    Program,
    copy_checkout,
    free_port,
    until,
)

Install = Callable[..., Installation]

GRACE = 3.0
"""Seconds that the shared server gives a reader who left to come back."""


@pytest.fixture(scope="session")
def checkout() -> Iterator[Path]:
    """A copy of the checkout, without settings, data or caches of this one."""
    base = Path(tempfile.mkdtemp(prefix="faults-", dir="/tmp")).resolve()
    base.chmod(0o755)
    copy_checkout(base / "checkout")
    yield base / "checkout"
    shutil.rmtree(base)


@pytest.fixture(scope="session")
def imported(checkout: Path) -> Iterator[Imported]:
    """What ``python main.py`` is copied from."""
    process = Imported(str(checkout / ".venv" / "bin" / "python"), checkout)
    yield process
    process.close()


def wait_for_start(program: Program) -> None:
    """Wait until it says that it is ready."""
    end = time.monotonic() + PATIENCE
    while "Ready in" not in program.output:
        assert program.process.poll() is None, program.output
        assert time.monotonic() < end, f"it did not start:\n{program.output}"
        time.sleep(0.05)


@pytest.fixture(scope="session")
def prepared(checkout: Path, imported: Imported) -> Iterator[Site]:
    """A data folder after a first start and a stop."""
    sites = Sites()
    installation = Installation(sites.make(), checkout, imported=imported)
    wait_for_start(installation.start())
    installation.stop()
    yield installation.site
    installation.close()


@pytest.fixture
def install(checkout: Path, imported: Imported, prepared: Site) -> Iterator[Install]:
    """Make installations: of the common checkout, with a database that is made and filled."""
    sites, made = Sites(), list[Installation]()

    def make(*, filled: bool = True, **options: object) -> Installation:
        site = sites.make(like=prepared if filled else None)
        options = {"imported": imported} | options
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


@pytest.fixture
def bare(install: Install) -> Installation:
    """One without a database: for starts that end before they need it."""
    return install(filled=False)


@dataclass
class Shared:
    """A server that many tests use one after the other, with a model server and a client.

    Attributes:
        dsn: Of its database.
        installation: Its ``variables`` give another server the same database and model.
    """

    installation: Installation
    program: Program
    dsn: str
    model: ModelServer
    client: httpx2.AsyncClient


@pytest.fixture(scope="session")
def shared_installation(
    checkout: Path, imported: Imported, cluster: str, template: str
) -> Iterator[Installation]:
    """Serves until the end of the session, on a database of the session's server."""
    name = "faults"
    query(cluster, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    variables = {
        "DATABASE_URL": named(cluster, name),
        "DATABASE_POOL_SIZE": "2",
        "OPENAI_BASE_URL": f"http://127.0.0.1:{free_port()}/v1",
        "OPENAI_FIRST_TOKEN_TIMEOUT": "120",
        "OPENAI_IDLE_TIMEOUT": "120",
        "RUN_GRACE_SECONDS": str(GRACE),
    }
    installation = Installation(Sites().make(), checkout, variables=variables, imported=imported)
    wait_for_start(installation.start())
    yield installation
    installation.stop()
    installation.close()


@pytest.fixture
async def shared(shared_installation: Installation) -> AsyncIterator[Shared]:
    """That server; no test leaves a run behind for the next one."""
    (program,), variables = shared_installation.programs, shared_installation.variables
    query(variables["DATABASE_URL"], "TRUNCATE agent_runs, conversations CASCADE")
    async with program.client(limits=httpx2.Limits(max_connections=None)) as client:
        port = urlsplit(variables["OPENAI_BASE_URL"]).port
        assert port is not None
        async with ModelServer(port) as model:
            yield Shared(shared_installation, program, variables["DATABASE_URL"], model, client)
        await until(lambda: is_idle(client), "the end of all runs")


async def is_idle(client: httpx2.AsyncClient) -> bool:
    """Whether no run of that server is under way."""
    return bool((await client.get("/api/health")).json()["active_runs"] == 0)
