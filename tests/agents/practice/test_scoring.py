"""From ratings to scores, levels and means: the documented arithmetic."""

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.practice.contracts import Criterion
from agents.practice.scoring import (
    WEIGHTS,
    Outcome,
    bounded_by_coverage,
    category_scores,
    completion,
    mean_score,
    most_telling,
    near_equal,
    performance,
    rubric_score,
    two_decimals,
    weighted_share,
)

ratings = st.integers(0, 4)
optional = st.none() | ratings
scores = st.floats(0, 100).map(lambda value: round(value, 2))


def test_the_documented_weights() -> None:
    assert dict(WEIGHTS) == {"accuracy": 40, "coverage": 30, "clarity": 20, "depth": 10}


@pytest.mark.parametrize(
    ("given_ratings", "score"),
    [
        ((4, 4, 4, 4), 100.0),
        ((0, 0, 0, 0), 0.0),
        ((4, 0, 0, 0), 40.0),
        ((0, 4, 0, 0), 30.0),
        ((0, 0, 4, 0), 20.0),
        ((0, 0, 0, 4), 10.0),
        ((4, 4, 3, 3), 92.5),
        ((3, 2, 3, 1), 62.5),
        ((3, 2, None, None), 64.29),
        ((4, 3, None, 1), 81.25),
        ((None, 4, 4, 4), None),
        ((4, None, 4, 4), None),
    ],
)
def test_scores_by_weights(given_ratings: tuple[int | None, ...], score: float | None) -> None:
    assert rubric_score(dict(zip(WEIGHTS, given_ratings, strict=True))) == score


@given(st.fixed_dictionaries(dict.fromkeys(WEIGHTS, optional)))
def test_a_score_is_bounded_and_absent_only_without_what_is_needed(
    rated: dict[Criterion, int | None],
) -> None:
    score = rubric_score(rated)
    assert (score is None) == (rated["accuracy"] is None or rated["coverage"] is None)
    if score is not None:
        assert 0 <= score <= 100
        assert score == round(score, 2)


@given(st.fixed_dictionaries(dict.fromkeys(WEIGHTS, ratings)), st.sampled_from(list(WEIGHTS)))
def test_a_better_rating_never_lowers_the_score(
    rated: dict[Criterion, int | None], better: Criterion
) -> None:
    before = rubric_score(rated)
    after = rubric_score(rated | {better: 4})
    assert before is not None
    assert after is not None
    assert after >= before


@given(ratings, st.sets(st.sampled_from(["clarity", "depth"])))
def test_equal_ratings_give_the_same_score_whatever_is_left_out(
    rating: int, left_out: set[str]
) -> None:
    rated = {name: None if name in left_out else rating for name in WEIGHTS}
    assert rubric_score(rated) == 25.0 * rating


@pytest.mark.parametrize("rating", [-1, 5])
def test_other_ratings_are_errors(rating: int) -> None:
    with pytest.raises(ValueError, match="0 to 4"):
        rubric_score(dict.fromkeys(WEIGHTS, rating))


@given(st.lists(st.tuples(st.integers(1, 3), st.booleans()), min_size=1))
def test_a_share_lies_between_nothing_and_all(parts: list[tuple[int, bool]]) -> None:
    share = weighted_share(parts)
    assert 0 <= share <= 1
    assert (share == 1) == all(covered for _, covered in parts)


def test_a_share_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing"):
        weighted_share([])


@given(ratings, st.floats(0, 1))
def test_coverage_never_exceeds_what_was_covered(rating: int, share: float) -> None:
    bounded = bounded_by_coverage(rating, share)
    assert bounded <= rating
    assert bounded / 4 <= share + 0.125


@pytest.mark.parametrize(
    ("share", "bound"), [(0, 0), (0.12, 0), (0.125, 1), (0.6, 2), (0.63, 3), (1, 4)]
)
def test_the_bound_is_the_nearest_rating(share: float, bound: int) -> None:
    assert bounded_by_coverage(4, share) == bound


