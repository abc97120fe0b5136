"""Question sets with answers of five kinds, and attacks, read and checked."""

from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal, get_args

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from agents.contracts import KeyPoint
from agents.library.catalog import ENTRIES
from agents.library.entry import LibraryEntry, parse_entry
from agents.practice.contracts import Criterion, PracticeQuestion
from agents.practice.vocabulary import DIFFICULTIES, TYPES_OF_SPECIALISTS

FOLDER: Final = Path(__file__).parent
SHORTEST, LONGEST = 90, 250
"""Words of an answer, as spoken in about one to two minutes."""

LONGEST_ANSWER: Final = 5000
LONGEST_ROLE: Final = 100
"""Characters that practice takes."""

Kind = Literal["good", "mediocre", "off_topic", "keyword_stuffed", "confidently_wrong"]
Split = Literal["development", "seen", "blind"]
Place = Literal["answer", "question", "job_role"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
CRITERIA: Final[tuple[Criterion, ...]] = get_args(Criterion)


def _spoken_length(text: str) -> str:
    if not SHORTEST <= (words := len(text.split())) <= LONGEST:
        raise ValueError(f"{words} words; {SHORTEST} to {LONGEST} are expected")
    return text


def _all_kinds(answers: dict[Kind, "SampleAnswer"]) -> dict[Kind, "SampleAnswer"]:
    if missing := set(KINDS) - set(answers):
        raise ValueError(f"missing: {', '.join(sorted(missing))}")
    wrong = [kind for kind, each in answers.items() if each.wrong_because is not None]
    if wrong != ["confidently_wrong"]:
        raise ValueError("wrong_because belongs to confidently_wrong, and to no other kind")
    return answers


def _all_criteria(ratings: dict[Criterion, int]) -> dict[Criterion, int]:
    if set(ratings) != set(CRITERIA):
        raise ValueError(f"one rating each is expected for {', '.join(CRITERIA)}")
    return ratings


Rating = Annotated[int, Field(ge=0, le=4, strict=True)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=600)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SampleAnswer(_Part):
    """An answer that a candidate might give, with how a human reads it.

    Args:
        voice: Who speaks.
        makes: Indices of the entry's key points that the answer truly makes, from 0.
        ratings: By criterion, 0 to 4, as a human would rate.
        wrong_because: What a confidently wrong answer states wrongly.
    """

    voice: Text
    text: Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_spoken_length)]
    makes: frozenset[Annotated[int, Field(ge=0, strict=True)]]
    ratings: Annotated[dict[Criterion, Rating], AfterValidator(_all_criteria)]
    wrong_because: Text | None = None


class QuestionSet(_Part):
    """A question of the library with one answer of each kind.

    Args:
        entry: ``<specialist>/<slug>`` of the library.
        split: Constants of the judge without a model are chosen on ``development``; ``seen`` was
            looked at while choosing; ``blind`` was first judged when all was chosen.
    """

    entry: Annotated[str, StringConstraints(pattern=r"^[a-z_]+/[a-z0-9-]+$")]
    split: Split
    answers: Annotated[dict[Kind, SampleAnswer], AfterValidator(_all_kinds)]

    @property
    def specialist(self) -> str:
        """Whose field the question is."""
        return self.entry.split("/")[0]

    @property
    def slug(self) -> str:
        """Which of that field's entries it is."""
        return self.entry.split("/")[1]

    @property
    def question(self) -> PracticeQuestion:
        """The entry as a question to practise; its key points keep the entry's order.

        Raises:
            FileNotFoundError: there is no such entry.
        """
        entry = _entry(self.entry)
        return PracticeQuestion(
            question=entry.question,
            type=TYPES_OF_SPECIALISTS[entry.specialist],
            difficulty=DIFFICULTIES[entry.difficulty],
            expected_points=tuple(KeyPoint(each.point, each.weight) for each in entry.key_points),
            skill=entry.skills[0],
        )


class Attack(_Part):
    """A text that tries to decide its own score.

    Args:
        where: What carries it: the answer, the question or the job role.
        repeat: How often the text is said.
    """

    name: Annotated[str, StringConstraints(min_length=3, max_length=60)]
    where: Place
    text: Annotated[str, StringConstraints(min_length=3, max_length=LONGEST_ANSWER)]
    repeat: Annotated[int, Field(ge=1, le=1000)] = 1

    def payload(self, question: PracticeQuestion) -> str:
        """What is said; ``{points}`` stands for the question's key points."""
        points = "\n".join(f"- {each.point}" for each in question.expected_points)
        return self.text.replace("{points}", points) * self.repeat


@cache
def read_sets() -> tuple[QuestionSet, ...]:
    """The twelve question sets that the judge has to get right, by specialist and slug.

    Raises:
        ValueError: a set breaks its schema; names the file.
    """
    return _read_folder("answers")


@cache
def read_blind_sets() -> tuple[QuestionSet, ...]:
    """The sets that tell what to expect of other questions: to measure, never to choose by.

    Raises:
        ValueError: as ``read_sets``.
    """
    return _read_folder("blind_answers")


def read_set(path: Path) -> QuestionSet:
    """One file of a set; its name is the entry's slug.

    Raises:
        ValueError: as ``read_sets``.
    """
    try:
        found = QuestionSet.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        points = len(found.question.expected_points)
        if found.slug != path.stem:
            raise ValueError(f"the entry is {found.slug}")
        if beyond := {i for each in found.answers.values() for i in each.makes if i >= points}:
            raise ValueError(f"the entry has {points} key points, and no {sorted(beyond)}")
    except (yaml.YAMLError, OSError, KeyError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from error
    return found


@cache
def read_attacks() -> tuple[Attack, ...]:
    """The attacks, in the order of the file.

    Raises:
        ValueError: an attack breaks its schema.
    """
    path = FOLDER / "attacks.yaml"
    try:
        return tuple(map(Attack.model_validate, yaml.safe_load(path.read_text(encoding="utf-8"))))
    except (yaml.YAMLError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from error


def _read_folder(name: str) -> tuple[QuestionSet, ...]:
    files = sorted((FOLDER / name).glob("*.yaml"))
    return tuple(sorted((read_set(path) for path in files), key=lambda each: each.entry))


@cache
def _entry(name: str) -> LibraryEntry:
    return parse_entry(ENTRIES / f"{name}.md")
