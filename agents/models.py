"""Chooses what answers. The only file that names a provider.

With ``MODEL=local`` it is a model on this machine, with ``OPENAI_API_KEY`` or
``OPENAI_BASE_URL`` an OpenAI-compatible model server, otherwise the question library.
"""

import asyncio
import warnings
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from langchain_core.language_models import BaseChatModel

from agents.library.chat_model import LibraryChatModel
from agents.local import LocalModelSettings, start_local_model
from agents.streaming import Patience

ProviderName = Literal["openai", "local", "library"]


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """How to reach a model server.

    Args:
        api_key: Never logged; the repr leaves it out.
        base_url: Of any OpenAI-compatible server; None for OpenAI itself.
        model: Name of the model to ask first.
        fallback_models: Asked in order when the one before fails before its first token.
        max_tokens: Bound on one answer.
        temperature: 0 to 2, sent only when set: some models accept no other than their own.
        first_token_timeout: Seconds.
        idle_timeout: Seconds between two pieces of an answer.
        local: A model to run on this machine; then the key, the address and the names above
            count for nothing.
    """

    api_key: str | None = field(default=None, repr=False)
    base_url: str | None = None
    model: str = "gpt-4o-mini"
    fallback_models: tuple[str, ...] = ()
    max_tokens: int = 2000
    temperature: float | None = None
    first_token_timeout: float = 30.0
    idle_timeout: float = 20.0
    local: LocalModelSettings | None = None

    @property
    def configured(self) -> bool:
        """Whether a model was named at all."""
        return bool(self.local or self.api_key or self.base_url)


async def _nothing_to_close() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Provider:
    """What answers, chosen once at start.

    Args:
        name: ``library`` is no model and is never called AI.
        model: Name of the first model; for the library its own name.
        chats: The model and its fallbacks, at least one.
        close: Closes the connections to the model server, and ends a local one.
    """

    name: ProviderName
    model: str
    chats: tuple[BaseChatModel, ...]
    patience: Patience
    close: Callable[[], Awaitable[None]] = _nothing_to_close

    @property
    def is_model(self) -> bool:
        """Whether a language model answers, as opposed to the library."""
        return self.name != "library"


def choose_provider(settings: ModelSettings) -> Provider:
    """Build the provider that the settings ask for.

    Opens no connection, but blocks until a local model is loaded: call it in a thread.

    Raises:
        LocalModelError: the local model can't be started; one line that says why.
        ValueError: a setting that the provider's client refuses.
    """
    patience = Patience(settings.first_token_timeout, settings.idle_timeout)
    if not settings.configured:
        library = LibraryChatModel()
        return Provider("library", library.model_name, (library,), patience)
    if settings.local:
        return _local(settings, settings.local, patience)
    if not (settings.api_key or "").isprintable() or not (settings.api_key or "").isascii():
        raise ValueError("OPENAI_API_KEY holds characters that no HTTP header may have")
    return _openai(settings, patience)


def _local(settings: ModelSettings, local: LocalModelSettings, patience: Patience) -> Provider:
    model = start_local_model(local)
    try:
        reached = replace(
            settings,
            api_key=model.api_key,
            base_url=model.base_url,
            model=model.name,
            fallback_models=(),
        )
        client = _openai(reached, patience)
    except BaseException:
        model.stop()
        raise

    async def close() -> None:
        await client.close()
        await asyncio.to_thread(model.stop)

    return replace(client, name="local", close=close)


def _openai(settings: ModelSettings, patience: Patience) -> Provider:
    # Imported here because it costs most of a second of every start, and only a configured
    # model needs it.
    from agents.model_http import model_client  # noqa: PLC0415 - as told above
    from agents.openai_chat import StreamingChat  # noqa: PLC0415 - as told above

    options: dict[str, Any] = {}
    if settings.temperature is not None:
        options["temperature"] = settings.temperature
    # The SDK builds its objects unchecked; reading a broken one would print what upstream sent.
    warnings.filterwarnings("ignore", "Pydantic serializer warnings", UserWarning)
    # A proxy has no business between us and a process of ours.
    client = model_client(proxies=settings.local is None)
    chats = tuple(
        StreamingChat(
            model=name,
            # Servers without authentication still need some value in the header.
            api_key=settings.api_key or "none",
            base_url=settings.base_url,
            max_tokens=settings.max_tokens,
            # Ours are jittered and obey Retry-After; two layers would multiply.
            max_retries=0,
            timeout=settings.first_token_timeout + settings.idle_timeout,
            # Off by default with a base_url of one's own.
            stream_usage=True,
            # Costs a task a token; agents/streaming.py keeps the time instead.
            stream_chunk_timeout=None,
            use_responses_api=False,
            http_async_client=client,
            **options,
        )
        for name in (settings.model, *settings.fallback_models)
    )
    return Provider("openai", settings.model, chats, patience, client.aclose)
