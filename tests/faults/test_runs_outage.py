"""PostgreSQL dies while a run goes on that nobody has to read."""

import asyncio
from contextlib import closing

import psycopg2

from tests.conftest import QUESTION
from tests.database.embedded.support import query
from tests.doubles.model_server import Exchange, ModelServer
from tests.doubles.replies import delta, stream
from tests.faults.conftest import Install, Shared
from tests.faults.reading import RUNS, Reading, get_run, is_over_for, read, start_run
from tests.faults.support import Installation, outage, tells_outage, until

WHOLE = "First words, last words."


async def test_run_outlives_the_database_and_is_stored_once_it_is_back(
    installation: Installation, model_server: ModelServer
) -> None:
    """A1: kill -9 Postgres: 503 + Retry-After; self-recovery. The answer is not said to be stored
    when it is not, and can be read all the while."""
    go_on = asyncio.Event()
    model_server.on_stream = stream(
        delta(content="First words, "),
        lambda _: go_on.wait(),
        delta(content="last words."),
        Exchange.end_stream,
    )
    program = await installation.running(
        OPENAI_BASE_URL=model_server.url, OPENAI_IDLE_TIMEOUT="120"
    )
    async with program.client() as client:
        run_id, live = await start_run(client), Reading()
        reading = asyncio.create_task(read(client, run_id, live))
        await until(lambda: live.text, "the first words")
        with outage(installation):
            await until(lambda: tells_outage(client), "the outage")
            refused = await client.post(RUNS, json={"question": QUESTION})
            assert refused.status_code == 503
            assert int(refused.headers["retry-after"]) > 0
            assert refused.headers["content-type"] == "application/problem+json"
            assert refused.json()["retryable"]
            go_on.set()
            await reading
            ending = live.ending()
            assert (ending.kind, ending.data["stored"]) == ("complete", False)
            assert live.text == WHOLE
            again = await read(client, run_id)
            assert [each.line for each in again.events] == [each.line for each in live.events]
            middle = live.events[3]
            rest = await read(client, run_id, last_event_id=middle.event_id)
            assert rest.numbers == live.numbers[middle.number :]
            assert await is_over_for(client, live)
        seen = set()

        async def is_shown() -> bool:
            response = await client.get(f"{RUNS}/{run_id}")
            seen.add(response.status_code)
            return response.status_code == 200

        # Also before it has been stored.
        await until(is_shown, "recovery")
        assert seen <= {200, 503}
        run = await get_run(client, run_id)
        completed = ("completed", WHOLE)
        assert (run["status"], run["answer"]) == completed
        replay = await read(client, run_id)
        assert replay.lasting[:-1] == live.lasting[:-1]
        assert replay.ending().data["stored"]
        assert await is_over_for(client, live)
        # The one that was refused was not begun.
        assert _stored(installation) == [completed]
        assert len(model_server.streams) == 1
        assert (await client.get("/api/health")).json()["active_runs"] == 0
    assert "Traceback" not in program.output


def _stored(installation: Installation) -> list[tuple[str, str]]:
    return query(installation.dsn, "SELECT status, answer FROM agent_runs")


async def test_reader_at_another_process_waits_for_the_database(
    install: Install, installation: Installation, model_server: ModelServer
) -> None:
    """A1: kill -9 Postgres: self-recovery. A stream that is cut would come back to a 503, which
    ends an `EventSource` for good."""
    go_on = asyncio.Event()
    model_server.on_stream = stream(
        delta(content="First words, "),
        lambda _: go_on.wait(),
        delta(content="last words."),
        Exchange.end_stream,
    )
    variables = {"OPENAI_BASE_URL": model_server.url, "OPENAI_IDLE_TIMEOUT": "120"}
    program = await installation.running(**variables)
    variables["DATABASE_URL"] = installation.dsn
    other = await install(filled=False, variables=variables).running()
    async with program.client() as client, other.client() as away:
        run_id, far = await start_run(client), Reading()
        reading = asyncio.create_task(read(away, run_id, far))
        await until(lambda: far.text, "the first words")
        with outage(installation):
            await until(lambda: tells_outage(away), "the outage")
            # So that it looks in vain once or twice.
            await asyncio.sleep(2)
            assert not reading.done()
            go_on.set()
        await reading
        assert far.text == WHOLE
        assert far.ending().kind == "complete"
        assert far.lasting == (await read(client, run_id)).lasting
    other.terminate()
    await other.ended()
    assert "Traceback" not in other.output


async def test_runs_that_end_while_the_database_is_busy_are_shown_and_stored(
    shared: Shared,
) -> None:
    """A1: Pool exhausted: fast 503, or the run as it stands, never a 500."""
    go_on = asyncio.Event()
    shared.model.on_stream = stream(
        delta(content="First words, "),
        lambda _: go_on.wait(),
        delta(content="last words."),
        Exchange.end_stream,
    )
    run_ids = [await start_run(shared.client) for _ in range(10)]
    readings = [Reading() for _ in run_ids]
    along = [
        asyncio.create_task(read(shared.client, *each))
        for each in zip(run_ids, readings, strict=True)
    ]
    await until(lambda: all(each.text for each in readings), "the first words")
    with closing(psycopg2.connect(shared.dsn)) as blocker:
        blocker.cursor().execute("LOCK TABLE agent_runs IN ACCESS EXCLUSIVE MODE")
        asked = [asyncio.create_task(shared.client.get(f"{RUNS}/{each}")) for each in run_ids]
        await until(lambda: _waiting(shared) == 2, "the use of both connections")
        go_on.set()
        await until(lambda: all(each.text == WHOLE for each in readings), "the last words")
        blocker.rollback()
        responses = await asyncio.gather(*asked)
    assert {each.status_code for each in responses} <= {200, 503}, [each.text for each in responses]
    await asyncio.gather(*along)
    assert {each.ending().kind for each in readings} == {"complete"}
    whole = [("completed", WHOLE)] * len(run_ids)
    stored = "SELECT status, answer FROM agent_runs"
    await until(lambda: query(shared.dsn, stored) == whole, "the storing of all answers")
    assert "Traceback" not in shared.program.output


def _waiting(shared: Shared) -> int:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    ((count,),) = query(shared.dsn, f"{waiting} AND datname = current_database()")
    return int(count)
