"""How well the search finds entries, on questions by writers who had not read them."""

from collections import Counter

import numpy as np
import pytest

from agents.embedding import SentenceEncoder
from agents.library.matching import NEAR
from database.engine import Database
from interviewapis.notes import DatabaseNotes
from scripts.evaluation.answering import Answered, answer_all
from scripts.evaluation.cases import Case, read_cases
from scripts.evaluation.fitting import fit_strength
from scripts.evaluation.searching import Searched, ours, place, search_all

BLIND = read_cases("blind")


@pytest.fixture
async def searched(database: Database, encoder: SentenceEncoder) -> list[Searched]:
    return await search_all(BLIND, DatabaseNotes(database), encoder)


@pytest.fixture
async def answered(database: Database, encoder: SentenceEncoder) -> list[Answered]:
    return await answer_all(BLIND, DatabaseNotes(database), encoder)


def share(places: list[int], best: int) -> float:
    """The share of places up to the best ones."""
    return sum(place <= best for place in places) / len(places)


def test_the_blind_questions_are_many_and_of_every_specialist() -> None:
    def count(kind: str) -> int:
        return sum(case.kind == kind for case in BLIND)

    assert count("paraphrase") >= 120
    assert count("uncovered") >= 40
    assert count("nonsense") >= 50
    by_specialist = [case.specialist for case in BLIND if case.kind == "paraphrase"]
    assert all(by_specialist.count(each) >= 20 for each in set(by_specialist))
    assert not {case.text for case in BLIND} & {case.text for case in read_cases("development")}


async def test_the_right_entry_comes_first_for_most(searched: list[Searched]) -> None:
    paraphrases = [each for each in searched if each.case.kind == "paraphrase"]
    own = [place(each, ours, each.case.specialist) for each in paraphrases]
    every = [place(each, ours, None) for each in paraphrases]
    assert share(own, 1) >= 0.85
    assert share(own, 3) >= 0.95
    assert share(every, 1) >= 0.85
    assert share(every, 3) >= 0.95


async def test_a_strength_is_the_probability_that_it_claims(searched: list[Searched]) -> None:
    graded = [
        (found[0].strength, found[0].note.slug == each.case.entry)
        for each in searched
        if (found := each.matches(each.case.specialist))
    ]
    strengths, right = np.array(graded, dtype=float).T
    assert abs(strengths.mean() - right.mean()) < 0.1
    assert right[strengths >= 0.8].mean() >= 0.9
    assert right[strengths < 0.4].mean() < 0.4


async def test_nonsense_finds_nothing_and_questions_without_an_entry_are_not_misled(
    answered: list[Answered],
) -> None:
    def shares(kind: str) -> dict[str, float]:
        outcomes = Counter(each.outcome for each in answered if each.case.kind == kind)
        return {name: times / outcomes.total() for name, times in outcomes.items()}

    assert shares("nonsense")["nothing"] >= 0.95
    assert shares("uncovered").get("wrong", 0) <= 0.2
    assert shares("paraphrase")["right"] >= 0.6
    assert shares("paraphrase").get("wrong", 0) <= 0.05
    for each in answered:
        assert (each.outcome in ("right", "wrong")) <= (each.strength >= NEAR)


async def test_the_fit_finds_weights_that_separate(
    database: Database, encoder: SentenceEncoder
) -> None:
    """On a third of the development questions, so that it is quick."""
    cases: list[Case] = read_cases("development")[::3]
    weights = fit_strength(await search_all(cases, DatabaseNotes(database), encoder))
    assert weights.shape == (4,)
    assert all(weights[:3] > 0)
    assert weights[3] < 0
