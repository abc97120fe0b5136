"""A question as several responses show it."""

from datetime import datetime
from uuid import UUID

from agents.practice.contracts import Difficulty, QuestionType
from interviewapis.fields import ResponseModel
from interviewapis.practice.words import Kind


class PracticeQuestionResponse(ResponseModel):
    """A question of a practice interview."""

    id: UUID
    """Id of the question, to answer it."""
    question: str
    """What is asked."""
    type: QuestionType
    """What kind of question it is."""
    difficulty: Difficulty
    """How hard it is."""
    expected_points: list[str]
    """What a strong answer says."""
    order_number: int
    """Its place, from 1. A follow-up has that of the question which it follows."""
    skill: str
    """What it trains."""
    kind: Kind
    """`follow_up` for one about an answer that was given; those count in no total."""
    parent_id: UUID | None
    """The question that a follow-up goes deeper into."""
    bank_question_id: int | None
    """The question of the bank that it is."""
    draft: str | None
    """What was saved of an answer that is not submitted yet."""
    drafted_at: datetime | None
    """When the draft was saved."""
    answered: bool
    """Whether it has its official answer."""
    judging: bool
    """Whether an answer is being judged right now."""
