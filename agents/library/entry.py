"""One library entry: a Markdown file whose front matter describes the question it answers."""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Twelve times as fast where PyYAML was built with libyaml."""

Difficulty = Literal["easy", "medium", "hard", "expert"]
Seniority = Literal[
    "intern", "junior", "mid", "senior", "staff", "principal", "lead", "manager", "director"
]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=400)]
Tag = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9+#.-]*$", max_length=40)]


Calculation = Annotated[
    str, StringConstraints(pattern=r"^[0-9eE_.+*/() -]+ ~ [0-9][0-9eE_.+-]*$", max_length=120)
]
"""``expression ~ result``, in plain numbers: the arithmetic of an answer, to be checked."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KeyPoint(_Part):
    """Something a strong answer says. ``weight``: 3 decides the answer, 2 matters, 1 is a plus."""

    point: Sentence
    weight: Literal[1, 2, 3]


class Source(_Part):
    """Where a reader can check the facts of an entry."""

    title: Annotated[str, StringConstraints(min_length=5, max_length=200)]
    url: Annotated[str, StringConstraints(pattern=r"^https://", max_length=300)] | None = None


class LibraryEntry(_Part):
    """A question that interviewers ask, with all that is needed to answer and to judge it."""

    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
    specialist: str
    question: Annotated[str, StringConstraints(min_length=10, max_length=300)]
    phrasings: Annotated[tuple[Sentence, ...], Field(min_length=2, max_length=6)]
    difficulty: Difficulty
    seniority: Annotated[tuple[Seniority, ...], Field(min_length=1)]
    tags: Annotated[tuple[Tag, ...], Field(min_length=2, max_length=8)]
    skills: Annotated[tuple[str, ...], Field(min_length=1, max_length=6)]
    framework: Annotated[str, StringConstraints(min_length=3, max_length=80)]
    minutes: Annotated[int, Field(ge=1, le=90)]
    key_points: Annotated[tuple[KeyPoint, ...], Field(min_length=4, max_length=8)]
    common_mistakes: Annotated[tuple[Sentence, ...], Field(min_length=2, max_length=6)]
    tips: Annotated[tuple[Sentence, ...], Field(min_length=1, max_length=4)]
    follow_ups: Annotated[tuple[Sentence, ...], Field(min_length=3, max_length=3)]
    sources: Annotated[tuple[Source, ...], Field(min_length=1, max_length=5)]
    arithmetic: Annotated[tuple[Calculation, ...], Field(max_length=20)] = ()
    answer: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=900, max_length=9000)
    ]


def parse_entry(path: Path) -> LibraryEntry:
    """Read ``entries/<specialist>/<slug>.md``; folder and file name give specialist and slug.

    Raises:
        ValueError: the front matter is missing or a field breaks its bounds; names the file.
    """
    opening, separator, rest = path.read_text(encoding="utf-8").partition("---\n")
    front, closing, answer = rest.partition("\n---\n")
    if opening or not separator or not closing:
        raise ValueError(f"{path}: expected front matter between two lines of '---'")
    try:
        fields = yaml.load(front, Loader=_LOADER)  # noqa: S506 - both are safe loaders
        return LibraryEntry(
            **fields, slug=path.stem, specialist=path.parent.name, answer=answer.strip()
        )
    except (yaml.YAMLError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from error
