"""Judging by a model, over real HTTP: it judges, code counts."""

import asyncio
import re
from statistics import median_low
from typing import Any

import pytest

from agents.embedding import SentenceEncoder
from agents.models import Provider
from agents.practice import by_rubric
from agents.practice.contracts import Judgement
from agents.practice.judging import Judge
from agents.practice.scoring import RUBRIC_VERSION
from tests.agents.practice.judged import (
    ANSWER,
    ORDERED,
    QUESTION,
    SLOWER,
    TINY,
    brief,
    criterion,
    in_turn,
    point,
    reply,
    says,
)
from tests.doubles.model_server import Exchange, ModelServer
from tests.doubles.replies import error


@pytest.fixture
def judge(provider: Provider, encoder: SentenceEncoder) -> Judge:
    """Judges with the scripted model."""
    return Judge(provider, encoder)


def ratings(judgement: Judgement) -> dict[str, int | None]:
    """The ratings by criterion."""
    return {each.criterion: each.rating for each in judgement.criteria}


async def test_a_fair_judgement(judge: Judge, model_server: ModelServer) -> None:
    model_server.on_complete = says(reply())
    judgement = await judge.judge(brief())
    assert judgement.score == 92.5
    assert judgement.sample_scores == (92.5,)
    assert judgement.unscored_reason is None
    assert ratings(judgement) == {"accuracy": 4, "coverage": 4, "clarity": 3, "depth": 3}
    assert all(each.verified and each.reason for each in judgement.criteria)
    assert [each.covered for each in judgement.points] == [True] * 3
    assert [each.quotation for each in judgement.points] == [ORDERED, SLOWER, TINY]
    assert judgement.strengths == ("You say what an index costs.",)
    assert judgement.improvements == ("Name a structure, like a B-tree.",)
    assert judgement.feedback.startswith("You explain the idea")
    assert "index" in judgement.keywords
    assert (judgement.basis, judgement.provider, judgement.model) == ("model", "openai", "first")
    assert judgement.rubric_version == RUBRIC_VERSION
    assert re.fullmatch(r"[0-9a-f]{12}", judgement.prompt_version or "")


async def test_what_the_model_is_told(judge: Judge, model_server: ModelServer) -> None:
    model_server.on_complete = says(reply())
    await judge.judge(brief())
    (exchange,) = model_server.asked_for("RubricReply")
    for text in (ANSWER, QUESTION.question, "Backend Developer", "1. (weight 3) An index is"):
        assert text in exchange.user_message
        assert text not in exchange.system_prompt
    assert exchange.body["response_format"]["type"] == "json_schema"


async def test_an_invented_quotation_proves_nothing(
    judge: Judge, model_server: ModelServer
) -> None:
    model_server.on_complete = says(
        reply(
            clarity=criterion(4, "a wonderfully lucid explanation"),
            depth=criterion(1, "also not there at all"),
        )
    )
    judgement = await judge.judge(brief())
    assert ratings(judgement) == {"accuracy": 4, "coverage": 4, "clarity": None, "depth": 1}
    clarity = judgement.criteria[2]
    assert (clarity.verified, clarity.quotation) == (False, "")
    # The weights of the other three take its place.
    assert judgement.score == 90.63  # (40 * 4 + 30 * 4 + 10 * 1) / (4 * 80)


@pytest.mark.parametrize("needed", ["accuracy", "coverage"])
@pytest.mark.parametrize("given", [criterion(3, "words that nobody said"), criterion(None, "")])
async def test_without_evidence_for_what_is_needed_there_is_no_score(
    judge: Judge, model_server: ModelServer, needed: str, given: dict[str, Any]
) -> None:
    model_server.on_complete = says(reply(**{needed: given}))
    judgement = await judge.judge(brief())
    assert judgement.score is None
    assert judgement.sample_scores == ()
    assert "too little" in (judgement.unscored_reason or "")
    assert judgement.feedback


@pytest.mark.parametrize(
    ("points", "rating", "covered"),
    [
        ([point(1, "invented words here"), point(2, SLOWER), point(3, TINY)], 2, 2),
        ([point(1, ORDERED), point(2, ""), point(3, TINY)], 3, 2),
        ([point(1, ORDERED, covered=False), point(2, SLOWER), point(3, TINY)], 2, 2),
        ([point(1, covered=False), point(2, covered=False), point(3, covered=False)], 0, 0),
        ([point(3, TINY), point(1, ORDERED), point(2, SLOWER)], 4, 3),
    ],
)
async def test_coverage_is_bounded_by_the_points_that_are_found(
    judge: Judge,
    model_server: ModelServer,
    points: list[dict[str, Any]],
    rating: int,
    covered: int,
) -> None:
    model_server.on_complete = says(reply(key_points=points))
    judgement = await judge.judge(brief())
    assert ratings(judgement)["coverage"] == rating
    assert sum(each.covered for each in judgement.points) == covered
    assert ratings(judgement)["accuracy"] == (4 if covered else 1)


