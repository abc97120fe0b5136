"""Asks a model for what practice needs of it, with a canary in the instructions."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

from langchain_core.language_models import BaseChatModel
from langsmith import tracing_context
from pydantic import BaseModel

from agents.contracts import AnswerFailed
from agents.practice.canary import Secret
from agents.practice.contracts import PracticeFailed
from agents.prompts import load_prompt
from agents.structured import MalformedReply, Reported, ask_with_repair, no_check

Reply = TypeVar("Reply", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Instructions:
    """A prompt with a canary in it.

    Args:
        version: 12 hexadecimal digits that change with the prompt's words, not with the canary.
    """

    secret: Secret
    version: str

    @classmethod
    def load(cls, name: str) -> Self:
        """Read the prompt ``<name>.md`` and put a fresh canary into it.

        Raises:
            FileNotFoundError: no such prompt.
        """
        prompt = load_prompt(name)
        return cls(Secret.of(prompt), hashlib.sha256(prompt.encode()).hexdigest()[:12])

    @property
    def text(self) -> str:
        """What the model is told."""
        return self.secret.text

    def check(self, reply: BaseModel, material: str) -> None:
        """Check that a reply does not give them away.

        Args:
            material: What the model was given beside them; it may be quoted.

        Raises:
            MalformedReply: it does.
        """
        if self.secret.leaks(reply, material):
            raise MalformedReply("It repeats these instructions. Write in words of your own.")


async def ask_model(
    chats: Sequence[BaseChatModel],
    instructions: Instructions,
    material: str,
    reply: type[Reply],
    *,
    seconds: float,
    check: Callable[[Reply], None] = no_check,
) -> Reported[Reply]:
    """Ask the model, then its fallbacks; each may repair a malformed reply once. Not traced.

    Args:
        material: Fenced data, never instructions.
        seconds: Bound on each attempt.
        check: Raises ``MalformedReply`` when a reply that fits the schema can't be used.

    Raises:
        PracticeFailed: no model gave a usable reply.
    """

    def checked(answer: Reply) -> None:
        instructions.check(answer, material)
        check(answer)

    try:
        with tracing_context(enabled=False):
            return await ask_with_repair(
                chats, instructions.text, material, reply, seconds=seconds, check=checked
            )
    except AnswerFailed as failure:
        raise PracticeFailed.of(failure) from failure
