"""Finds what a specialist needs of a question of the bank."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from agents.contracts import AnswerBrief
from database.engine import Database
from database.models.vocabulary import QuestionCategory
from database.statements.question_answers import FIND_QUESTION_TO_ANSWER
from interviewapis.errors import NotFound
from interviewapis.questions.answering.schemas import BankAnswerRequest
from interviewapis.questions.owning import NOT_FOUND, one, own_version

_HINTS: Mapping[QuestionCategory, str] = {
    "technical": "technical",
    "behavioral": "behavioral",
    "cultural_fit": "behavioral",
    "leadership": "behavioral",
    "product": "product_manager",
    "case_study": "product_manager",
    "system_design": "system_design",
    "coding": "coding",
}
"""Whose field a category is. A brainteaser may be anybody's."""


@dataclass(frozen=True, slots=True)
class AskedOfBank:
    """A question of the bank, ready to be asked.

    Args:
        question_id: Of the owner's version, where there is one.
    """

    question_id: int
    brief: AnswerBrief


async def find(
    database: Database, owner_id: UUID, question_id: int, body: BankAnswerRequest
) -> AskedOfBank:
    """Find a question that the owner can see; a library entry becomes the owner's own if the
    answer is to be stored.

    Raises:
        NotFound: there is none.
        DatabaseUnavailable: nobody can tell.
    """
    rows = await database.rows(FIND_QUESTION_TO_ANSWER, one(owner_id, question_id))
    if not rows:
        raise NotFound(NOT_FOUND)
    row = rows[0]
    number: int = row["question_id"]
    if row["is_library"] and body.store_answer:
        number = await own_version(database, owner_id, number)
    brief = AnswerBrief(
        question=row["question_text"],
        context="\n".join(filter(None, (row["context"], body.context))),
        agent=body.agent or row["specialist"],
        hint=_HINTS.get(row["question_category"]),
    )
    return AskedOfBank(number, brief)
