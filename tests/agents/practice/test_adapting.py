"""Adaptive difficulty, as properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.practice.adapting import ORDER, next_difficulty
from agents.practice.contracts import Difficulty

difficulties = st.sampled_from(ORDER)
scores = st.lists(st.none() | st.floats(0, 100), max_size=10)


def rank(difficulty: Difficulty) -> int:
    return ORDER.index(difficulty)


@given(difficulties, scores)
def test_each_answer_moves_it_one_step_at_most(start: Difficulty, before: list[float]) -> None:
    for number in range(len(before)):
        old = next_difficulty(start, before[:number])
        new = next_difficulty(start, before[: number + 1])
        assert abs(rank(new) - rank(old)) <= 1


@given(difficulties, scores, st.floats(0, 100), st.floats(0, 100))
def test_a_better_answer_never_leads_to_an_easier_question(
    start: Difficulty, before: list[float], one: float, other: float
) -> None:
    worse, better = sorted((one, other))
    after_worse = next_difficulty(start, [*before, worse])
    assert rank(after_worse) <= rank(next_difficulty(start, [*before, better]))


@given(difficulties, scores)
def test_what_was_not_judged_changes_nothing(start: Difficulty, before: list[float | None]) -> None:
    judged = [score for score in before if score is not None]
    assert next_difficulty(start, before) == next_difficulty(start, judged)


@given(difficulties, st.lists(st.floats(50, 75, exclude_max=True), max_size=10))
def test_middling_answers_keep_it(start: Difficulty, before: list[float]) -> None:
    assert next_difficulty(start, before) == start


@pytest.mark.parametrize(
    ("start", "before", "expected"),
    [
        ("beginner", [], "beginner"),
        ("beginner", [75], "intermediate"),
        ("beginner", [74.99], "beginner"),
        ("intermediate", [50], "intermediate"),
        ("intermediate", [49.99], "beginner"),
        ("intermediate", [100, 100, 100], "advanced"),
        ("intermediate", [0, 0, 0, 80], "intermediate"),
        ("advanced", [100, 0], "intermediate"),
        ("intermediate", [90, None, 90], "advanced"),
    ],
)
def test_the_bounds(start: Difficulty, before: list[float], expected: Difficulty) -> None:
    assert next_difficulty(start, before) == expected
