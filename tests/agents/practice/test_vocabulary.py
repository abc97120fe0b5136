"""The words of practice for those of the question bank."""

from typing import Any, get_args

import pytest

from agents.contracts import KeyPoint
from agents.library.entry import Difficulty as BankDifficulty
from agents.practice.contracts import Difficulty, QuestionType
from agents.practice.shelf import BankQuestion
from agents.practice.vocabulary import (
    BANK_DIFFICULTIES,
    DIFFICULTIES,
    TYPES_OF_SPECIALISTS,
    practice_question,
    question_type,
)
from agents.specialists import SPECIALISTS
from database.models.vocabulary import QuestionCategory, QuestionDifficulty


def row(**changed: Any) -> BankQuestion:
    values: dict[str, Any] = {
        "bank_id": 7,
        "question": "Why would you leave your job?",
        "specialist": None,
        "category": "other",
        "difficulty": "medium",
        "key_points": (),
        "skills": (),
    }
    return BankQuestion(**values | changed)


def test_every_difficulty_has_its_counterpart() -> None:
    assert set(BANK_DIFFICULTIES) == set(get_args(Difficulty))
    assert set(DIFFICULTIES) == set(get_args(BankDifficulty)) == set(get_args(QuestionDifficulty))
    assert DIFFICULTIES["expert"] == DIFFICULTIES["hard"] == "advanced"


def test_every_specialist_and_category_has_a_type() -> None:
    assert set(TYPES_OF_SPECIALISTS) == set(SPECIALISTS)
    types = {question_type(None, each) for each in get_args(QuestionCategory)}
    assert types == set(get_args(QuestionType))


@pytest.mark.parametrize(
    ("specialist", "category", "expected"),
    [
        ("architect", "other", "system_design"),
        ("product_manager", "product", "technical"),
        ("coding", "behavioral", "coding"),
        (None, "leadership", "behavioral"),
        (None, "brainteaser", "technical"),
        ("somebody new", "coding", "coding"),
    ],
)
def test_who_answers_decides_before_the_category(
    specialist: str | None, category: str, expected: str
) -> None:
    assert question_type(specialist, category) == expected


def test_a_question_of_ones_own_may_have_neither_points_nor_skills() -> None:
    question = practice_question(row())
    assert question.expected_points == ()
    assert question.skill == "Technical knowledge"
    assert (question.bank_id, question.difficulty) == (7, "intermediate")


def test_the_weightiest_eight_points_are_kept_in_their_order() -> None:
    points = tuple(KeyPoint(f"point {number}", 1 + number % 3) for number in range(12))
    kept = practice_question(row(key_points=points)).expected_points
    assert [each.weight for each in kept] == [3, 3, 3, 3, 2, 2, 2, 2]
    assert kept[0] == points[2]


def test_the_first_skill_that_says_something_is_trained() -> None:
    assert practice_question(row(skills=(" ", "Negotiation"))).skill == "Negotiation"
    assert len(practice_question(row(skills=("x" * 300,))).skill) == 100
