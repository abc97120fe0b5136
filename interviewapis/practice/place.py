"""Where an answer belongs."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Place:
    """A question of somebody's practice interview."""

    owner_id: UUID
    session_id: UUID
    question_id: UUID

    @property
    def values(self) -> dict[str, Any]:
        """For statements."""
        return {
            "owner_id": self.owner_id,
            "session_id": self.session_id,
            "practice_question_id": self.question_id,
        }
