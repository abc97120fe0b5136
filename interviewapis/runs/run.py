"""One question being answered, in a task of its own that outlives its readers' connections."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from agents.contracts import (
    Answer,
    AnswerEvent,
    AnswerFailed,
    AnswerFinished,
    FollowUpsSuggested,
    Routed,
    Routing,
    TextStreamed,
)
from interviewapis.runs.events import (
    answer_complete_data,
    answer_metadata,
    complete_data,
    content_data,
    error_data,
    follow_ups_data,
    frame,
    processing_data,
    routing_data,
    start_data,
    timestamp,
)
from interviewapis.runs.following import Place
from interviewapis.runs.log import EventLog
from interviewapis.runs.readers import Readers
from interviewapis.runs.record import RunRecord
from interviewapis.runs.request import RunRequest

_STATUS = {
    "cancelled": "cancelled",
    "abandoned": "cancelled",
    "shutting_down": "interrupted",
    "interrupted": "interrupted",
}

FAIR_SHARE = 0.005
"""Seconds. Pieces that wait in a buffer are taken for so long before others get their turn."""


def cancelled() -> AnswerFailed:
    """The failure of a run that somebody stopped."""
    return AnswerFailed("cancelled", "The answer was stopped.", retryable=True)


def abandoned() -> AnswerFailed:
    """The failure of a run that nobody read any more."""
    return AnswerFailed(
        "abandoned", "Nobody read the answer any more, so it was stopped.", retryable=True
    )


def shutting_down() -> AnswerFailed:
    """The failure of a run that the end of the server stopped."""
    return AnswerFailed(
        "shutting_down",
        "The server is restarting. Ask again in a moment.",
        retryable=True,
        retry_after=5,
    )


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """The run that has an idempotency key, and the digest of what it was asked."""

    run_id: UUID
    digest: bytes | None


@dataclass(eq=False)
class Run:
    """What is known of a run so far, and its event log.

    Attributes:
        begun: Whether the database knows of the run.
        stored: Whether the database has its end.
        storable: False when the database refuses it, so that trying again would be no use.
        saved_events: How many events there were when it was written down last.
        answering: The task in which the agents work, while they do.
        beginning: The task that writes the run down while it is being answered already.
        standing_in_the_way: The run that took the idempotency key before, if one did.
    """

    request: RunRequest
    grace: float
    provider: str
    model: str
    run_id: UUID = field(default_factory=uuid4)
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    log: EventLog = field(default_factory=EventLog)
    routing: Routing | None = None
    answer: Answer | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    follow_ups: FollowUpsSuggested | None = None
    failure: AnswerFailed | None = None
    begun: bool = False
    stored: bool = False
    storable: bool = True
    saved_events: int = 0
    started_at: float = field(default_factory=monotonic)
    first_token_at: float | None = None
    duration_ms: int | None = None
    finished_at: datetime | None = None
    pieces: list[str] = field(default_factory=list)
    answering: "asyncio.Task[None] | None" = None
    beginning: "asyncio.Task[None] | None" = None
    standing_in_the_way: KeyHolder | None = None
    _over: asyncio.Event | None = None
    _turn_since: float = field(default_factory=monotonic)

    def __post_init__(self) -> None:
        self._name = str(self.run_id)
        self.readers = Readers(self.grace, lambda: self.stop(abandoned()))
        if not self.request.attached:
            self.readers.dispense()
        self._tell("start", start_data(self.request.brief.question))

    def _tell(self, event_type: str, data: dict[str, Any]) -> None:
        self.log.append(frame(len(self.log) + 1, self._name, event_type, data))

    async def take_note(self, event: AnswerEvent) -> None:
        """Take note of what the agents tell, and tell the readers."""
        match event:
            case TextStreamed(text):
                self._take(text)
                await self._give_way()
            case Routed(routing):
                self.routing = routing
                self._tell("routing", routing_data(routing))
                self._tell("processing", processing_data(routing.selected_agent))
            case AnswerFinished(answer):
                self._finish_answer(answer)
            case FollowUpsSuggested(questions, generic):
                self.follow_ups = event
                self._tell("follow_ups", follow_ups_data(questions, generic=generic))

    def _take(self, text: str) -> None:
        if self.log.full:
            raise AnswerFailed(
                "upstream_malformed",
                "The model server sent an endless answer. Try again.",
                retryable=True,
            )
        if self.first_token_at is None:
            self.first_token_at = monotonic()
        self.pieces.append(text)
        self._tell("content", content_data(text))

    async def _give_way(self) -> None:
        # Awaiting what is there already never leaves the task: a fast model would hold up all.
        if monotonic() - self._turn_since > FAIR_SHARE:
            await asyncio.sleep(0)
            self._turn_since = monotonic()

    def _finish_answer(self, answer: Answer) -> None:
        self.answer = answer
        self.metadata = answer_metadata(
            answer,
            time_to_first_token_ms=self.time_to_first_token_ms,
            duration_ms=self._milliseconds_to(monotonic()),
        )
        self._tell("content", content_data(""))
        self._tell("answer_complete", answer_complete_data(answer.text, self.metadata))

    def end(self, failure: AnswerFailed | None) -> None:
        """Nothing more will come from the agents; the first reason for that stands."""
        self.failure = self.failure or failure
        self.duration_ms = self._milliseconds_to(monotonic())
        self.finished_at = datetime.now(UTC)

    def settle(self) -> None:
        """Tell the one terminal event and end the log."""
        if self.failure is not None:
            self._tell("error", error_data(self.failure))
        else:
            assert self.routing is not None, "an answer was routed before"
            self._tell("complete", complete_data(self.routing.selected_agent, stored=self.stored))
        self.log.close()
        self.readers.dispense()
        if self._over is not None:
            self._over.set()

    def stop(self, failure: AnswerFailed) -> None:
        """Cancel the run while it is being answered; the first reason stands.

        Once the answer is there it is being stored, and that must not be interrupted.
        """
        if self.failure is not None or self.finished_at is not None:
            return
        if self.answering is None:
            self.failure = failure
        elif not self.answering.done():
            self.failure = failure
            self.answering.cancel()

    def place(self, after: int) -> Place:
        """Where a reader stands who has seen the events up to number ``after``."""
        if not 0 <= after <= len(self.log):
            return "unknown"
        return "over" if self.log.closed and after == len(self.log) else "within"

    def follow(self, after: int) -> AsyncIterator[tuple[int, Sequence[bytes]]]:
        """The events after number ``after``, as they come: number of the first, and frames."""
        return self.log.follow(after)

    async def ended(self) -> RunRecord:
        """Wait for the end."""
        if not self.over:
            self._over = self._over or asyncio.Event()
            await self._over.wait()
        return self.record()

    @property
    def over(self) -> bool:
        """Whether it has told its last event."""
        return self.log.closed

    @property
    def missed_beginning(self) -> bool:
        """Whether the database could not be told of it when it began, and it goes on."""
        tried = self.beginning is not None and self.beginning.done()
        return tried and not self.begun and self.finished_at is None

    @property
    def has_news(self) -> bool:
        """Whether it has come further than the database knows, and goes on."""
        return self.begun and self.finished_at is None and len(self.log) > self.saved_events

    @property
    def status(self) -> str:
        """``running``, ``completed``, ``cancelled``, ``interrupted`` (by a shutdown) or
        ``failed``."""
        if self.finished_at is None:
            return "running"
        if self.failure is None:
            return "completed"
        return _STATUS.get(self.failure.code, "failed")

    @property
    def time_to_first_token_ms(self) -> int | None:
        """From the start of the run to the first piece of the answer."""
        if self.first_token_at is None:
            return None
        return self._milliseconds_to(self.first_token_at)

    def _milliseconds_to(self, moment: float) -> int:
        return round((moment - self.started_at) * 1000)

    @property
    def saved(self) -> dict[str, Any]:
        """The columns that change while the run goes on."""
        answer, running = self.answer, self.finished_at is None
        return {
            "run_id": self.run_id,
            "status": self.status,
            "routing": routing_data(self.routing) if self.routing else None,
            "answer": "".join(self.pieces),
            "piece_lengths": [len(piece) for piece in self.pieces],
            "follow_up_questions": list(self.follow_ups.questions) if self.follow_ups else [],
            "follow_ups_generic": bool(self.follow_ups and self.follow_ups.generic),
            "provider": answer.provider if answer else self.provider,
            "model": answer.model if answer else self.model,
            "usage": asdict(answer.usage) if answer and answer.usage else None,
            "time_to_first_token_ms": self.time_to_first_token_ms,
            "duration_ms": self.duration_ms,
            "metadata": self.metadata,
            "error": error_data(self.failure) if self.failure and not running else None,
            "finished_at": self.finished_at,
        }

    def record(self) -> RunRecord:
        """The run as it stands."""
        saved = self.saved
        return RunRecord(
            run_id=self.run_id,
            status=saved["status"],
            question=self.request.brief.question,
            routing=saved["routing"],
            answer=saved["answer"],
            piece_lengths=saved["piece_lengths"],
            follow_up_questions=saved["follow_up_questions"],
            follow_ups_generic=saved["follow_ups_generic"],
            metadata=self.metadata,
            error=saved["error"],
            stored=self.stored,
            created_at=self.created_at.isoformat(timespec="milliseconds"),
            updated_at=timestamp(),
        )
