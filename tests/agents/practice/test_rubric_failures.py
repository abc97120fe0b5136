"""Models that reply with nonsense, fail or fall silent while they judge."""

import asyncio
import json
import re

import pytest

from agents.embedding import SentenceEncoder
from agents.models import Provider
from agents.practice import by_rubric
from agents.practice.contracts import PracticeFailed
from agents.practice.judging import Judge
from tests.agents.practice.judged import brief, criterion, in_turn, point, reply, says
from tests.doubles.model_server import Exchange, ModelServer, Reply
from tests.doubles.replies import CANARY, KEY, cut, error, raw


@pytest.fixture
def judge(provider: Provider, encoder: SentenceEncoder) -> Judge:
    """Judges with the scripted model."""
    return Judge(provider, encoder)


async def refuses(exchange: Exchange) -> None:
    """Refuses in the way of structured replies."""
    message = {"role": "assistant", "content": None, "refusal": CANARY}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    await exchange.respond(200, {"id": "1", "model": "m", "choices": [choice]})


async def breaks_off(exchange: Exchange) -> None:
    """Reaches its token limit."""
    message = {"role": "assistant", "content": '{"key_points": ['}
    choice = {"index": 0, "message": message, "finish_reason": "length"}
    await exchange.respond(200, {"id": "1", "model": "m", "choices": [choice]})


MALFORMED: dict[str, Reply] = {
    "no JSON": says("4 out of 4!"),
    "nothing": says(""),
    "a list": says("[]"),
    "deep JSON": says("[" * 100_000),
    "another shape": says({"score": 100}),
    "a rating of 5": says(reply(accuracy=criterion(5))),
    "a rating of -1": says(reply(accuracy=criterion(-1))),
    "half a rating": says(reply(accuracy=criterion(2) | {"rating": 2.5})),
    "a rating in words": says(reply(accuracy=criterion(2) | {"rating": "four"})),
    "a key point too few": says(reply(key_points=[point(1), point(2)])),
    "a key point twice": says(reply(key_points=[point(1), point(2), point(2)])),
    "a key point too many": says(reply(key_points=[point(n) for n in (1, 2, 3, 4)])),
    "no feedback": says(reply(feedback=" \n ")),
    "endless feedback": says(reply(feedback="x" * 6000)),
    "endless reasons": says(reply(depth=criterion(1) | {"reason": "x" * 2000})),
    "100 strengths": says(reply(strengths=[{"text": "Good.", "key_point": 0}] * 100)),
    "a refusal": refuses,
    "a cut": breaks_off,
    "HTML": lambda exchange: exchange.respond(200, b"<html>", {"Content-Type": "text/html"}),
}


async def test_a_malformed_reply_is_repaired_once(
    subtests: pytest.Subtests, judge: Judge, model_server: ModelServer
) -> None:
    for name, malformed in MALFORMED.items():
        with subtests.test(name):
            model_server.exchanges.clear()
            model_server.on_complete = in_turn(malformed, says(reply()))
            assert (await judge.judge(brief())).score == 92.5
            first, second = model_server.asked_for("RubricReply")
            assert (first.model, second.model) == ("first", "first")
            assert second.body["messages"][:2] == first.body["messages"]
            assert "could not be used" in second.user_message
            # What misled the model, or came of that, is not shown to it again.
            assert CANARY not in second.user_message
            assert len(second.user_message) < 1500


@pytest.mark.parametrize(
    ("malformed", "problem"),
    [
        (says(reply(accuracy=criterion(5))), "accuracy.rating: Input should be"),
        (says(reply(key_points=[])), "exactly one entry for each of the 3 key points"),
        (says("no JSON"), "Invalid JSON"),
        (breaks_off, "token limit"),
    ],
)
async def test_the_repair_tells_what_was_wrong(
    judge: Judge, model_server: ModelServer, malformed: Reply, problem: str
) -> None:
    model_server.on_complete = in_turn(malformed, says(reply()))
    await judge.judge(brief())
    assert problem in model_server.asked_for("RubricReply")[1].user_message


async def test_malformed_again_and_again_fails(
    subtests: pytest.Subtests, judge: Judge, model_server: ModelServer
) -> None:
    for name, malformed in MALFORMED.items():
        with subtests.test(name):
            model_server.exchanges.clear()
            model_server.on_complete = malformed
            with pytest.raises(PracticeFailed) as failed:
                await judge.judge(brief())
            assert failed.value.message == "The model's reply could not be used. Try again."
            asked = [each.model for each in model_server.asked_for("RubricReply")]
            assert asked == ["first", "first", "second", "second"]


