"""Chooses what answers. The only file that names a provider.

With ``OPENAI_API_KEY`` or ``OPENAI_BASE_URL`` set it is an OpenAI-compatible model server,
otherwise the question library.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from langchain_core.language_models import BaseChatModel

from agents.library.chat_model import LibraryChatModel
from agents.streaming import Patience

if TYPE_CHECKING:
    from langchain_core.outputs import ChatGenerationChunk

ProviderName = Literal["openai", "library"]


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


@dataclass(frozen=True, slots=True)
class Provider:
    """What answers, chosen once at start.

    Args:
        name: ``library`` is no model and is never called AI.
        model: Name of the first model; for the library its own name.
        chats: The model and its fallbacks, at least one.
    """

    name: ProviderName
    model: str
    chats: tuple[BaseChatModel, ...]
    patience: Patience

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
    names = (settings.model, *settings.fallback_models)
    return Provider("openai", settings.model, tuple(_openai_chats(names, settings)), patience)


def _openai_chats(names: tuple[str, ...], settings: ModelSettings) -> list[BaseChatModel]:
    # Imported here because it costs most of a second of every start, and only a configured
    # model needs it.
    from langchain_openai import ChatOpenAI  # noqa: PLC0415

    class StreamingChat(ChatOpenAI):
        """``ChatOpenAI`` that also reports a streamed refusal, which it drops otherwise."""

        def _convert_chunk_to_generation_chunk(
            self,
            chunk: dict[str, Any],
            default_chunk_class: type,
            base_generation_info: dict[str, Any] | None,
        ) -> "ChatGenerationChunk | None":
            generation = super()._convert_chunk_to_generation_chunk(
                chunk, default_chunk_class, base_generation_info
            )
            if generation is not None and (refusal := _refusal(chunk)):
                generation.message.additional_kwargs["refusal"] = refusal
            return generation

    options: dict[str, Any] = {}
    if settings.temperature is not None:
        options["temperature"] = settings.temperature
    return [
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
            **options,
        )
        for name in names
    ]


def _refusal(chunk: Mapping[str, Any]) -> str | None:
    for choice in chunk.get("choices") or ():
        if refusal := (choice.get("delta") or {}).get("refusal"):
            return str(refusal)
    return None