@pytest.mark.parametrize(
    ("score", "level", "label", "color"),
    [
        (100, "excellent", "Excellent! 🌟", "green"),
        (85, "excellent", "Excellent! 🌟", "green"),
        (84.99, "good", "Good 👍", "blue"),
        (70, "good", "Good 👍", "blue"),
        (69.99, "average", "Average 📈", "yellow"),
        (51.67, "average", "Average 📈", "yellow"),
        (50, "average", "Average 📈", "yellow"),
        (49.99, "poor", "Needs Work 💪", "red"),
        (0, "poor", "Needs Work 💪", "red"),
    ],
)
def test_the_documented_levels(score: float, level: str, label: str, color: str) -> None:
    found = performance(score)
    assert (found.level, found.label, found.color) == (level, label, color)


def test_the_documented_message() -> None:
    assert performance(51.67).message == (
        "Average performance. Focus on the improvement areas to boost your score."
    )


@pytest.mark.parametrize("score", [100, 85, 84.99, 70, 69.99, 50, 49.99, 0])
def test_by_coverage_the_level_stays_and_the_message_speaks_of_key_points(score: float) -> None:
    by_model, by_coverage = performance(score), performance(score, "coverage")
    assert (by_coverage.level, by_coverage.label, by_coverage.color) == (
        by_model.level,
        by_model.label,
        by_model.color,
    )
    assert "key points" in by_coverage.message
    assert "performance" not in by_coverage.message


@given(st.lists(st.none() | scores))
def test_a_mean_leaves_out_what_has_no_score(mixed: list[float | None]) -> None:
    judged = [score for score in mixed if score is not None]
    mean = mean_score(mixed)
    if judged:
        assert mean == pytest.approx(fmean(judged), abs=0.0051)
        assert mean == mean_score(judged)
    else:
        assert mean is None


def test_the_documented_mean() -> None:
    assert mean_score([85, 45, 25]) == 51.67


@pytest.mark.parametrize(
    ("value", "rounded"), [(0.005, 0.01), (2.675, 2.68), (1.005, 1.01), (99.995, 100.0)]
)
def test_halves_are_rounded_up(value: float, rounded: float) -> None:
    assert two_decimals(value) == rounded


OUTCOMES = [
    Outcome("technical", 85.0),
    Outcome("behavioral"),
    Outcome("technical", 0.0),
    Outcome("technical"),
    Outcome("behavioral", 50.5),
]


def test_categories_count_and_average_what_was_answered() -> None:
    technical, behavioral = category_scores(OUTCOMES)
    assert (technical.category, technical.average_score) == ("technical", 42.5)
    assert (technical.total_questions, technical.answered) == (3, 2)
    assert (behavioral.category, behavioral.average_score) == ("behavioral", 50.5)
    assert (behavioral.total_questions, behavioral.answered) == (2, 1)


def test_completion_counts_answers_that_earned_nothing() -> None:
    found = completion(5, OUTCOMES)
    assert (found.total, found.answered, found.skipped, found.rate) == (5, 3, 2, 60.0)
    assert completion(3, OUTCOMES[:3]).rate == 66.67
    assert completion(0, []).rate == 0.0


def test_questions_that_are_still_to_come_count_as_open() -> None:
    found = completion(10, OUTCOMES)
    assert (found.total, found.answered, found.skipped, found.rate) == (10, 3, 7, 30.0)


def test_what_is_said_most_often_comes_first_and_near_equals_are_one() -> None:
    lines = [
        "Clear structure",
        "You name the trade-off between memory and time.",
        "You name the trade-off between time and memory",
        "clear  structure!",
        "CLEAR STRUCTURE",
        "Good numbers",
        " ",
    ]
    assert most_telling(lines, 2) == (
        "Clear structure",
        "You name the trade-off between memory and time.",
    )
    assert len(most_telling(lines)) == 3


@given(st.lists(st.text(max_size=30)))
def test_no_two_lines_are_near_equal(lines: list[str]) -> None:
    kept = most_telling(lines)
    assert len(kept) <= 5
    assert set(kept) <= set(lines)
    assert not any(near_equal(one, two) for one in kept for two in kept if one is not two)
