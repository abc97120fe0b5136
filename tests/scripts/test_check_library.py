"""The command that checks the library finds what it is there to find."""

from pathlib import Path
from typing import Any

import pytest

from agents.embedding import SentenceEncoder
from agents.library.catalog import entry_files
from agents.library.entry import LibraryEntry, parse_entry
from scripts.check_library import balance, likeness, misspelt, problems, read

ONE, OTHER = (parse_entry(path) for path in entry_files()[:2])


def changed(**fields: Any) -> LibraryEntry:
    """A sound entry with these fields instead."""
    return ONE.model_copy(update=fields)


def test_a_sound_entry_has_no_problems() -> None:
    assert list(problems(ONE)) == []


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"arithmetic": ("2 * 3 ~ 6.5",)}, "2 * 3 is 6, not 6.5"),
        ({"answer": "```\nx = 1\n```"}, "does not name its language"),
        ({"answer": "```python\nx = 1\n"}, "is not closed"),
        ({"answer": "```sql\nSELECT 1;\n```"}, "does not begin with '-- setup'"),
        ({"phrasings": (ONE.question,)}, "is there 2 times"),
        ({"key_points": tuple(p for p in ONE.key_points if p.weight < 3)}, "0 key points"),
    ],
)
def test_each_defect_is_named(fields: dict[str, Any], complaint: str) -> None:
    (told,) = problems(changed(**fields))
    assert told.startswith(f"{ONE.specialist}/{ONE.slug}: ")
    assert complaint in told


def test_rounded_results_pass() -> None:
    assert not list(problems(changed(arithmetic=("100e6 / 2.592e6 ~ 39", "1 / 3 ~ 0.33"))))


def test_a_specialist_without_entries_is_named() -> None:
    told = list(balance([ONE, changed(specialist="astrology")]))
    assert any("architect: 1 entries, 60 are wanted" in line for line in told)
    assert "coding: no entry is hard" in told
    assert "astrology: no such specialist" in told


def test_one_question_in_two_entries_is_found(encoder: SentenceEncoder) -> None:
    assert list(likeness([ONE, OTHER], encoder)) == []
    twin = OTHER.model_copy(update={"question": ONE.question.lower()})
    (told,) = likeness([ONE, twin], encoder)
    assert ONE.slug in told
    assert OTHER.slug in told


def test_an_unreadable_entry_is_named(tmp_path: Path) -> None:
    path = tmp_path / "coding" / "broken.md"
    path.parent.mkdir()
    path.write_text("---\nquestion: short\n---\nanswer")
    entries, unreadable = read([entry_files()[0], path])
    assert entries == [ONE]
    assert len(unreadable) == 1
    assert str(path) in unreadable[0]


def test_misspelt_words_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Recieve the colour.\n```\nrecieve\n```\n")
    (told,) = misspelt(tmp_path)
    assert "`Recieve` should be `Receive`" in told
