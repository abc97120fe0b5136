"""Our one client and a real llama.cpp server: structured replies, cancellation, closing."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any, Literal

import psutil
import pytest
import pytest_asyncio
from langchain_core.messages import HumanMessage
from pydantic import BaseModel

from agents.models import Provider, choose_provider
from agents.pieces import pieces_of
from agents.structured import ask_structured
from tests.local_model.conftest import NAME, Slot, settings_for

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def provider(model_file: Path) -> AsyncIterator[Provider]:
    """What answers with ``MODEL=local``, in an environment with a proxy that is out of order."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            patch.setenv(name, "http://127.0.0.1:9")
        for name in ("NO_PROXY", "no_proxy"):
            patch.delenv(name, raising=False)
        chosen = choose_provider(settings_for(model_file, max_tokens=1500))
    yield chosen
    await chosen.close()


def slot_of(provider: Provider) -> Slot:
    """The view into llama.cpp that its own client has."""
    chat: Any = provider.chats[0]
    return Slot(chat.openai_api_base, chat.openai_api_key.get_secret_value())


class Verdict(BaseModel):
    """A small structured reply."""

    seen: bool
    colour: Literal["vermilion", "cerulean"]


async def test_a_structured_reply_keeps_to_its_schema(provider: Provider) -> None:
    reply = await ask_structured(
        provider.chats[0], "Say what you see.", "A clear sky.", Verdict, seconds=60
    )
    assert isinstance(reply, Verdict), "a model this small writes no JSON unless it is made to"


async def test_an_answer_that_nobody_reads_any_more_is_not_written(provider: Provider) -> None:
    """A1: Client leaves SSE: LLM call cancelled."""
    slot = slot_of(provider)
    asked: list[Any] = [HumanMessage("Write a very long story about a baker.")]
    async with aclosing(pieces_of(provider.chats[0], asked)) as pieces:
        count = 0
        async for piece in pieces:
            count += bool(piece.text)
            if count == 5:
                break
        assert (await slot.read())["is_processing"]
    # The whole story has more than 1,500 tokens.
    assert (await slot.idle())["n_prompt_tokens"] < 1000


async def test_closing_the_provider_ends_the_model(model_file: Path) -> None:
    before = {child.pid for child in psutil.Process().children()}
    chosen = choose_provider(settings_for(model_file))
    (pid,) = {child.pid for child in psutil.Process().children()} - before
    assert (chosen.name, chosen.model, chosen.is_model) == ("local", NAME, True)
    await chosen.close()
    assert not psutil.pid_exists(pid)
