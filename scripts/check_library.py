"""Checks every entry of the library: schema, lengths, arithmetic, likeness, spelling.

Run: ``python -m scripts.check_library``. Tests run the code and the SQL that entries show.
"""

import re
import subprocess
import sysconfig
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, get_args

from agents.embedding import SentenceEncoder
from agents.library.catalog import ENTRIES, entry_files
from agents.library.entry import Difficulty, LibraryEntry, parse_entry
from agents.specialists import SPECIALISTS

FEWEST: Final = 60
"""Entries of each specialist, at least."""

TOLERANCE: Final = 0.03
"""How far a stated result may be from what its expression gives, relative to it."""

SAME_QUESTION: Final = 0.92
"""Cosine from which two ways to ask, of different entries, count as one question asked twice."""

_WORDS: Final = Path(__file__).resolve().parent.parent / "pyproject.toml"
_FENCE: Final = re.compile(r"^```(.*)$", re.MULTILINE)
_SQL: Final = re.compile(r"^```sql\n(.*)$", re.MULTILINE)


def main() -> None:
    """Print all that is wrong.

    Raises:
        SystemExit: something is.
    """
    entries, unreadable = read(entry_files())
    found = [
        *unreadable,
        *balance(entries),
        *(problem for entry in entries for problem in problems(entry)),
        *likeness(entries, SentenceEncoder.load()),
        *misspelt(ENTRIES),
    ]
    print("\n".join(found) or f"{len(entries)} library entries are in order.")
    if found:
        raise SystemExit(f"{len(found)} problems in the library.")


def read(files: Sequence[Path]) -> tuple[list[LibraryEntry], list[str]]:
    """The entries, and what is wrong with those that break their schema."""
    entries, unreadable = [], []
    for path in files:
        try:
            entries.append(parse_entry(path))
        except ValueError as error:
            unreadable.append(str(error))
    return entries, unreadable


def balance(entries: Sequence[LibraryEntry]) -> Iterator[str]:
    """Whether every specialist has enough entries, of every difficulty."""
    for specialist in SPECIALISTS:
        own = [entry for entry in entries if entry.specialist == specialist]
        if len(own) < FEWEST:
            yield f"{specialist}: {len(own)} entries, {FEWEST} are wanted"
        for difficulty in set(get_args(Difficulty)) - {entry.difficulty for entry in own}:
            yield f"{specialist}: no entry is {difficulty}"
    for stranger in {entry.specialist for entry in entries} - SPECIALISTS.keys():
        yield f"{stranger}: no such specialist"


def problems(entry: LibraryEntry) -> Iterator[str]:
    """What is wrong with one entry beyond its schema."""
    name = f"{entry.specialist}/{entry.slug}"
    deciding = sum(point.weight == 3 for point in entry.key_points)
    if not 1 <= deciding <= 4:
        yield f"{name}: {deciding} key points have weight 3; 1 to 4 are wanted"
    for calculation in entry.arithmetic:
        expression, _, stated = calculation.partition(" ~ ")
        # The schema lets only digits, signs and brackets through, so nothing else can run.
        result = float(eval(expression))  # noqa: S307 - only digits, signs, brackets
        if abs(result - float(stated)) > TOLERANCE * abs(float(stated)):
            yield f"{name}: {expression} is {result:.4g}, not {stated}"
    fences = _FENCE.findall(entry.answer)
    if not all(fences[::2]):
        yield f"{name}: a code block does not name its language"
    if any(fences[1::2]) or len(fences) % 2:
        yield f"{name}: a code block is not closed"
    for first_line in _SQL.findall(entry.answer):
        if first_line != "-- setup":
            yield f"{name}: an sql block does not begin with '-- setup', so that nothing runs it"
    for repeated, times in Counter((entry.question, *entry.phrasings)).items():
        if times > 1:
            yield f"{name}: {repeated!r} is there {times} times"


def likeness(entries: Sequence[LibraryEntry], encoder: SentenceEncoder) -> Iterator[str]:
    """Pairs of entries that ask the same thing."""
    texts = [(entry.slug, text) for entry in entries for text in (entry.question, *entry.phrasings)]
    vectors = encoder.encode([text for _, text in texts])
    for number, (slug, text) in enumerate(texts):
        for other in (vectors[:number] @ vectors[number] >= SAME_QUESTION).nonzero()[0]:
            if texts[other][0] != slug:
                yield f"{slug} and {texts[other][0]} both ask: {text!r}, {texts[other][1]!r}"


def misspelt(folder: Path) -> list[str]:
    """What ``typos`` finds, British spelling and the words of ``pyproject.toml`` allowed."""
    program = Path(sysconfig.get_path("scripts")) / "typos"
    told = subprocess.run(
        [program, "--config", _WORDS, "--format", "brief", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode not in (0, 2) or told.stderr:
        raise SystemExit(f"typos failed: {told.stderr.strip()}")
    return told.stdout.splitlines()


if __name__ == "__main__":
    main()
