"""The port through which practice takes questions from the question bank.

Two values: what choosing needs of every entry of the library, and what practising needs of the
few that were chosen. The database knows its own words for difficulty and kind;
``agents/practice/vocabulary.py`` translates.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from agents.contracts import Embedding, KeyPoint
from agents.library.entry import Difficulty as BankDifficulty


@dataclass(frozen=True, slots=True)
class Candidate:
    """What choosing needs to know of an entry of the library; there are some four hundred.

    Args:
        bank_id: ``questions.question_id``.
        specialist: Whose field it is: ``questions.specialist``.
        skills: What it asks for, in words: ``questions.skill_names``.
        embedding: Unit vector of what it is about: ``questions.embedding``.
    """

    bank_id: int
    question: str
    specialist: str
    difficulty: BankDifficulty
    skills: tuple[str, ...]
    tags: tuple[str, ...]
    embedding: Embedding = field(repr=False)


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question of the bank, of the library or one's own, as practising needs it.

    Args:
        specialist: None where one's own question names none.
        category: ``questions.question_category``.
        key_points: Of any number; a question of one's own may have none.
        skills: ``questions.skill_names``; for one's own the names of its linked skills, the
            primary one first. May be empty.
    """

    bank_id: int
    question: str
    specialist: str | None
    category: str
    difficulty: BankDifficulty
    key_points: tuple[KeyPoint, ...]
    skills: tuple[str, ...]
    tags: tuple[str, ...] = ()


class QuestionShelf(Protocol):
    """The library, to choose from; connected to the database at the root.

    Both methods see active entries of the library only (``library_slug IS NOT NULL AND
    is_active AND embedding IS NOT NULL``), the same for everybody.

    Raises:
        AnswerFailed: with code ``library_unavailable`` when the library can't be read.
    """

    async def candidates(
        self, specialists: Sequence[str], difficulties: Sequence[BankDifficulty]
    ) -> list[Candidate]:
        """All entries of these specialists at these difficulties, by ``bank_id`` ascending."""
        ...

    async def questions(self, bank_ids: Sequence[int]) -> list[BankQuestion]:
        """The entries with these ids, in any order; unknown ids are left out."""
        ...
