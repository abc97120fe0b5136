"""Asks a chat model for a small structured reply."""

import asyncio
import logging
from typing import TypeVar

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from pydantic import BaseModel

from agents.failures import failure_from

logger = logging.getLogger(__name__)

Reply = TypeVar("Reply", bound=BaseModel)


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
