"""Skill gaps: scores and levels that are computed, and what to do about each."""

from typing import Any

import pytest

from agents.practice.composer import Composer
from agents.practice.contracts import Difficulty
from agents.practice.gaps import INSTRUCTIONS, level, skills_of
from agents.practice.roles import read_role
from tests.agents.practice.file_shelf import library
from tests.agents.practice.made import (
    BEHAVIORAL,
    POINTS,
    TECHNICAL,
    judged,
    leaks_canary,
    question,
    review,
    says,
)
from tests.doubles.model_server import ModelServer
from tests.doubles.replies import cut, error, in_turn

INTERVIEW = review(
    judged(90.0, skill="SQL"),
    judged(30.0, TECHNICAL[1], skill="Caching"),
    judged(60.0, TECHNICAL[2], skill="sql"),
)
WORDS = "Build a small cache with an expiry time and measure its hit rate under load."


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (0, "weak"), (49.99, "weak"), (50, "moderate"), (74.99, "moderate"),
        (75, "strong"), (100, "strong"),
    ],
)  # fmt: skip
def test_levels(score: float, expected: str) -> None:
    assert level(score) == expected


def test_a_skill_scores_the_mean_of_its_judged_answers() -> None:
    skills = skills_of(INTERVIEW.answers)
    assert [(each.name, each.score) for each in skills] == [("Caching", 30.0), ("SQL", 75.0)]
    thirds = skills_of([judged(score) for score in (100.0, 100.0, 0.0)])
    assert thirds[0].score == 66.67


async def test_a_model_recommends_and_code_computes(
    with_model: Composer, model_server: ModelServer
) -> None:
    model_server.on_complete = says(
        {
            "skills": [
                {"number": 2, "recommendation": f"{WORDS} Again."},
                {"number": 1, "recommendation": WORDS},
            ]
        }
    )
    found = await with_model.gaps(INTERVIEW)
    assert [(each.skill, each.score, each.level) for each in found.gaps] == [
        ("Caching", 30.0, "weak"),
        ("SQL", 75.0, "strong"),
    ]
    assert [each.recommendation for each in found.gaps] == [WORDS, f"{WORDS} Again."]
    assert (found.provider, found.model) == ("openai", "first")
    assert found.prompt_version == INSTRUCTIONS.version
    sent = model_server.exchanges[0].user_message
    assert "1. Caching (weak)" in sent
    assert f"missed: {POINTS[1]}" in sent
    assert len(model_server.exchanges) == 1


def entries(*numbers: int, words: str = WORDS) -> dict[str, Any]:
    return {"skills": [{"number": number, "recommendation": words} for number in numbers]}


UNUSABLE: dict[str, Any] = {
    "one is missing": entries(1),
    "one too many": entries(1, 2, 3),
    "one twice": entries(1, 1),
    "none": entries(),
    "a word": entries(1, 2, words="Learn."),
    "a novel": entries(1, 2, words="learn " * 500),
    "no JSON": "Learn SQL.",
}


async def test_the_library_takes_the_place_of_a_model_that_gives_nothing_usable(
    subtests: pytest.Subtests, with_model: Composer, model_server: ModelServer
) -> None:
    replies = {name: says(reply) for name, reply in UNUSABLE.items()}
    replies["the canary"] = leaks_canary(entries(1, 2, words=f"{WORDS} {{canary}}"))
    for name, reply in replies.items():
        with subtests.test(name):
            model_server.exchanges.clear()
            model_server.on_complete = in_turn(reply, says(entries(1, 2)))
            assert (await with_model.gaps(INTERVIEW)).provider == "openai"
            model_server.on_complete = reply
            found = await with_model.gaps(INTERVIEW)
            assert (found.provider, len(found.gaps)) == ("library", 2)
    for name, failure in {"401": error(401), "429": error(429), "cut": cut}.items():
        with subtests.test(name):
            model_server.on_complete = failure
            assert (await with_model.gaps(INTERVIEW)).provider == "library"


async def test_nothing_judged_shows_no_gap(
    with_model: Composer, without_model: Composer, model_server: ModelServer
) -> None:
    for composer in (with_model, without_model):
        assert (await composer.gaps(review())).gaps == ()
    assert model_server.exchanges == []


