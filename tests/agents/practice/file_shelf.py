"""The port to the question bank, served from the library's files instead of the database."""

from collections.abc import Sequence
from functools import cache

from agents.contracts import KeyPoint
from agents.embedding import SentenceEncoder
from agents.library import indexing
from agents.library.catalog import entry_files, read_entries
from agents.library.entry import Difficulty, LibraryEntry
from agents.practice.shelf import BankQuestion, Candidate


@cache
def library() -> tuple[LibraryEntry, ...]:
    """All entries; an entry's bank_id is its place, from 1."""
    return tuple(read_entries(entry_files()))


class FileShelf:
    """Reads from the files what ``QuestionShelf`` is to give.

    Attributes:
        retired: Ids that are candidates and yet can't be had any more.
    """

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._vectors = indexing.entry_vectors(encoder, library())
        self.retired: set[int] = set()

    async def candidates(
        self, specialists: Sequence[str], difficulties: Sequence[Difficulty]
    ) -> list[Candidate]:
        return [
            Candidate(
                number,
                entry.question,
                entry.specialist,
                entry.difficulty,
                entry.skills,
                entry.tags,
                vector,
            )
            for number, (entry, vector) in enumerate(
                zip(library(), self._vectors, strict=True), start=1
            )
            if entry.specialist in specialists and entry.difficulty in difficulties
        ]

    async def questions(self, bank_ids: Sequence[int]) -> list[BankQuestion]:
        return [
            BankQuestion(
                bank_id,
                entry.question,
                entry.specialist,
                "technical",
                entry.difficulty,
                tuple(KeyPoint(each.point, each.weight) for each in entry.key_points),
                entry.skills,
                entry.tags,
            )
            for bank_id in sorted(set(bank_ids) - self.retired, reverse=True)
            if 0 < bank_id <= len(library())
            for entry in [library()[bank_id - 1]]
        ]
