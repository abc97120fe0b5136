"""What the strength of a match depends on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.library.grounding import Grounding
from agents.library.matching import MEANT, RELATED, matches, score
from tests.factories.notes import library_note

NOTES = st.builds(
    library_note,
    similarity=st.floats(-1, 1),
    lexical=st.floats(0, 60),
)


def strength(similarity: float, lexical: float, runner_up: float = 0.3) -> float:
    """Of the first of two notes."""
    notes = [library_note(similarity=similarity, lexical=lexical)]
    notes.append(library_note("coding/two", similarity=runner_up, lexical=4.0))
    return matches(notes)[0].strength


def test_likeness_shared_words_and_a_lead_each_make_a_match_stronger() -> None:
    assert strength(0.6, 5) > strength(0.5, 5)
    assert strength(0.6, 6) > strength(0.6, 5)
    assert strength(0.6, 5, runner_up=0.3) > strength(0.6, 5, runner_up=0.5)


@given(st.lists(NOTES, max_size=5))
def test_a_strength_is_a_probability_and_weak_notes_are_left_out(notes: list) -> None:
    found = matches(notes)
    assert all(0 <= each.strength <= 1 for each in found)
    assert [each.note for each in found] == [
        note for note in notes if score(note) >= RELATED and note.similarity >= MEANT
    ]


def test_shared_words_alone_are_chance() -> None:
    assert matches([library_note(similarity=0.1, lexical=30.0)]) == []


@pytest.mark.parametrize(
    ("similarity", "basis"), [(0.9, "entry"), (0.55, "related"), (0.3, "framework")]
)
def test_the_basis_follows_the_strength(similarity: float, basis: str) -> None:
    other = library_note("coding/two", similarity=0.5, lexical=1.0)
    found = matches([library_note(similarity=similarity, lexical=1.5), other])
    assert Grounding(tuple(found)).basis == basis