async def test_code_never_raises_a_rating(judge: Judge, model_server: ModelServer) -> None:
    model_server.on_complete = says(reply(coverage=criterion(1)))
    assert ratings(await judge.judge(brief()))["coverage"] == 1


async def test_a_question_without_key_points_is_judged_by_the_model(
    judge: Judge, model_server: ModelServer
) -> None:
    question = type(QUESTION)(QUESTION.question, "technical", "beginner", (), "Databases")
    model_server.on_complete = says(reply(key_points=[]))
    judgement = await judge.judge(brief(question=question))
    assert judgement.score == 92.5
    assert judgement.points == ()
    assert "key_points" not in model_server.exchanges[-1].user_message


async def test_praise_for_a_point_that_is_not_there_is_left_out(
    judge: Judge, model_server: ModelServer
) -> None:
    model_server.on_complete = says(
        reply(
            key_points=[point(1, ORDERED), point(2, "made up words"), point(3, TINY)],
            strengths=[{"text": "You name the cost of writes.", "key_point": 2}],
            improvements=[],
        )
    )
    judgement = await judge.judge(brief())
    assert judgement.strengths[0].endswith(QUESTION.expected_points[0].point)
    assert judgement.improvements == (
        f"Not found in what you said, so add a sentence on it: {QUESTION.expected_points[1].point}",
    )


async def test_texts_from_the_model_are_cleaned_and_bounded(
    judge: Judge, model_server: ModelServer
) -> None:
    model_server.on_complete = says(
        reply(
            feedback="One\0\n\x1b[31mtwo " + "x" * 4000,
            strengths=[{"text": f"{each} " + "y" * 900, "key_point": 0} for each in range(8)],
        )
    )
    judgement = await judge.judge(brief())
    assert judgement.feedback.startswith("One [31mtwo")
    assert len(judgement.feedback) == by_rubric.LONGEST_FEEDBACK
    assert len(judgement.strengths) == 4
    assert max(map(len, judgement.strengths)) <= by_rubric.LONGEST_REMARK
    "".join((judgement.feedback, *judgement.strengths)).encode()


@pytest.mark.parametrize("given", [[2, 3, 4], [1, 1, 4, 4, 4], [2, 4], [0, 1, 2, 3]])
async def test_the_median_of_samples(
    judge: Judge, model_server: ModelServer, given: list[int]
) -> None:
    model_server.on_complete = in_turn(
        *(says(reply(accuracy=criterion(each), feedback=f"Accuracy {each}.")) for each in given)
    )
    judgement = await judge.judge(brief(samples=len(given)))
    expected = [52.5 + 10.0 * each for each in given]
    assert sorted(judgement.sample_scores) == sorted(expected)
    assert judgement.score == median_low(expected)
    # All else is of the same sample.
    assert judgement.feedback == f"Accuracy {ratings(judgement)['accuracy']}."
    assert judgement.score == 52.5 + 10.0 * (ratings(judgement)["accuracy"] or 0)


async def test_at_most_three_samples_at_once(judge: Judge, model_server: ModelServer) -> None:
    most = 0

    async def count(exchange: Exchange) -> None:
        nonlocal most
        await asyncio.sleep(0.05)
        most = max(most, len(model_server.answering))
        await says(reply())(exchange)

    model_server.on_complete = count
    assert len((await judge.judge(brief(samples=5))).sample_scores) == 5
    assert most == 3


async def test_samples_that_fail_are_left_out(judge: Judge, model_server: ModelServer) -> None:
    model_server.on_complete = in_turn(error(401), error(401), says(reply()))
    judgement = await judge.judge(brief(samples=3))
    assert judgement.sample_scores == (92.5,)


async def test_no_score_where_most_samples_find_too_little(
    judge: Judge, model_server: ModelServer
) -> None:
    vague = says(reply(accuracy=criterion(None, "")))
    model_server.on_complete = in_turn(says(reply()), vague, vague)
    judgement = await judge.judge(brief(samples=3))
    assert judgement.score is None
    assert judgement.unscored_reason
