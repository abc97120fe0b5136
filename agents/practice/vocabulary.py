"""The words of practice for what the question bank calls otherwise. The only place that maps."""

from collections.abc import Iterable, Mapping

from agents.contracts import KeyPoint
from agents.library.entry import Difficulty as BankDifficulty
from agents.practice.contracts import Difficulty, PracticeQuestion, QuestionType
from agents.practice.shelf import BankQuestion

BANK_DIFFICULTIES: Mapping[Difficulty, tuple[BankDifficulty, ...]] = {
    "beginner": ("easy",),
    "intermediate": ("medium",),
    "advanced": ("hard", "expert"),
}

DIFFICULTIES: Mapping[BankDifficulty, Difficulty] = {
    bank: practice for practice, banks in BANK_DIFFICULTIES.items() for bank in banks
}

NEIGHBOURS: Mapping[Difficulty, tuple[Difficulty, ...]] = {
    "beginner": ("intermediate", "advanced"),
    "intermediate": ("beginner", "advanced"),
    "advanced": ("intermediate", "beginner"),
}
"""Where to look when there are too few at a difficulty, the nearest first."""

TYPES_OF_SPECIALISTS: Mapping[str, QuestionType] = {
    "behavioral": "behavioral",
    "coding": "coding",
    "system_design": "system_design",
    "architect": "system_design",
    "technical": "technical",
    "product_manager": "technical",
}

SPECIALISTS_OF_TYPES: Mapping[QuestionType, tuple[str, ...]] = {
    kind: tuple(each for each, of in TYPES_OF_SPECIALISTS.items() if of == kind)
    for kind in dict.fromkeys(TYPES_OF_SPECIALISTS.values())
}

TYPES_OF_CATEGORIES: Mapping[str, QuestionType] = {
    "behavioral": "behavioral",
    "cultural_fit": "behavioral",
    "leadership": "behavioral",
    "coding": "coding",
    "system_design": "system_design",
}
"""For questions of one's own that name no specialist; other categories are technical."""

MOST_POINTS = 8
LONGEST_SKILL = 100
GENERAL_SKILL: Mapping[QuestionType, str] = {
    "technical": "Technical knowledge",
    "behavioral": "Behavioral",
    "coding": "Coding",
    "system_design": "System design",
}
"""What a question trains that names no skill."""


def question_type(specialist: str | None, category: str) -> QuestionType:
    """The type of a question of the bank: by who answers it, else by its category."""
    by_specialist = TYPES_OF_SPECIALISTS.get(specialist or "")
    return by_specialist or TYPES_OF_CATEGORIES.get(category, "technical")


def weightiest(points: Iterable[KeyPoint]) -> tuple[KeyPoint, ...]:
    """As many key points as an answer is measured by, the weightiest first."""
    # Stable: points of one weight stay in the order in which they were written.
    return tuple(sorted(points, key=lambda each: -each.weight)[:MOST_POINTS])


def practice_question(row: BankQuestion) -> PracticeQuestion:
    """A question of the bank as one to practise; only its weightiest eight points are kept."""
    kind = question_type(row.specialist, row.category)
    skill = next((each.strip() for each in row.skills if each.strip()), GENERAL_SKILL[kind])
    return PracticeQuestion(
        question=row.question,
        type=kind,
        difficulty=DIFFICULTIES[row.difficulty],
        expected_points=weightiest(row.key_points),
        skill=skill[:LONGEST_SKILL],
        bank_id=row.bank_id,
    )
