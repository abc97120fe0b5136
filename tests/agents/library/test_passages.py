"""Answers cut into parts that can be shown alone."""

from hypothesis import given
from hypothesis import strategies as st

from agents.library.catalog import entry_files
from agents.library.entry import parse_entry
from agents.library.passages import SHORTEST, passages

LONG = "word " * 80


def test_a_heading_stays_with_what_follows() -> None:
    answer = f"{LONG}\n\n## First\n\n{LONG}\n\n## Second\n\n### Deeper\n\nShort."
    assert passages(answer) == [LONG, f"## First\n\n{LONG}", "## Second\n\n### Deeper\n\nShort."]


def test_short_paragraphs_stay_together() -> None:
    assert passages("One.\n\nTwo.\n\nThree.") == ["One.\n\nTwo.\n\nThree."]


def test_code_is_not_cut() -> None:
    code = f"```python\nx = 1\n\n\n# not a heading\n\n{LONG}\n\ny = 2\n```"
    assert passages(f"{LONG}\n\n{code}\n\nAfter.") == [LONG, code, "After."]
    assert passages(f"```\nnever\n\nclosed {LONG}") == [f"```\nnever\n\nclosed {LONG}"]


def test_every_part_of_the_library_can_be_shown_alone() -> None:
    for path in entry_files():
        answer = parse_entry(path).answer
        parts = passages(answer)
        assert "\n\n".join(parts).split() == answer.split(), path
        for part in parts:
            assert part.count("```") % 2 == 0, path
            assert not part.splitlines()[-1].startswith("#"), f"{path}: a heading alone"


@given(st.lists(st.sampled_from(["# H", "a", "b" * SHORTEST, "```", "", " ", "|t|"])))
def test_nothing_is_lost(blocks: list[str]) -> None:
    text = "\n\n".join(blocks)
    assert "\n\n".join(passages(text)).split() == text.split()
