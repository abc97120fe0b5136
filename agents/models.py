"""Chooses what answers. The only file that names a provider.

With ``OPENAI_API_KEY`` or ``OPENAI_BASE_URL`` set it is an OpenAI-compatible model server,
otherwise the question library.
"""

import warnings
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from langchain_core.language_models import BaseChatModel

from agents.library.chat_model import LibraryChatModel
from agents.streaming import Patience

if TYPE_CHECKING:
    from langchain_core.outputs import ChatGenerationChunk

ProviderName = Literal["openai", "library"]

MOST_TOKENS = 10**9
"""A server that counts more than this does not count."""


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
    """

    api_key: str | None = field(default=None, repr=False)
    base_url: str | None = None
    model: str = "gpt-4o-mini"
    fallback_models: tuple[str, ...] = ()
    max_tokens: int = 2000
    temperature: float | None = None
    first_token_timeout: float = 30.0
    idle_timeout: float = 20.0

    @property
    def configured(self) -> bool:
        """Whether a model server was named at all."""
        return bool(self.api_key or self.base_url)


async def _nothing_to_close() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Provider:
    """What answers, chosen once at start.

    Args:
        name: ``library`` is no model and is never called AI.
        model: Name of the first model; for the library its own name.
        chats: The model and its fallbacks, at least one.
        close: Closes the connections to the model server.
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
    """Build the provider that the settings ask for. Opens no connection.

    Raises:
        ValueError: a setting that the provider's client refuses.
    """
    patience = Patience(settings.first_token_timeout, settings.idle_timeout)
    if not settings.configured:
        library = LibraryChatModel()
        return Provider("library", library.model_name, (library,), patience)
    if not (settings.api_key or "").isprintable() or not (settings.api_key or "").isascii():
        raise ValueError("OPENAI_API_KEY holds characters that no HTTP header may have")
    return _openai(settings, patience)


def _openai(settings: ModelSettings, patience: Patience) -> Provider:
    # Imported here because it costs most of a second of every start, and only a configured
    # model needs it.
    from langchain_openai import ChatOpenAI  # noqa: PLC0415

    from agents.model_http import model_client  # noqa: PLC0415

    class StreamingChat(ChatOpenAI):
        """``ChatOpenAI`` that takes chunks as servers really send them, and reports refusals."""

        def _convert_chunk_to_generation_chunk(
            self,
            chunk: dict[str, Any],
            default_chunk_class: type,
            base_generation_info: dict[str, Any] | None,
        ) -> "ChatGenerationChunk | None":
            tidied = _tidied(chunk)
            generation = super()._convert_chunk_to_generation_chunk(
                tidied, default_chunk_class, base_generation_info
            )
            if generation is not None and (refusal := _refusal(tidied)):
                generation.message.additional_kwargs["refusal"] = refusal
            return generation

    options: dict[str, Any] = {}
    if settings.temperature is not None:
        options["temperature"] = settings.temperature
    # The SDK builds its objects unchecked; reading a broken one would print what upstream sent.
    warnings.filterwarnings("ignore", "Pydantic serializer warnings", UserWarning)
    client = model_client()
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


def _tidied(chunk: Mapping[str, Any]) -> dict[str, Any]:
    """Reduce a streamed chunk to what an answer needs; what is missing counts as empty.

    Text of a second choice would end up in the middle of the first. Tool calls and roles that
    nobody asked for, usage that is no number, and a last chunk without ``delta`` must not cost
    an answer that is there.
    """
    return {
        "model": chunk.get("model"),
        "choices": [
            {
                "delta": {
                    "role": "assistant",
                    "content": (delta := choice.get("delta") or {}).get("content"),
                    "refusal": delta.get("refusal"),
                },
                "finish_reason": choice.get("finish_reason"),
            }
            for choice in chunk.get("choices") or ()
            if choice.get("index") in (0, None)
        ],
        "usage": _usage(chunk.get("usage")),
    }


def _usage(usage: Any) -> dict[str, int] | None:
    if not isinstance(usage, Mapping):
        return None
    counts = {
        name: count
        for name in ("prompt_tokens", "completion_tokens")
        if type(count := usage.get(name)) is int and 0 <= count <= MOST_TOKENS
    }
    return counts if len(counts) == 2 else None


def _refusal(chunk: Mapping[str, Any]) -> str | None:
    return next(
        (str(text) for each in chunk["choices"] if (text := each["delta"]["refusal"])), None
    )
