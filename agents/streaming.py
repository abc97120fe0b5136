"""Streams one answer from a chat model: timeouts, retries and fallback, all before the first token.

After the first token nothing is retried: the reader has seen it, and a second model would
contradict it.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

from agents.contracts import AnswerFailed, Usage
from agents.failures import CUT, failure_from
from agents.pieces import Piece, pieces_of
from agents.text import clean

logger = logging.getLogger(__name__)

ATTEMPTS = 3
"""Tries of one model: the first and at most two retries."""

LONGEST_WAIT = 20.0
"""Seconds. A server that asks for a longer pause than this gets no retry; the caller is told."""

LONGEST_SECONDS = 1800.0
"""For a whole answer; else a server that drips a token each idle timeout would never end."""

AFTER_THE_END = 2.0
"""Seconds. Once the finish reason is there the answer is whole; only usage may follow."""

WHOLE = ("stop", "eos", "eos_token", "stop_sequence", "end_turn", "length")
"""Finish reasons of an answer that the model ended, or its token limit. Servers have others for
answers that they gave up, like ``abort`` or ``insufficient_system_resource``."""

_Opened = tuple[str, AsyncGenerator[str, None]]
"""The first piece of an answer and the stream of the others."""

_jitter = wait_random_exponential(multiplier=0.5, max=4)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a model, in seconds: for its first token, then between tokens."""

    first_token: float
    idle: float


@dataclass(slots=True)
class Ending:
    """What is known once the stream has ended; filled while it runs."""

    model: str = ""
    finish_reason: str = ""
    usage: Usage | None = None


async def stream_text(
    models: Sequence[BaseChatModel],
    messages: list[BaseMessage],
    patience: Patience,
    ending: Ending,
) -> AsyncGenerator[str, None]:
    """Yield the pieces of the answer as the model makes them.

    Args:
        models: The model to ask and its fallbacks, in order; the next one is tried only when
            the one before failed in a way that another may not, before its first token.
        ending: Filled with the model's name, the finish reason and usage.

    Raises:
        AnswerFailed: no answer, or it broke off.
    """
    first, others = await _open(models, messages, patience, ending)
    del messages  # one copy of each prompt less while the answer comes
    async with aclosing(others):
        yield first
        async for text in others:
            yield text


async def _open(
    models: Sequence[BaseChatModel],
    messages: list[BaseMessage],
    patience: Patience,
    ending: Ending,
) -> _Opened:
    for model in models[:-1]:
        try:
            return await _open_with_retries(model, messages, patience, ending)
        except AnswerFailed as failure:
            if not _another_model_may_answer(failure):
                raise
            logger.warning("model failed before its first token, trying the next: %s", failure.code)
    return await _open_with_retries(models[-1], messages, patience, ending)


async def _open_with_retries(
    model: BaseChatModel, messages: list[BaseMessage], patience: Patience, ending: Ending
) -> _Opened:
    async for attempt in AsyncRetrying(
        stop=stop_after_attempt(ATTEMPTS),
        wait=_pause,
        retry=retry_if_exception(_worth_a_retry),
        reraise=True,
    ):
        with attempt:
            return await _first_token(model, messages, patience, ending)
    raise AssertionError("tenacity re-raises the last failure")


def _worth_a_retry(error: BaseException) -> bool:
    # A first-token timeout has already cost the reader all the patience there is.
    return (
        isinstance(error, AnswerFailed)
        and error.retryable
        and error.code != "upstream_timeout"
        and (error.retry_after or 0) <= LONGEST_WAIT
    )


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, AnswerFailed) else None
    return (asked or 0.0) + _jitter(state)


def _another_model_may_answer(failure: AnswerFailed) -> bool:
    return failure.retryable or failure.code in (
        "upstream_rejected",
        "upstream_malformed",
        "context_length",
    )


async def _first_token(
    model: BaseChatModel, messages: list[BaseMessage], patience: Patience, ending: Ending
) -> _Opened:
    """Open the stream and wait for its first text, so that the caller still can retry."""
    chunks = _timed(model, messages, patience, ending)
    return await anext(chunks), chunks


async def _timed(
    model: BaseChatModel, messages: list[BaseMessage], patience: Patience, ending: Ending
) -> AsyncGenerator[str, None]:
    now = asyncio.get_running_loop().time
    ending.model, ending.finish_reason, ending.usage = getattr(model, "model_name", ""), "", None
    started = False
    last = now() + LONGEST_SECONDS
    deadline = now() + patience.first_token
    stream = pieces_of(model, messages)
    del messages
    async with aclosing(stream) as pieces:
        try:
            while True:
                async with asyncio.timeout_at(min(deadline, last)):
                    piece = await anext(pieces, None)
                if piece is None:
                    break
                _note_ending(piece, ending)
                # An answer of white space only is an empty one, so none may come first.
                if text := piece.text if started else piece.text.lstrip():
                    started = True
                    yield text
                    # Only text that a reader sees sets the clock back: no keep-alive comment,
                    # no chunk without content.
                    deadline = now() + patience.idle
                if ending.finish_reason:
                    deadline = min(deadline, now() + AFTER_THE_END)
        except Exception as error:
            if started and ending.finish_reason in WHOLE and not isinstance(error, AnswerFailed):
                logger.info("the model server broke off after the end of its answer")
                return
            failure = failure_from(error, mid_answer=started)
            # The type only: messages from upstream may echo the key or the prompt.
            logger.warning("model stream failed: %s (%s)", failure.code, type(error).__name__)
            raise failure from error
    if not started:
        raise _empty(ending)
    if ending.finish_reason not in WHOLE:
        raise AnswerFailed("cut_mid_answer", CUT, retryable=True)


def _empty(ending: Ending) -> AnswerFailed:
    if ending.finish_reason == "length":
        return AnswerFailed(
            "upstream_malformed",
            "The model used up its token limit before it wrote a word. Raise OPENAI_MAX_TOKENS.",
            retryable=False,
        )
    return AnswerFailed(
        "upstream_malformed", "The model sent an empty answer. Try again.", retryable=True
    )


def _note_ending(piece: Piece, ending: Ending) -> None:
    if piece.usage:
        ending.usage = piece.usage
    # Both are stored and sent on, so they must be fit for UTF-8 and PostgreSQL.
    if piece.model:
        ending.model = clean(piece.model, 100)
    if piece.finish_reason:
        ending.finish_reason = clean(piece.finish_reason, 40)
    if piece.refusal or ending.finish_reason == "content_filter":
        raise AnswerFailed(
            "upstream_refusal",
            "The model declined to answer this question. Put it in other words.",
            retryable=False,
        )
