"""What somebody asks for."""

import hashlib
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import orjson

from agents.contracts import AnswerBrief


@dataclass(frozen=True, slots=True)
class RunRequest:
    """A question of somebody's, and how it is to be answered.

    Args:
        request_id: Of the HTTP request; people report it when a run fails.
        key: Idempotency key: the same one with the same question gives the same run.
        conversation_id: The conversation that this question continues; its turns become the
            history of ``brief``.
        replaces: The run that this one is asked again for.
        attached: The run ends when nobody reads it any more. Otherwise it goes on, and is
            written down before it starts.
        question_id: The question of the bank that is asked; the owner's or the library's.
        keeps_answer: Make a whole answer that question's own, if it is the owner's.
    """

    owner_id: UUID
    brief: AnswerBrief
    request_id: str = ""
    key: str | None = None
    conversation_id: UUID | None = None
    replaces: UUID | None = None
    attached: bool = True
    question_id: int | None = None
    keeps_answer: bool = False

    @property
    def written_first(self) -> bool:
        """Whether the run has to be in the database before it starts."""
        return (
            not self.attached
            or self.key is not None
            or self.conversation_id is not None
            or self.question_id is not None
        )

    @property
    def digest(self) -> bytes | None:
        """SHA-256 of what is asked under the key."""
        if self.key is None:
            return None
        brief = asdict(self.brief)
        del brief["talking_to"]
        if self.conversation_id:
            del brief["history"]  # grows with the conversation
        asked: list[Any] = [brief, self.conversation_id]
        if self.question_id:
            asked += [self.question_id, self.keeps_answer]
        return hashlib.sha256(orjson.dumps(asked)).digest()

    @property
    def title(self) -> str:
        """A name for a conversation that begins with this question."""
        return title_of(self.brief.question)


def title_of(question: str) -> str:
    """A name for a conversation, of at most 80 characters."""
    line = " ".join(question.split())
    return line if len(line) <= 80 else f"{line[:79].rstrip()}\N{HORIZONTAL ELLIPSIS}"
