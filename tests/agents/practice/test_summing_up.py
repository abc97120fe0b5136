"""What is told about an interview as a whole: by a model, or composed from the judgements."""

from typing import Any

import pytest

from agents.practice.composer import Composer
from agents.practice.contracts import Basis
from agents.practice.summing_up import INSTRUCTIONS
from tests.agents.practice.made import (
    POINTS,
    TECHNICAL,
    judged,
    leaks_canary,
    review,
    runs_out_of_tokens,
    says,
)
from tests.doubles.model_server import ModelServer
from tests.doubles.replies import cut, error, in_turn

GOOD: dict[str, Any] = {
    "summary": (
        "You explained well what the lock protects and measured it in 99.9% of 3 out of 10 "
        "questions. "
        "What was missing across answers is who pays the cost. Write that down for each next."
    ),
    "strengths": ["You measured instead of guessing.", "You began with the problem."],
    "improvements": ["Say who pays the cost."],
}
INTERVIEW = review(judged(85.0), judged(40.0, TECHNICAL[1]), overall_score=62.5)


async def test_a_model_puts_it_into_words(with_model: Composer, model_server: ModelServer) -> None:
    model_server.on_complete = says(GOOD)
    summary = await with_model.summarise(INTERVIEW)
    assert summary.text == GOOD["summary"]
    assert summary.strengths == tuple(GOOD["strengths"])
    assert summary.improvements == tuple(GOOD["improvements"])
    assert (summary.provider, summary.model) == ("openai", "first")
    assert summary.prompt_version == INSTRUCTIONS.version
    sent = model_server.exchanges[0].user_message
    assert "2 of 3 questions answered" in sent
    assert "mean score of the judged answers: 62.5 of 100" in sent
    assert POINTS[1] in sent


async def test_what_is_said_twice_is_told_once_and_five_at_most(
    with_model: Composer, model_server: ModelServer
) -> None:
    lines = [f"You explained {word} with a good example." for word in "abcdefgh"]
    model_server.on_complete = says(
        GOOD | {"strengths": [*lines, "Say it."], "improvements": ["Say why.", "say why", " "]}
    )
    summary = await with_model.summarise(INTERVIEW)
    assert len(summary.strengths) <= 5
    assert summary.improvements == ("Say why.",)


UNUSABLE: dict[str, Any] = {
    "a word": GOOD | {"summary": "Good."},
    "a novel": GOOD | {"summary": "good " * 1000},
    "a score of its own": GOOD | {"summary": f"{GOOD['summary']} You deserve 100/100."},
    "a score out of ten": GOOD | {"strengths": ["I give you 9 out of 10."]},
    "a score in words": GOOD | {"improvements": ["Your score of 9 is fine."]},
    "nothing to improve": GOOD | {"improvements": []},
    "another shape": {"text": "fine"},
    "no JSON": "You did well.",
}


async def test_code_takes_the_place_of_a_model_that_gives_nothing_usable(
    subtests: pytest.Subtests, with_model: Composer, model_server: ModelServer
) -> None:
    replies = {name: says(reply) for name, reply in UNUSABLE.items()}
    replies["the canary"] = leaks_canary(GOOD | {"improvements": ["Say {canary}."]})
    replies["the token limit"] = runs_out_of_tokens
    for name, reply in replies.items():
        with subtests.test(name):
            model_server.exchanges.clear()
            model_server.on_complete = in_turn(reply, says(GOOD))
            assert (await with_model.summarise(INTERVIEW)).provider == "openai"
            assert len(model_server.exchanges) == 2
            model_server.on_complete = reply
            summary = await with_model.summarise(INTERVIEW)
            assert (summary.provider, summary.prompt_version) == ("library", None)
            assert INSTRUCTIONS.secret.canary not in f"{summary}"
    for name, failure in {"401": error(401), "429": error(429), "cut": cut}.items():
        with subtests.test(name):
            model_server.on_complete = failure
            assert (await with_model.summarise(INTERVIEW)).provider == "library"


async def test_no_model_is_asked_about_nothing(
    with_model: Composer, model_server: ModelServer
) -> None:
    assert (await with_model.summarise(review())).provider == "library"
    assert model_server.exchanges == []


