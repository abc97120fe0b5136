"""What counts as the same question; the figures in the docstrings are measured here."""

import numpy as np
import pytest

from agents.embedding import SentenceEncoder
from agents.practice.similarity import NEAR_QUESTION, AskedBefore, distinct
from tests.agents.practice.file_shelf import library

SAME = [
    ("What is the difference between a list and a tuple?", "How do lists and tuples differ?"),
    ("How do Python decorators work?", "What are decorators in Python?"),
    ("Write code to reverse a singly linked list.", "Implement reversing a linked list."),
]
DIFFERENT = [
    ("How do Python decorators work?", "How do Python generators work?"),
    ("How would you design a rate limiter?", "How would you design an API gateway?"),
    ("Write code to reverse a linked list.", "Write code to find a cycle in a linked list."),
]


@pytest.mark.parametrize(("one", "other"), SAME)
async def test_rewordings_are_one_question(encoder: SentenceEncoder, one: str, other: str) -> None:
    asked = await AskedBefore.embedded(encoder, [one])
    assert asked.holds(await encoder.embed(other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
async def test_what_sounds_alike_is_not(encoder: SentenceEncoder, one: str, other: str) -> None:
    asked = await AskedBefore.embedded(encoder, [one])
    assert not asked.holds(await encoder.embed(other))


async def test_nothing_was_asked_at_first(encoder: SentenceEncoder) -> None:
    asked = await AskedBefore.embedded(encoder, [])
    vector = await encoder.embed(SAME[0][0])
    assert not asked.holds(vector)
    copy = asked.copy()
    copy.add(vector)
    assert copy.holds(vector)
    assert not asked.holds(vector)


def test_different_entries_hardly_ever_count_as_one(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode([each.question for each in library()])
    pairs = np.triu(vectors @ vectors.T, 1)
    assert (pairs >= NEAR_QUESTION).sum() <= 8


def test_points_of_nearly_the_same_words_are_one(encoder: SentenceEncoder) -> None:
    points = encoder.encode(
        [
            "The lock lets one thread run at a time.",
            "The lock lets just one thread run at a time.",
            "Threads that wait for the network give the lock away.",
        ]
    )
    assert distinct(points) == [0, 2]
