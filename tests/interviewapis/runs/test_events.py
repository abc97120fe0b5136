"""Reading along with a run: GET events and GET answer-stream."""

import asyncio
from uuid import uuid4

import pytest

from agents.specialists import SPECIALISTS
from interviewapis.runs import sse
from tests.conftest import QUESTION
from tests.doubles.model_server import Exchange
from tests.doubles.replies import with_text
from tests.interviewapis.problems import assert_invalid, assert_problem
from tests.interviewapis.runs.asking import (
    ROUTED,
    Asker,
    Tap,
    events_path,
    text_of,
    timeless,
    until,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

STREAM = "/api/agents/answer-stream"


# GET .../events


async def test_a_numbered_stream_has_ids_retry_and_headers(asker: Asker) -> None:
    """A2: monotonic ids, no-store, X-Accel-Buffering."""
    run_id = await asker.completed()
    response = await asker.client.get(events_path(run_id))
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-cache, no-store"
    assert response.headers["x-accel-buffering"] == "no"
    first, *blocks = response.content.decode().removesuffix("\n\n").split("\n\n")
    assert first == "retry: 1000"
    for number, block in enumerate(blocks, start=1):
        id_, data = block.split("\n")
        assert id_ == f"id: {run_id}:{number}"
        assert data.startswith('data: {"event_type":')
    assert b"\r" not in response.content


async def test_every_place_in_a_run_can_be_come_back_to(asker: Asker) -> None:
    """A2: Last-Event-ID replays without gap or duplicate."""
    run_id = await asker.completed()
    everything = await asker.events(run_id)
    for number in range(len(everything)):
        rest = everything[number:]
        assert await asker.events(run_id, after=number) == rest
        assert await asker.events(run_id, last=f"{run_id}:{number}") == rest
    last = len(everything)
    for options in (
        {"params": {"after": last}},
        {"headers": {"Last-Event-ID": f"{run_id}:{last}"}},
    ):
        response = await asker.client.get(events_path(run_id), **options)
        assert (response.status_code, response.content) == (204, b"")
        assert response.headers["cache-control"] == "no-cache, no-store"


async def test_every_place_in_a_growing_run_can_be_come_back_to(asker: Asker) -> None:
    """A2: Last-Event-ID replays without gap or duplicate, also while events come."""
    asker.models.on_stream = tap = Tap("a", "b", "c")
    run_id = await asker.start()
    async with asker.reading(events_path(run_id)) as whole:
        while len(whole.events) < 6:
            await whole.next()
        readers = [
            asyncio.create_task(asker.events(run_id, last=f"{run_id}:{number}"))
            for number in range(7)
        ]
        await until(lambda: asker.runner.here[0].readers._count == 8)
        await tap.pour("d", "e")
        await tap.end()
        await whole.rest()
        for number, reader in enumerate(readers):
            assert await reader == whole.events[number:]
    assert text_of(whole.events) == "abcde"
    assert len(asker.models.streams) == 1


async def test_the_header_counts_more_than_the_address(asker: Asker) -> None:
    """An EventSource that comes back sends the address that it began with."""
    run_id = await asker.completed()
    everything = await asker.events(run_id)
    assert await asker.events(run_id, last=f"{run_id}:4", after=1) == everything[4:]
    response = await asker.client.get(
        events_path(run_id),
        params={"after": 1},
        headers={"Last-Event-ID": f"{run_id}:{len(everything)}"},
    )
    assert response.status_code == 204


UNKNOWN = {
    "of another run": lambda _: f"{uuid4()}:2",
    "beyond the end": lambda run_id: f"{run_id}:99",
    "far beyond the end": lambda run_id: f"{run_id}:100000",
    "no number": lambda run_id: f"{run_id}:x",
    "negative": lambda run_id: f"{run_id}:-1",
    "a number alone": lambda _: "3",
    "a number too long": lambda run_id: f"{run_id}:{'9' * 30}",
    "in capitals": lambda run_id: f"{run_id.upper()}:2",
    "words": lambda _: "no id of ours",
    "not ASCII": lambda _: "\xe9\xff".encode("latin-1"),
}


@pytest.mark.parametrize("how", UNKNOWN)
@pytest.mark.parametrize("over", [True, False])
async def test_an_unknown_place_resets_and_begins_anew(
    asker: Asker, how: str, *, over: bool
) -> None:
    asker.models.on_stream = tap = Tap("a", "b")
    run_id = await asker.start()
    await asker.grown(run_id, "ab")
    if over:
        await tap.end()
        await asker.ended(run_id)
        await until(lambda: not asker.runner.here)
    async with asker.reading(events_path(run_id), last=UNKNOWN[how](run_id)) as reader:
        reset = await reader.next()
        await tap.end()
        seen = await reader.rest()
    assert reader.retries == ["retry: 1000"]
    assert (reset.kind, reset.number, reset.id) == ("reset", 0, f"{run_id}:0")
    assert reset.data["run_id"] == run_id
    assert [each.kind for each in seen].count("reset") == 1
    assert timeless(seen[1:]) == timeless(await asker.events(run_id))


async def test_a_reader_who_got_only_the_reset_begins_at_the_first_event(asker: Asker) -> None:
    run_id = await asker.completed()
    assert await asker.events(run_id, last=f"{run_id}:0") == await asker.events(run_id)


async def test_a_place_beyond_the_end_in_the_address_resets_too(asker: Asker) -> None:
    run_id = await asker.completed()
    seen = await asker.events(run_id, after=99)
    assert [each.number for each in seen] == list(range(len(seen)))


async def test_after_the_last_event_of_a_run_that_just_ended_there_is_nothing(
    asker: Asker,
) -> None:
    """EventSource stops coming back at 204."""
    asker.models.on_stream = with_text(Exchange.hang)
    run_id = await asker.start()
    async with asker.reading(events_path(run_id)) as reader:
        await reader.until("content")
        await asker.cancel(run_id)
        last = await reader.until("error")
    response = await asker.client.get(events_path(run_id), headers={"Last-Event-ID": last.id})
    assert response.status_code == 204


async def test_many_read_one_run_at_once_and_later(asker: Asker) -> None:
    """A1: "Slow SSE reader: others unaffected"; one run costs one request upstream."""
    asker.models.on_stream = tap = Tap()
    run_id = await asker.start()
    readers = [asyncio.create_task(asker.events(run_id)) for _ in range(10)]
    await until(lambda: asker.runner.here[0].readers._count == 10)
    for piece in "abcdef":
        await tap.pour(piece)
    late = asyncio.create_task(asker.events(run_id))
    await until(lambda: asker.runner.here[0].readers._count == 11)
    await tap.end()
    live = await asyncio.gather(*readers, late)
    assert all(each == live[0] for each in live)
    assert text_of(live[0]) == "abcdef"
    later = await asyncio.gather(*(asker.events(run_id) for _ in range(5)))
    assert all(timeless(each) == timeless(live[0]) for each in later)
    assert len(asker.models.streams) == 1


async def test_silence_is_filled_with_comments(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A1: "LLM hangs": heartbeats."""
    monkeypatch.setattr(sse, "HEARTBEAT_SECONDS", 0.05)
    asker.models.on_stream = tap = Tap("a")
    run_id = await asker.start()
    async with asker.reading(events_path(run_id)) as reader:
        await reader.until("content")
        reading = asyncio.create_task(reader.next())
        await until(lambda: len(reader.comments) >= 2)
        await tap.end()
        await reading
        seen = await reader.rest()
    assert all(comment.startswith(": ping") for comment in reader.comments)
    assert [each.number for each in seen] == list(range(1, len(seen) + 1))


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "9999999999", "", "%00"])
async def test_a_place_that_is_no_number_is_refused(asker: Asker, after: str) -> None:
    run_id = await asker.completed()
    response = await asker.client.get(f"{events_path(run_id)}?after={after}")
    problem = assert_problem(response, 422, "invalid_request")
    assert [each["field"] for each in problem["errors"]] == ["query.after"]


# GET answer-stream


async def test_a_get_stream_asks_once_and_goes_on_when_it_comes_back(asker: Asker) -> None:
    """A2: an EventSource that lost its connection goes on without gap or duplicate."""
    asker.models.on_stream = tap = Tap("a", "b")
    address = f"{STREAM}?question={QUESTION}&agent=coding&context=A+junior"
    async with asker.reading(address) as reader:
        while (await reader.until("content")).number < 5:
            pass
    first = reader.events
    assert reader.retries == ["retry: 1000"]
    await tap.pour("c")
    async with asker.reading(address, last=first[-1].id) as reader:
        await reader.until("content")
        second = list(reader.events)
    await tap.end()
    async with asker.reading(address, last=second[-1].id) as reader:
        third = await reader.rest()
    seen = first + second + third
    assert [each.number for each in seen] == list(range(1, len(seen) + 1))
    assert text_of(seen) == "abc"
    assert [each.id for each in seen] == [
        f"{seen[0].data['run_id']}:{each.number}" for each in seen
    ]
    end = await asker.client.get(address, headers={"Last-Event-ID": seen[-1].id})
    assert (end.status_code, end.content) == (204, b"")
    (row,) = await asker.rows()
    assert (row["question"], row["context"], row["requested_agent"]) == (
        QUESTION,
        "A junior",
        "coding",
    )
    assert len(asker.models.streams) == 1


async def test_an_unknown_place_of_a_get_stream_resets(asker: Asker) -> None:
    run_id = await asker.completed()
    async with asker.reading(f"{STREAM}?question={QUESTION}", last=f"{run_id}:99") as reader:
        seen = await reader.rest()
    assert [each.number for each in seen] == list(range(len(seen)))
    assert len(await asker.rows()) == 1


@pytest.mark.parametrize(
    "last", ["garbage", "1", "\xe9".encode("latin-1"), "49c9ea34-cc7f-4ad1-84e7-59c8a2d5d19f"]
)
async def test_a_last_event_id_that_names_no_run_is_refused(
    asker: Asker, last: str | bytes
) -> None:
    """Asking anew would answer twice."""
    response = await asker.client.get(
        STREAM, params={"question": QUESTION}, headers={"Last-Event-ID": last}
    )
    problem = assert_problem(response, 422, "invalid_request")
    assert [each["field"].lower() for each in problem["errors"]] == ["header.last-event-id"]
    assert await asker.rows() == []


async def test_a_last_event_id_of_a_run_that_is_nobodys_or_somebody_elses_is_not_found(
    asker: Asker,
) -> None:
    theirs = await asker.add_run(await asker.somebody_else())
    for run_id in (theirs, uuid4()):
        response = await asker.client.get(
            STREAM, params={"question": QUESTION}, headers={"Last-Event-ID": f"{run_id}:1"}
        )
        assert_problem(response, 404, "not_found")
    assert asker.models.exchanges == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "question"),
        ({"question": "Hm?"}, "question"),
        ({"question": "x" * 2001}, "question"),
        ({"question": "What\0 now?"}, "question"),
        ({"context": "x" * 1001}, "context"),
        ({"agent": "astrologer"}, "agent"),
        ({"conversation_id": "7"}, "conversation_id"),
        ({"conversation_history": "[]"}, "conversation_history"),
        ({"key": "value"}, "key"),
    ],
)
async def test_a_bad_query_names_the_field(asker: Asker, query: dict[str, str], field: str) -> None:
    """A3: NUL in a query is a 422 that names the field."""
    sent = query if "question" in query or not query else {"question": QUESTION} | query
    response = await asker.client.get(STREAM, params=sent)
    problem = assert_problem(response, 422, "invalid_request")
    assert [each["field"] for each in problem["errors"]] == [f"query.{field}"]
    assert await asker.rows() == []


async def test_an_unknown_agent_of_a_get_stream_names_those_there_are(asker: Asker) -> None:
    response = await asker.client.get(STREAM, params=ROUTED | {"agent": "astrologer"})
    assert_invalid(response, query__agent=f"must be one of {', '.join(SPECIALISTS)}")
