"""The library's content: every entry is well formed, and its code does what it says."""

import re
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from agents.library.catalog import digest, entry_files
from agents.library.entry import parse_entry

PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
SQL = re.compile(r"^```sql\n(.*?)^```", re.MULTILINE | re.DOTALL)


def showing(fence: str) -> list[Path]:
    """The entries whose answers have such a block."""
    return [path for path in entry_files() if f"```{fence}\n" in path.read_text(encoding="utf-8")]


def name(path: Path) -> str:
    """The slug of an entry."""
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", showing("python"), ids=name)
def test_code_runs_and_its_assertions_hold(path: Path, tmp_path: Path) -> None:
    for block in PYTHON.findall(parse_entry(path).answer):
        subprocess.run(
            [sys.executable, "-I", "-c", block],
            check=True,
            timeout=60,
            cwd=tmp_path,
            capture_output=True,
        )


@pytest.mark.parametrize("path", showing("sql"), ids=name)
async def test_sql_runs(path: Path, admin: asyncpg.Connection) -> None:
    for block in SQL.findall(parse_entry(path).answer):
        attempt = admin.transaction()
        await attempt.start()
        await admin.execute(block)
        await attempt.rollback()


UNSEEN = re.compile(
    r"\b(?:this|following|below|here (?:is|are)|given)(?: [\w-]+){0,4}? "
    r"(?:function|code|snippet|query|class|script|program)\b",
    re.IGNORECASE,
)
"""What a question says of code that it then has to show."""


@pytest.mark.parametrize("path", entry_files(), ids=name)
def test_a_question_shows_what_it_speaks_of(path: Path) -> None:
    entry = parse_entry(path)
    # It is shown as a line, as a heading or between quotation marks.
    assert "\n" not in entry.question
    assert "`" in entry.question or not UNSEEN.search(entry.question)


@pytest.mark.parametrize(
    "question",
    [
        "This Python function returns a wrong result.",
        "Refactor this long function with deeply nested if-else.",
        "Here is a function that computes shipping costs.",
        "What does the following code print?",
    ],
)
def test_code_that_is_not_there_is_noticed(question: str) -> None:
    assert UNSEEN.search(question)


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