async def test_code_tells_figures_strength_gap_and_next_step(without_model: Composer) -> None:
    poor = judged(40.0, TECHNICAL[1], missed_points=(POINTS[3], POINTS[0]))
    interview = review(judged(85.0), poor, overall_score=62.5)
    summary = await without_model.summarise(interview)
    assert summary.text == (
        "2 of 3 questions answered. The judged answers average 62.5 of 100. "
        f"What went well: “{TECHNICAL[0]}” (85). Missed, though it decides the "
        f"answer: “{POINTS[0]}” Next: answer “{TECHNICAL[1]}” once more, with what was missed "
        "in it. 1 question still waits for you."
    )
    assert (summary.provider, summary.model) == ("library", "interview-library")


async def test_code_adds_nothing_where_there_is_nothing(without_model: Composer) -> None:
    empty = await without_model.summarise(review(total_questions=3))
    assert empty.text == "None of the 3 questions is answered yet; begin with any of them."
    assert (empty.strengths, empty.improvements) == ((), ())
    perfect = review(
        judged(100.0, missed_points=(), improvements=()), overall_score=100.0, total_questions=1
    )
    summary = await without_model.summarise(perfect)
    assert "Missed" not in summary.text
    assert "Next" not in summary.text
    assert "waits" not in summary.text


async def test_of_one_answer_nothing_is_called_best(without_model: Composer) -> None:
    summary = await without_model.summarise(review(judged(40.0), overall_score=40.0))
    assert summary.text == (
        "1 of 2 questions answered. The judged answer has 40 of 100. Missed most: "
        f"“{POINTS[1]}” Next: answer “{TECHNICAL[0]}” once more, with what was missed in it. "
        "1 question still waits for you."
    )


@pytest.mark.parametrize(("score", "named"), [(60.0, False), (90.0, True)])
async def test_of_equal_answers_none_is_called_best(
    without_model: Composer, score: float, named: bool
) -> None:
    answers = [judged(score, text) for text in TECHNICAL[:3]]
    text = (await without_model.summarise(review(*answers, overall_score=score))).text
    assert "best" not in text
    assert ("What went well" in text) is named
    # Where all went equally well there is nothing to begin with.
    assert ("Next: answer" in text) is not named


@pytest.mark.parametrize("basis", ["model", "coverage"])
@pytest.mark.parametrize("number", [1, 2])
async def test_after_nothing_but_zeros_no_answer_is_praised(
    without_model: Composer, basis: Basis, number: int
) -> None:
    answers = [judged(0.0, text, strengths=(), basis=basis) for text in TECHNICAL[:number]]
    text = (await without_model.summarise(review(*answers, overall_score=0.0))).text
    assert "(0)" not in text
    assert "est answer" not in text
    assert "everything is still to be gained" in text
    assert "Next: answer" in text


async def test_a_zero_beside_others_is_where_to_go_on(without_model: Composer) -> None:
    answers = judged(0.0, TECHNICAL[0]), judged(30.0, TECHNICAL[1])
    text = (await without_model.summarise(review(*answers, overall_score=15.0))).text
    assert f"Your best answer so far: “{TECHNICAL[1]}” (30)." in text
    assert f"Next: answer “{TECHNICAL[0]}” once more" in text


async def test_coverage_is_called_what_it_is(
    without_model: Composer, with_model: Composer, model_server: ModelServer
) -> None:
    answers = judged(85.0, basis="coverage"), judged(40.0, TECHNICAL[1], basis="coverage")
    interview = review(*answers, overall_score=62.5)
    text = (await without_model.summarise(interview)).text
    assert f"Nearest to their key points: “{TECHNICAL[0]}” (85)." in text
    assert "do not say whether an answer is right" in text
    assert "Missed" not in text
    assert "went well" not in text
    model_server.on_complete = says(GOOD)
    await with_model.summarise(interview)
    assert "not whether it is right" in model_server.exchanges[0].user_message


async def test_follow_ups_alone_make_no_overall_score(without_model: Composer) -> None:
    interview = review(judged(80.0), overall_score=None, answered_questions=0)
    text = (await without_model.summarise(interview)).text
    assert "No main answer has a score, so there is no overall score." in text
    assert "average" not in text


async def test_the_best_answers_strengths_and_the_poorest_ones_improvements_lead(
    without_model: Composer,
) -> None:
    answers = [
        judged(score, strengths=(f"good {word}",), improvements=(f"bad {word}", "say why"))
        for score, word in ((20.0, "one"), (90.0, "two"), (60.0, "three"))
    ]
    summary = await without_model.summarise(review(*answers))
    assert summary.strengths == ("good two", "good three", "good one")
    # What was said about all of them comes first.
    assert summary.improvements == ("say why", "bad one", "bad three", "bad two")
