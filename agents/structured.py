"""Asks a chat model for a small structured reply."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from pydantic import BaseModel, ValidationError

from agents.contracts import AnswerFailed
from agents.failures import failure_from

logger = logging.getLogger(__name__)

Reply = TypeVar("Reply", bound=BaseModel)
Gained = TypeVar("Gained")


async def ask_structured(
    chat: BaseChatModel, instructions: str, material: str, reply: type[Reply], *, seconds: float
) -> Reply | None:
    """Ask once, without retries; what is asked here has a fallback that is better than waiting.

    Args:
        material: Fenced data, never instructions.
        reply: Its JSON schema is sent; its validators check what comes back.
        seconds: Bound on the whole call.

    Returns:
        The reply, or None when the model failed, was too slow or broke the schema.
    """
    messages = [SystemMessage(instructions), HumanMessage(material)]
    try:
        async with asyncio.timeout(seconds):
            answer = await chat.with_structured_output(reply, method="json_schema").ainvoke(
                messages
            )
    except Exception as error:
        code = failure_from(error, mid_answer=False).code
        logger.warning("no usable %s: %s (%s)", reply.__name__, code, type(error).__name__)
        return None
    return answer if isinstance(answer, reply) else None


_MOST_PROBLEMS = 8
"""Of a reply that are told to the model; the first ones tend to cause the others."""

_REPAIR = (
    "Your last reply could not be used:\n{problems}\n\n"
    "Send the whole reply again, in the form that was asked for."
)

_NO_REPLY = {
    "LengthFinishReasonError": "It was cut off at the token limit. Write less.",
    "ContentFilterFinishReasonError": "It was withheld by a filter.",
    "OpenAIRefusalError": "It was a refusal.",
}
"""By the names of their classes: importing the packages would cost most of a second of a start."""


@dataclass(frozen=True, slots=True)
class Reported(Generic[Reply]):
    """A reply that passed all checks, and the name of the model that gave it."""

    reply: Reply
    model: str


class MalformedReply(Exception):  # noqa: N818 - reads as what it is
    """A model replied with something that can't be used.

    Args:
        problems: What is wrong with it, for the model; nothing of what it sent.
    """

    def __init__(self, *problems: str) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def no_check(_: BaseModel) -> None:
    """Accept every reply that fits its schema."""


async def ask_with_repair(
    chats: Sequence[BaseChatModel],
    instructions: str,
    material: str,
    reply: type[Reply],
    *,
    seconds: float,
    check: Callable[[Reply], None] = no_check,
) -> Reported[Reply]:
    """Ask for what nothing else can give: a malformed reply is sent back once with its errors,
    and a model that fails is followed by its fallbacks.

    Args:
        chats: The model and its fallbacks, in order.
        material: Fenced data, never instructions.
        reply: Its JSON schema is sent; its validators check what comes back.
        seconds: Bound on each attempt.
        check: Raises ``MalformedReply`` when a reply that fits the schema can't be used.

    Raises:
        AnswerFailed: no model gave a usable reply; that of the last one asked.
    """

    async def attempt(chat: BaseChatModel) -> Reported[Reply]:
        return await _ask_twice(chat, instructions, material, reply, seconds, check)

    return await with_fallbacks(chats, attempt)


async def with_fallbacks(
    chats: Sequence[BaseChatModel], attempt: Callable[[BaseChatModel], Awaitable[Gained]]
) -> Gained:
    """Attempt something with a model, and with the next one when that fails.

    Raises:
        AnswerFailed: that of the last model asked.
    """
    for chat in chats[:-1]:
        try:
            return await attempt(chat)
        except AnswerFailed as failure:
            # The fallbacks are reached with the same key and the same account.
            if not failure.retryable and failure.code in ("upstream_auth", "upstream_rate_limit"):
                raise
            logger.warning("a model failed, trying the next: %s", failure.code)
    return await attempt(chats[-1])


async def _ask_twice(
    chat: BaseChatModel,
    instructions: str,
    material: str,
    reply: type[Reply],
    seconds: float,
    check: Callable[[Reply], None],
) -> Reported[Reply]:
    messages: list[BaseMessage] = [SystemMessage(instructions), HumanMessage(material)]
    model = str(getattr(chat, "model_name", ""))
    try:
        return Reported(await ask_once(chat, messages, reply, seconds, check), model)
    except MalformedReply as malformed:
        logger.warning("malformed %s, asking again: %s", reply.__name__, malformed)
        problems = "\n".join(f"- {each}" for each in malformed.problems[:_MOST_PROBLEMS])
    # What the model sent is not shown to it again: it may hold what misled it.
    messages.append(HumanMessage(_REPAIR.format(problems=problems)))
    try:
        return Reported(await ask_once(chat, messages, reply, seconds, check), model)
    except MalformedReply as malformed:
        logger.warning("malformed %s again: %s", reply.__name__, malformed)
        raise AnswerFailed(
            "upstream_malformed", "The model's reply could not be used. Try again.", retryable=True
        ) from None


async def ask_once(
    chat: BaseChatModel,
    messages: list[BaseMessage],
    reply: type[Reply],
    seconds: float,
    check: Callable[[Reply], None] = no_check,
) -> Reply:
    """Ask one model once.

    Raises:
        MalformedReply: what came can't be used; says why.
        AnswerFailed: nothing came, or too late.
    """
    try:
        async with asyncio.timeout(seconds):
            answer = await chat.with_structured_output(reply, method="json_schema").ainvoke(
                messages
            )
    except ValidationError as error:
        raise MalformedReply(*_problems(error)) from None
    except Exception as error:
        if problem := _NO_REPLY.get(type(error).__name__):
            raise MalformedReply(problem) from None
        failure = failure_from(error, mid_answer=False)
        logger.warning("no %s: %s (%s)", reply.__name__, failure.code, type(error).__name__)
        if failure.code == "upstream_malformed":
            raise MalformedReply("It was no JSON object of the schema.") from None
        raise failure from error
    if not isinstance(answer, reply):
        raise MalformedReply("It was no JSON object of the schema.")
    check(answer)
    return answer


def _problems(error: ValidationError) -> list[str]:
    """Where a reply breaks its schema, and how."""
    return [
        f"{'.'.join(map(str, each['loc'])) or 'the reply'}: {each['msg']}"
        for each in error.errors(include_url=False, include_input=False, include_context=False)
    ]
