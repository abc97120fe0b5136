"""Replay on servers of other kinds: without a model, with a broken one, at a shutdown (A2)."""

import asyncio

from tests.doubles.model_server import default_answer
from tests.interviewapis.runs.asking import Event, events_path, timeless, until
from tests.interviewapis.runs.conftest import ServeAsker
from tests.interviewapis.runs.replaying import STALLS, replayed, stall


async def test_a_library_run_is_replayed_as_it_was(serve_asker: ServeAsker) -> None:
    library = await serve_asker(openai_api_key=None, openai_base_url=None)
    kinds = await replayed(library, agent=None)
    assert (kinds[0], kinds[-1]) == ("start", "complete")


async def test_a_run_that_failed_before_routing_is_replayed_as_it_was(
    serve_asker: ServeAsker,
) -> None:
    broken = await serve_asker()
    await asyncio.to_thread(broken.server.services.interviewer.encoder.close)
    assert await replayed(broken) == ["start", "error"]
    (row,) = await broken.rows()
    assert (row["status"], row["routing"]) == ("failed", None)


async def test_runs_that_a_shutdown_ended_are_replayed_as_they_were(
    serve_asker: ServeAsker,
) -> None:
    """A1: "SIGTERM mid-stream": a retryable error event."""
    asker = await serve_asker()
    run_ids = {}
    for where in STALLS:
        is_stalled = stall(asker, where)
        agent = None if where == "while it is routed" else "coding"
        run_ids[where] = await asker.start(agent=agent)
        await until(is_stalled)
        asker.models.exchanges.clear()
        asker.models.on_stream = default_answer
    reading = []
    for run_id in run_ids.values():

        async def read(path: str = events_path(run_id)) -> list[Event]:
            async with asker.reading(path) as reader:
                await reader.until("start")
                return await reader.rest()

        reading.append(asyncio.create_task(read()))
    await until(lambda: all(run.readers._count for run in asker.runner.here))
    asker.runner.shut_down()
    live = await asyncio.gather(*reading)
    await until(lambda: not asker.runner.here)
    for (where, run_id), seen in zip(run_ids.items(), live, strict=True):
        again = await asker.events(run_id)
        assert timeless(again) == timeless(seen)
        assert [each.kind for each in again] == STALLS[where]
        assert again[-1].data["data"]["code"] == "shutting_down"
        assert again[-1].data["data"]["retryable"] is True
        assert (await asker.row(run_id))["status"] == "interrupted"
