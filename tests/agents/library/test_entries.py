"""The library's content: every entry is well formed, and its code does what it says."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from agents.embedding import SentenceEncoder
from agents.library.catalog import digest, entry_files, read_entries
from agents.library.entry import parse_entry
from agents.specialists import SPECIALISTS

FEWEST = 12
SAME_QUESTION = 0.95
"""Cosine from which two questions of different entries count as one question asked twice."""

PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
WITH_CODE = [path for path in entry_files() if "```python" in path.read_text(encoding="utf-8")]


def test_every_specialist_has_entries_of_all_difficulties() -> None:
    entries = read_entries(entry_files())
    counts = Counter(entry.specialist for entry in entries)
    assert counts.keys() == SPECIALISTS.keys()
    assert min(counts.values()) >= FEWEST
    for specialist in SPECIALISTS:
        levels = {entry.difficulty for entry in entries if entry.specialist == specialist}
        assert levels == {"easy", "medium", "hard", "expert"}, specialist


def test_key_points_have_points_that_decide() -> None:
    for entry in read_entries(entry_files()):
        deciding = sum(point.weight == 3 for point in entry.key_points)
        assert 1 <= deciding <= 4, entry.slug


def test_no_question_is_there_twice(encoder: SentenceEncoder) -> None:
    entries = read_entries(entry_files())
    vectors = encoder.encode([entry.question for entry in entries])
    likeness = vectors @ vectors.T - np.eye(len(entries))
    first, second = np.unravel_index(likeness.argmax(), likeness.shape)
    pair = f"{entries[first].slug} and {entries[second].slug}"
    assert likeness.max() < SAME_QUESTION, pair


@pytest.mark.parametrize("path", WITH_CODE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_code_runs_and_its_assertions_hold(path: Path, tmp_path: Path) -> None:
    for block in PYTHON.findall(parse_entry(path).answer):
        subprocess.run(
            [sys.executable, "-I", "-c", block],
            check=True,
            timeout=60,
            cwd=tmp_path,
            capture_output=True,
        )


def test_arithmetic_adds_up() -> None:
    for entry in read_entries(entry_files()):
        for calculation in entry.arithmetic:
            expression, _, result = calculation.partition(" ~ ")
            # Digits, signs and brackets only: the schema lets nothing else through.
            assert eval(expression) == pytest.approx(float(result), rel=0.03), (
                f"{entry.slug}: {calculation}"
            )


def test_code_blocks_say_their_language() -> None:
    for path in entry_files():
        fences = re.findall(r"^```(.*)$", parse_entry(path).answer, re.MULTILINE)
        assert all(fences[::2]), f"{path}: a code block without a language"
        assert not any(fences[1::2]), f"{path}: a code block is not closed"


def test_digest_follows_names_content_and_sentence_model(tmp_path: Path) -> None:
    file = tmp_path / "technical" / "a.md"
    file.parent.mkdir()
    file.write_text("one")
    before = digest([file], "1")
    assert digest([file], "1") == before
    assert digest([file], "2") != before
    file.write_text("two")
    assert digest([file], "1") != before
    renamed = file.rename(file.with_name("b.md"))
    renamed.write_text("one")
    assert digest([renamed], "1") != before


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("no front matter", "expected front matter"),
        ("---\nquestion: [\n---\nanswer", "a.md"),
        ("---\nquestion: too few fields here\n---\nanswer", "Field required"),
        ("---\n- a list\n---\nanswer", "a.md"),
    ],
)
def test_broken_entry_names_its_file(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(text)
    with pytest.raises(ValueError, match=complaint) as failure:
        parse_entry(path)
    assert str(path) in str(failure.value)
