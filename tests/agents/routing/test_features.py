"""Features at run time are those of training."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.routing.features import LONGEST, pieces, weighted, words


def test_words_and_their_pairs() -> None:
    assert words("How's C++ doing, today?") == [
        "how's",
        "c++",
        "doing",
        "today",
        "how's c++",
        "c++ doing",
        "doing today",
    ]


def test_pieces_know_where_a_word_ends() -> None:
    assert pieces("LRU a") == ["~ lr", "~lru", "~ru ", "~ lru", "~lru ", "~ a ", "~ a "]


def test_weights_have_length_one_for_each_kind() -> None:
    found = weighted("heap heap tree", {"heap": 1.0, "tree": 2.0, "~tre": 3.0, "bush": 4.0})
    assert found["~tre"] == pytest.approx(1)
    assert "bush" not in found
    assert found["heap"] ** 2 + found["tree"] ** 2 == pytest.approx(1)
    assert found["heap"] / found["tree"] == pytest.approx((1 + 0.6931) / 2, rel=1e-3)


@given(st.text())
def test_any_text_has_features(text: str) -> None:
    assert weighted(text, {}) == {}
    assert len(words(text)) <= 2 * len(text) + 1


def test_long_texts_are_cut() -> None:
    assert words("ab " * LONGEST) == words(("ab " * LONGEST)[:LONGEST])