@pytest.mark.parametrize(("score", "expected"), [(20.0, "easy"), (60.0, "medium"), (90.0, "hard")])
async def test_the_library_names_questions_of_the_fitting_difficulty(
    without_model: Composer, score: float, expected: str
) -> None:
    found = await without_model.gaps(review(judged(score, skill="Python", missed_points=())))
    (gap,) = found.gaps
    named = [each for each in library() if f"“{each.question}”" in gap.recommendation]
    assert named
    assert all(
        each.difficulty == expected or (expected, each.difficulty) == ("hard", "expert")
        for each in named
    )
    assert any("Python" in each.skills for each in named)


LACKING = (POINTS[3], POINTS[0])
TWO = f"“{POINTS[0]}” and “{POINTS[3]}”"
ONE = f"“{POINTS[0]}”"


@pytest.mark.parametrize(
    ("score", "text", "missed", "opening", "going_on"),
    [
        (
            30.0, TECHNICAL[0], LACKING,
            f"Some practice in Caching will pay off; what was missing most: {TWO} ",
            "Explain that in your own words, then practise “",
        ),
        (
            30.0, BEHAVIORAL[0], LACKING,
            f"Some practice in Caching will pay off; your story left out: {TWO} ",
            "Tell it again with that, then practise “",
        ),
        (
            60.0, TECHNICAL[0], LACKING,
            f"You are well on your way in Caching; what was missing most: {ONE} ",
            "Explain that in your own words, then practise “",
        ),
        (
            60.0, TECHNICAL[0], (),
            "You are well on your way in Caching; an example of your own would add depth. ",
            "Practise next: “",
        ),
        (
            90.0, TECHNICAL[0], LACKING,
            f"You are strong in Caching; what would round it off: {ONE} ",
            "Go on to “",
        ),
        (
            90.0, TECHNICAL[0], (),
            "You are strong in Caching; nothing was missing. ",
            "Go on to “",
        ),
    ],
    ids=["weak", "weak story", "moderate", "moderate, all said", "strong", "strong, all said"],
)  # fmt: skip
async def test_it_names_the_skill_what_was_missing_and_what_to_practise(
    without_model: Composer,
    score: float,
    text: str,
    missed: tuple[str, ...],
    opening: str,
    going_on: str,
) -> None:
    answer = judged(score, text, skill="Caching", missed_points=missed)
    (gap,) = (await without_model.gaps(review(answer))).gaps
    assert gap.recommendation.startswith(f"{opening}{going_on}")
    next_one = gap.recommendation.removeprefix(f"{opening}{going_on}")
    assert any(next_one.startswith(f"{each.question}”") for each in library())


async def test_other_roles_are_sent_to_no_story_of_software(without_model: Composer) -> None:
    stories = [each for each in library() if each.specialist == "behavioral"]
    answers = [
        judged(30.0, question=question(each.question, skill=each.skills[0], type="behavioral"))
        for each in stories[::4]
    ]
    found = await without_model.gaps(review(*answers, job_role="Nurse", difficulty="advanced"))
    told = " ".join(each.recommendation for each in found.gaps)
    named = [each.question for each in stories if f"“{each.question}”" in told]
    assert len(named) >= 10
    assert all(read_role("Nurse").can_tell(each) for each in named)


@pytest.mark.parametrize("difficulty", ["beginner", "advanced"])
async def test_no_question_is_named_that_was_asked_or_named_already(
    without_model: Composer, difficulty: Difficulty
) -> None:
    sql = [each for each in library() if each.skills[0] == "SQL"]
    answers = [
        judged(60.0, question=question(each.question, skill=f"SQL {number}", type="coding"))
        for number, each in enumerate(sql)
    ]
    found = await without_model.gaps(review(*answers, difficulty=difficulty))
    told = " ".join(each.recommendation for each in found.gaps)
    assert not any(f"“{each.question}”" in told for each in sql)
    named = [each.question for each in library() if f"“{each.question}”" in told]
    assert all(told.count(f"“{each}”") == 1 for each in named)


async def test_something_is_said_even_when_nothing_is_known(without_model: Composer) -> None:
    odd = judged(30.0, skill="Zymurgy and bagpipes", missed_points=())
    (gap,) = (await without_model.gaps(review(odd))).gaps
    assert "Zymurgy and bagpipes" in gap.recommendation
    assert "Answer the question once more" in gap.recommendation
