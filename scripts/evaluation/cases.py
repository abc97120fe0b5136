"""Questions with the answer that is wanted, from ``agents/library/evaluation``."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from agents.library.catalog import ENTRIES

FOLDER: Final = ENTRIES.parent / "evaluation"

Kind = Literal["paraphrase", "uncovered", "nonsense"]


@dataclass(frozen=True, slots=True)
class Case:
    """A question as somebody may type it.

    Args:
        kind: ``paraphrase`` of an entry's question; ``uncovered``, an interview question that
            no entry answers; ``nonsense``, no interview question.
        entry: Slug of the entry that answers a paraphrase, else None.
        specialist: Whose question it is; None for nonsense.
    """

    kind: Kind
    text: str
    entry: str | None
    specialist: str | None


def read_cases(name: str) -> list[Case]:
    """The cases of ``development``, which thresholds are chosen on, or ``blind``, which judges.

    Raises:
        FileNotFoundError: there is no such file.
    """
    path: Path = FOLDER / f"{name}.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Case(**json.loads(line)) for line in lines]
