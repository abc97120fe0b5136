"""Compares what a live reader is sent with what the database tells afterwards."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.doubles.model_server import Exchange
from tests.doubles.replies import delta, stream
from tests.interviewapis.runs.asking import ROUTED, Asker, timeless, until

Interfere = Callable[[str], Awaitable[object]]


async def replayed(asker: Asker, interfere: Interfere | None = None, **body: Any) -> list[str]:
    """Ask, read along, and compare with what the database tells afterwards; the kinds."""
    path = "/api/agents/answer-stream"
    async with asker.reading(path, "POST", json=ROUTED | body) as live:
        run_id = (await live.until("start")).data["run_id"]
        if interfere is not None:
            await interfere(run_id)
        seen = await live.rest()
    await until(lambda: not asker.runner.here)
    again = await asker.events(run_id)
    assert timeless(again) == timeless(seen)
    assert [event.id for event in again] == [f"{run_id}:{event.number}" for event in seen]
    assert [event.number for event in again] == list(range(1, len(again) + 1))
    ends = [event for event in again if event.kind in ("complete", "error")]
    assert ends == [again[-1]]
    return [event.kind for event in again]


def stall(asker: Asker, where: str) -> Callable[[], object]:
    """Have runs stall there.

    Returns:
        Tells whether one does.
    """
    if where == "while it is routed":
        asker.models.routing = Exchange.hang
        return lambda: asker.models.asked_for("RoutingReply")
    if where == "before the first token":
        asker.models.on_stream = Exchange.hang
        return lambda: asker.models.streams
    if where == "between tokens":
        asker.models.on_stream = stream(delta(content="So "), delta(content="far"), Exchange.hang)
        return lambda: any(len(run.pieces) == 2 for run in asker.runner.here)
    asker.models.follow_ups = Exchange.hang
    return lambda: asker.models.asked_for("FollowUpsReply")


STALLS = {
    "while it is routed": ["start", "error"],
    "before the first token": ["start", "routing", "processing", "error"],
    "between tokens": ["start", "routing", "processing", "content", "content", "error"],
    "while follow-ups are asked": [
        "start",
        "routing",
        "processing",
        *["content"] * 4,
        "answer_complete",
        "error",
    ],
}
