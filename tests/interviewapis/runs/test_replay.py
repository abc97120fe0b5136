"""What a live reader was sent is sent again from the database, event for event (A2)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.doubles.model_server import Exchange
from tests.doubles.replies import cut, delta, error, stream, with_text
from tests.interviewapis.runs.asking import Asker, until
from tests.interviewapis.runs.replaying import STALLS, replayed, stall

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_completed_run_is_replayed_as_it_was(asker: Asker) -> None:
    """A2: ids go on without gap or duplicate."""
    asker.models.on_stream = lambda exchange: exchange.stream("a", "b\n\n", " ", "c")
    assert await replayed(asker, agent=None) == [
        "start",
        "routing",
        "processing",
        *["content"] * 5,
        "answer_complete",
        "follow_ups",
        "complete",
    ]


async def test_an_answer_that_hit_its_limit_is_replayed_as_it_was(asker: Asker) -> None:
    asker.models.on_stream = lambda exchange: exchange.stream("cut sho", finish="length")
    assert (await replayed(asker))[-1] == "complete"


async def test_generic_follow_ups_are_replayed_as_generic(asker: Asker) -> None:
    asker.models.follow_ups = error(400)
    assert "follow_ups" in await replayed(asker)
    run_id = (await asker.rows())[-1]["run_id"]
    (told,) = [each for each in await asker.events(run_id) if each.kind == "follow_ups"]
    assert told.data["data"]["generic"] is True


FAILURES = {
    "before the first token": (error(401), ["start", "routing", "processing", "error"]),
    "in the middle": (
        with_text(cut),
        ["start", "routing", "processing", "content", "error"],
    ),
    "refused after words": (
        with_text(delta("content_filter")),
        ["start", "routing", "processing", "content", "error"],
    ),
    "without a word": (stream(Exchange.end_stream), ["start", "routing", "processing", "error"]),
}


@pytest.mark.parametrize("how", FAILURES)
async def test_a_failed_run_is_replayed_as_it_was(asker: Asker, how: str) -> None:
    """A1: "LLM cut mid-stream": exactly one terminal event."""
    asker.models.on_stream, kinds = FAILURES[how]
    assert await replayed(asker) == kinds
    assert (await asker.rows())[0]["status"] == "failed"


@pytest.mark.parametrize("where", STALLS)
async def test_a_cancelled_run_is_replayed_as_it_was(asker: Asker, where: str) -> None:
    is_stalled = stall(asker, where)

    async def stop(run_id: str) -> None:
        await until(is_stalled)
        assert (await asker.cancel(run_id))["status"] == "cancelled"

    agent = None if where == "while it is routed" else "coding"
    assert await replayed(asker, stop, agent=agent) == STALLS[where]


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            (
                "\0",
                " ",
                "\n\n",
                "\r\n",
                "\u200b",
                "\u2028",
                "\x85",
                "\ud83d",
                "\ude00",
                "\U0001f600",
            )
        ),
        st.text(st.characters(), max_size=20),
    ),
    max_size=8,
)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(pieces=PIECES)
async def test_whatever_a_model_writes_is_replayed_as_it_was(
    asker: Asker, pieces: list[str]
) -> None:
    """A2: NUL, line separators, halves of surrogate pairs, an emoji split over two pieces."""
    asker.models.on_stream = lambda exchange: exchange.stream("x", *pieces)
    await replayed(asker)
    run_id = (await asker.rows())[-1]["run_id"]
    again = await asker.events(run_id)
    (whole,) = [each for each in again if each.kind == "answer_complete"]
    assert whole.data["data"]["full_answer"] == (await asker.get(run_id))["answer"]
