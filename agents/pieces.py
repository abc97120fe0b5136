"""What a chat model streams, reduced to what an answer needs."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import NamedTuple, Protocol, runtime_checkable

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from agents.contracts import Usage


class Piece(NamedTuple):
    """One step of a streamed answer; most carry nothing but text.

    Args:
        finish_reason: In the provider's own words, once the answer has ended.
        model: Name of the model that answered, told with the finish reason.
        refusal: What the model says when it declines.
    """

    text: str = ""
    finish_reason: str = ""
    model: str = ""
    usage: Usage | None = None
    refusal: str = ""


@runtime_checkable
class StreamsPieces(Protocol):
    """A chat model that streams without making LangChain's objects for every token."""

    def stream_pieces(self, messages: list[BaseMessage]) -> AsyncGenerator[Piece, None]:
        """Yield the answer as it comes; closing the generator stops the model."""
        ...


def pieces_of(model: BaseChatModel, messages: list[BaseMessage]) -> AsyncGenerator[Piece, None]:
    """Stream from any chat model, in the cheapest way that it has.

    Raises:
        Exception: whatever the model raises, while the generator runs.
    """
    if isinstance(model, StreamsPieces):
        return model.stream_pieces(messages)
    return _from_chunks(model, messages)


async def _from_chunks(
    model: BaseChatModel, messages: list[BaseMessage]
) -> AsyncGenerator[Piece, None]:
    # Typed as an iterator, but it is a generator and must be closed.
    # LangChain declares an iterator; what it returns is a generator, which can be closed.
    stream: AsyncGenerator[AIMessageChunk, None] = model.astream(messages)  # type: ignore[assignment]
    async with aclosing(stream) as chunks:
        async for chunk in chunks:
            told, usage = chunk.response_metadata, chunk.usage_metadata
            yield Piece(
                text=chunk.text,
                finish_reason=str(told.get("finish_reason") or ""),
                model=str(told.get("model_name") or ""),
                usage=Usage(usage["input_tokens"], usage["output_tokens"]) if usage else None,
                refusal=str(chunk.additional_kwargs.get("refusal") or ""),
            )
