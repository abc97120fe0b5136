"""One question being answered, in a task of its own that outlives no reader's interest."""

import asyncio
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from agents.contracts import (
    Answer,
    AnswerBrief,
    AnswerEvent,
    AnswerFailed,
    AnswerFinished,
    AnsweringStarted,
    FollowUpsSuggested,
    Routed,
    Routing,
    TextStreamed,
)
from interviewapis.runs.events import (
    answer_metadata,
    error_data,
    frame,
    routing_data,
    text_statistics,
)
from interviewapis.runs.log import EventLog

LONGEST_ANSWER = 4_000_000
"""Characters. A server that sends more is broken or hostile."""

MOST_PIECES = 50_000
"""Of one answer. Each costs some kilobytes on its way, however short it is."""

FAIR_SHARE = 0.005
"""Seconds. Pieces that wait in a buffer are taken for so long before others get their turn."""


def cancelled() -> AnswerFailed:
    """The failure of a run that somebody stopped."""
    return AnswerFailed("cancelled", "The answer was stopped.", retryable=True)


def shutting_down() -> AnswerFailed:
    """The failure of a run that the end of the server stopped."""
    return AnswerFailed(
        "shutting_down",
        "The server is restarting. Ask again in a moment.",
        retryable=True,
        retry_after=5,
    )


@dataclass(eq=False)
class Run:
    """What is known of a run so far, and its event log."""

    owner_id: UUID
    brief: AnswerBrief
    request_id: str = ""
    run_id: UUID = field(default_factory=uuid4)
    log: EventLog = field(default_factory=EventLog)
    routing: Routing | None = None
    answer: Answer | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    follow_ups: FollowUpsSuggested | None = None
    failure: AnswerFailed | None = None
    stored: bool = False
    started_at: float = field(default_factory=monotonic)
    first_token_at: float | None = None
    partial: list[str] = field(default_factory=list)
    finished: asyncio.Event = field(default_factory=asyncio.Event)
    task: "asyncio.Task[None] | None" = None
    answering: bool = True
    _streamed: int = 0
    _turn_since: float = field(default_factory=monotonic)

    def tell(self, event_type: str, data: dict[str, Any]) -> None:
        """Append an event to the log."""
        self.log.append(frame(len(self.log) + 1, str(self.run_id), event_type, data))

    async def record(self, event: AnswerEvent) -> None:
        """Take note of what the agents tell, and tell the readers."""
        match event:
            case TextStreamed(text):
                self._take(text)
                await self._give_way()
            case Routed(routing):
                self.routing = routing
                self.tell("routing", routing_data(routing))
            case AnsweringStarted(agent, name):
                message = f"The {name} specialist is answering."
                self.tell("processing", {"message": message, "agent": agent})
            case AnswerFinished(answer):
                self._finish_answer(answer)
            case FollowUpsSuggested(questions, generic):
                self.follow_ups = event
                self.tell("follow_ups", {"questions": list(questions), "generic": generic})

    def _take(self, text: str) -> None:
        self._streamed += len(text)
        if self._streamed > LONGEST_ANSWER or len(self.partial) >= MOST_PIECES:
            raise AnswerFailed(
                "upstream_malformed",
                "The model server sent an endless answer. Try again.",
                retryable=True,
            )
        if self.first_token_at is None:
            self.first_token_at = monotonic()
        self.partial.append(text)
        self.tell("content", {"chunk": text, "is_final": False})

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
            duration_ms=self.duration_ms,
        )
        # Nobody knows the last piece before the stream has ended, so an empty one says it.
        self.tell("content", {"chunk": "", "is_final": True})
        self.tell(
            "answer_complete",
            {
                "full_answer": answer.text,
                **text_statistics(answer.text),
                "metadata": self.metadata,
            },
        )

    def settle(self) -> None:
        """Tell the one terminal event and end the log."""
        if self.failure is not None:
            self.tell("error", error_data(self.failure))
        else:
            agent = self.routing.selected_agent if self.routing else None
            message = "Answer complete." if self.stored else "Answer complete, but not stored."
            self.tell(
                "complete",
                {
                    "message": message,
                    "agent_used": agent,
                    "success": True,
                    "stored": self.stored,
                },
            )
        self.log.close()
        self.finished.set()

    def stop(self, failure: AnswerFailed) -> None:
        """Cancel the run while it is being answered; the first reason stands.

        Once the answer is there it is being stored, and that must not be interrupted.
        """
        if self.answering and self.failure is None and self.task is not None:
            self.failure = failure
            self.task.cancel()

    @property
    def text(self) -> str:
        """The answer as far as it has come."""
        return "".join(self.partial)

    @property
    def status(self) -> str:
        """``completed``, ``cancelled``, ``interrupted`` (by a shutdown) or ``failed``."""
        if self.failure is None:
            return "completed"
        return {"cancelled": "cancelled", "shutting_down": "interrupted"}.get(
            self.failure.code, "failed"
        )

    @property
    def time_to_first_token_ms(self) -> int | None:
        """From the start of the run to the first piece of the answer."""
        if self.first_token_at is None:
            return None
        return round((self.first_token_at - self.started_at) * 1000)

    @property
    def duration_ms(self) -> int:
        """Since the start of the run."""
        return round((monotonic() - self.started_at) * 1000)
