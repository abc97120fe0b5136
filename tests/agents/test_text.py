"""Text from a model is made fit for UTF-8 wherever the server cut it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.text import SurrogateJoiner, clean

REPLACED = "\N{REPLACEMENT CHARACTER}"
any_text = st.text(st.characters(exclude_categories=()))
"""With lone surrogates."""
fit_text = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
"""Needs no change."""


def joined(pieces: list[str]) -> str:
    """What a joiner makes of the pieces."""
    joiner = SurrogateJoiner()
    return "".join([*map(joiner.feed, pieces), joiner.flush()])


def code_units(text: str) -> str:
    """The text with every character above U+FFFF as its two surrogates."""
    units = text.encode("utf-16-le", "surrogatepass")
    return "".join(
        units[start : start + 2].decode("utf-16-le", "surrogatepass")
        for start in range(0, len(units), 2)
    )


@given(fit_text, st.data())
def test_cuts_between_surrogates_leave_no_trace(text: str, data: st.DataObject) -> None:
    units = code_units(text)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(units)), max_size=5)))
    pieces = [units[start:end] for start, end in zip([0, *cuts], [*cuts, None], strict=True)]
    assert joined(pieces) == text


@given(st.lists(any_text))
def test_what_comes_out_can_be_encoded(pieces: list[str]) -> None:
    joined(pieces).encode()


@given(st.lists(fit_text))
def test_whole_characters_are_never_held_back(pieces: list[str]) -> None:
    joiner = SurrogateJoiner()
    assert [joiner.feed(piece) for piece in pieces] == pieces
    assert joiner.flush() == ""


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["a\ud83d", "b"], f"a{REPLACED}b"),
        (["a\ude00b"], f"a{REPLACED}b"),
        (["\ud83d", "\ud83d", "\ude00"], f"{REPLACED}\N{GRINNING FACE}"),
        (["a\ud83d"], f"a{REPLACED}"),
        (["a\ud83d", "", "\ude00"], "a\N{GRINNING FACE}"),
    ],
)
def test_a_half_without_partner_is_replaced(pieces: list[str], text: str) -> None:
    assert joined(pieces) == text


def test_only_the_half_is_held_back() -> None:
    joiner = SurrogateJoiner()
    assert joiner.feed("I would \ud83d") == "I would "
    assert joiner.feed("\ude00 smile") == "\N{GRINNING FACE} smile"
    assert joiner.flush() == ""


@given(any_text, st.integers(1, 50))
def test_a_clean_line_is_one_line_that_can_be_stored(text: str, longest: int) -> None:
    line = clean(text, longest)
    line.encode()
    assert len(line) <= longest
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert not set(line) & {"\0", "\n", "\r", "\t", "\x1b", "\N{RIGHT-TO-LEFT OVERRIDE}"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  two\n\nlines\t", "two lines"),
        ("\x1b[31mred\0", "[31mred"),
        ("half \ud83d", f"half {REPLACED}"),
        ("whole \ud83d\ude00", "whole \N{GRINNING FACE}"),
        # A family is four people and three joiners; Persian needs the non-joiner.
        (
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        ),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("abcdefghij", "abcdefghij"),
        ("abcdefghijk", "abcdefghi…"),
        ("abcdefgh ijk", "abcdefgh…"),
    ],
)
def test_clean(text: str, line: str) -> None:
    assert clean(text, 10) == line
