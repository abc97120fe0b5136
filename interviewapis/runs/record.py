"""What is known of a run, told the same whether it goes on here or was read from the database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, pairwise
from typing import Any, Self
from uuid import UUID

import orjson

from agents.contracts import AnswerFailed
from interviewapis.runs.events import (
    answer_complete_data,
    complete_data,
    content_data,
    error_data,
    follow_ups_data,
    frame,
    processing_data,
    start_data,
)

AT_ONCE = 100
"""Events that are made before others get their turn."""

AFTER_A_CRASH = 100_000
"""Number of the last event of a run that a crash cut off. Readers may have been told more events
than were saved; nobody knows how many, but never so many."""

INTERRUPTED = error_data(
    AnswerFailed(
        "interrupted",
        "The server stopped in the middle of this answer. Ask again.",
        retryable=True,
    )
)
"""The error of a run that a crash cut off."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run as it stood at one moment.

    Args:
        status: ``running``, ``completed``, ``failed``, ``cancelled`` or ``interrupted``.
        routing, metadata, error, usage: As events and responses show them; None or empty as
            long as there are none.
        piece_lengths: Characters of each piece of the answer, in order.
        stored: Whether the database has it.
        created_at, updated_at: ISO 8601 with offset.
    """

    run_id: UUID
    status: str
    question: str
    routing: dict[str, Any] | None
    answer: str
    piece_lengths: Sequence[int]
    follow_up_questions: Sequence[str]
    follow_ups_generic: bool
    metadata: dict[str, Any]
    error: dict[str, Any] | None
    stored: bool
    created_at: str
    updated_at: str

    @classmethod
    def from_row(
        cls, body: str, piece_lengths: Sequence[int], follow_ups_generic: bool, updated_at: datetime
    ) -> Self:
        """Read what the database has of a run."""
        shown = orjson.loads(body)
        return cls(
            run_id=UUID(shown["run_id"]),
            status=shown["status"],
            question=shown["question"],
            routing=shown["routing"],
            answer=shown["answer"],
            piece_lengths=piece_lengths,
            follow_up_questions=shown["follow_up_questions"],
            follow_ups_generic=follow_ups_generic,
            metadata=shown["metadata"],
            error=shown["error"],
            stored=True,
            created_at=shown["created_at"],
            updated_at=updated_at.isoformat(timespec="milliseconds"),
        )

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.status != "running"

    @property
    def may_be_asked_again(self) -> bool:
        """Whether it ended without an answer, by nobody's will, and another try may bring one."""
        return bool(self.error and self.error["retryable"] and self.error["code"] != "cancelled")

    def pieces(self) -> Iterator[str]:
        """The answer as it was streamed."""
        for begin, end in pairwise(accumulate(self.piece_lengths, initial=0)):
            yield self.answer[begin:end]

    @property
    def events(self) -> int:
        """How many events there are so far."""
        return (
            1
            + 2 * bool(self.routing)
            + len(self.piece_lengths)
            + 2 * bool(self.metadata)
            + bool(self.follow_up_questions)
            + bool(self.error or self.status == "completed")
        )

    @property
    def last_number(self) -> int:
        """Number of the last event so far."""
        crashed = self.error and self.error["code"] == INTERRUPTED["code"]
        return AFTER_A_CRASH if crashed else self.events

    def frames_after(self, after: int) -> Iterator[tuple[int, Sequence[bytes]]]:
        """The events after number ``after``, the same ones that a live reader is sent: number
        of the first, and some frames that follow each other."""
        last, count = self.last_number, self.events
        batch: list[bytes] = []
        first = 0
        for place, (kind, data) in enumerate(self._events(), start=1):
            number = last if place == count else place
            if number <= after:
                continue
            if batch and (number != place or len(batch) == AT_ONCE):
                yield first, batch
                batch = []
            if not batch:
                first = number
            batch.append(frame(number, str(self.run_id), kind, data, self._time_of(number)))
        if batch:
            yield first, batch

    def _time_of(self, number: int) -> str:
        # When the events in between happened was not written down.
        return self.created_at if number == 1 else self.updated_at

    def _events(self) -> Iterator[tuple[str, dict[str, Any]]]:
        yield "start", start_data(self.question)
        if self.routing:
            yield "routing", self.routing
            yield "processing", processing_data(self.routing["selected_agent"])
        for piece in self.pieces():
            yield "content", content_data(piece)
        if self.metadata:
            yield "content", content_data("")
            yield "answer_complete", answer_complete_data(self.answer, self.metadata)
        if self.follow_up_questions:
            yield (
                "follow_ups",
                follow_ups_data(self.follow_up_questions, generic=self.follow_ups_generic),
            )
        if self.error:
            yield "error", self.error
        elif self.status == "completed":
            assert self.routing, "a run that completed was routed"
            yield "complete", complete_data(self.routing["selected_agent"], stored=True)