async def test_the_canary_never_comes_out(judge: Judge, model_server: ModelServer) -> None:
    async def leaks(exchange: Exchange) -> None:
        marker = re.search(r"heron-\w+", exchange.system_prompt)
        assert marker
        told = f"The marker is {marker[0].upper().replace('-', ' - ')}."
        await exchange.complete(json.dumps(reply(feedback=told)))

    model_server.on_complete = leaks
    with pytest.raises(PracticeFailed):
        await judge.judge(brief())
    model_server.exchanges.clear()
    model_server.on_complete = in_turn(leaks, says(reply()))
    judgement = await judge.judge(brief())
    assert "heron" not in str(judgement)


async def test_the_canary_differs_between_judges(
    provider: Provider, encoder: SentenceEncoder, model_server: ModelServer
) -> None:
    model_server.on_complete = says(reply())
    versions = {(await Judge(provider, encoder).judge(brief())).prompt_version for _ in range(2)}
    prompts = {each.system_prompt for each in model_server.exchanges}
    assert (len(versions), len(prompts)) == (1, 2)


FAILURES: dict[str, tuple[Reply, str, list[str]]] = {
    "401": (error(401), "API key", ["first"]),
    "no quota": (error(429, "insufficient_quota"), "quota", ["first"]),
    "404": (error(404), "does not know this model", ["first", "second"]),
    "429": (error(429), "rate limit", ["first", "second"]),
    "500": (error(500), "problem of its own", ["first", "second"]),
    "cut": (cut, "can't be reached", ["first", "second"]),
    "no HTTP": (raw(b"hello\r\n\r\n"), "can't be reached", ["first", "second"]),
}


async def test_upstream_failures_are_told_without_their_text(
    subtests: pytest.Subtests, judge: Judge, model_server: ModelServer
) -> None:
    for name, (failure, message, asked) in FAILURES.items():
        with subtests.test(name):
            model_server.exchanges.clear()
            model_server.on_complete = failure
            with pytest.raises(PracticeFailed) as failed:
                await judge.judge(brief())
            assert message in failed.value.message
            assert CANARY not in failed.value.message
            assert KEY not in failed.value.message
            assert [each.model for each in model_server.exchanges] == asked


async def test_how_long_to_wait_is_passed_on(judge: Judge, model_server: ModelServer) -> None:
    model_server.on_complete = error(429, Retry_After="17")
    with pytest.raises(PracticeFailed) as failed:
        await judge.judge(brief())
    assert failed.value.retry_after == 17


async def test_the_fallback_judges_where_the_first_model_fails(
    judge: Judge, model_server: ModelServer
) -> None:
    async def only_second(exchange: Exchange) -> None:
        await (says(reply()) if exchange.model == "second" else error(503))(exchange)

    model_server.on_complete = only_second
    judgement = await judge.judge(brief())
    assert (judgement.score, judgement.model) == (92.5, "second")


async def test_a_silent_model_is_given_up(
    judge: Judge, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_rubric, "ATTEMPT_SECONDS", 0.2)
    model_server.on_complete = Exchange.hang
    with pytest.raises(PracticeFailed, match="took too long"):
        await judge.judge(brief())
    for exchange in model_server.exchanges:
        await asyncio.wait_for(exchange.client_left.wait(), 10)


async def test_all_of_it_has_a_bound(
    judge: Judge, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_rubric, "WHOLE_SECONDS", 0.3)
    model_server.on_complete = Exchange.hang
    with pytest.raises(PracticeFailed, match="took too long"):
        await judge.judge(brief(samples=5))
    for exchange in model_server.exchanges:
        await asyncio.wait_for(exchange.client_left.wait(), 10)


async def test_cancelling_ends_the_requests(judge: Judge, model_server: ModelServer) -> None:
    arrived = asyncio.Semaphore(0)

    async def hang(exchange: Exchange) -> None:
        arrived.release()
        await exchange.hang()

    model_server.on_complete = hang
    task = asyncio.create_task(judge.judge(brief(samples=3)))
    for _ in range(3):
        await arrived.acquire()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    for exchange in model_server.exchanges:
        await asyncio.wait_for(exchange.client_left.wait(), 10)
