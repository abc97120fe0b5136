"""Responses that show answers with their judgements."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from agents.practice.contracts import Criterion
from interviewapis.fields import ResponseModel
from interviewapis.practice.words import JudgedBy, Kind


class CriterionResponse(ResponseModel):
    """What was made of one criterion."""

    criterion: Criterion
    """Accuracy weighs 40 %, coverage 30 %, clarity 20 %, depth 10 %."""
    rating: int | None
    """0 to 4; null for "not enough evidence"."""
    reason: str
    """Why."""
    quotation: str
    """Words of the answer that show it."""
    verified: bool
    """Whether the quotation is in the answer."""


class PointResponse(ResponseModel):
    """One point that a strong answer makes."""

    point: str
    """The point."""
    weight: int
    """3 decides the answer, 2 matters, 1 is a plus."""
    covered: bool
    """Whether the answer makes it."""
    quotation: str
    """Where."""


class AttemptResponse(ResponseModel):
    """A try at a question, judged or not."""

    response_id: UUID | None
    """Id of the official answer; null for a retry, and without a score."""
    interview_id: UUID
    """Id of the practice interview."""
    question_id: UUID
    """Id of the question."""
    question_text: str
    """What was asked."""
    kind: Kind
    """Whether it was a follow-up."""
    user_answer: str
    """What you said."""
    score: float | None
    """0 to 100; null where the answer can't be scored, and without a judgement."""
    unscored_reason: str | None
    """Why the judgement has no score. Such a try does not count."""
    hint: str | None
    """What to do about a try without a score, while the question is open; else null."""
    feedback: str | None
    """What was good and what was missing."""
    strengths: list[str]
    """What was good."""
    improvements: list[str]
    """What to do better."""
    keywords_mentioned: list[str]
    """Terms of the question and its points that the answer uses."""
    time_taken_seconds: int | None
    """As you gave it."""
    measured_seconds: int | None
    """From the first time that the question was shown."""
    answered_at: datetime | None
    """When it became the official answer."""
    attempt_id: UUID
    """Id of this try."""
    attempt_number: int
    """Which try it was."""
    is_official: bool
    """Whether this try counts, or will when it has a score."""
    state: Literal["judging", "judged", "failed"]
    """How far the judging got."""
    judged_by: JudgedBy | None
    """`model`: by the rubric. `coverage`: by the key points that it covers, without a model; that
    can't tell a wrong answer that uses the right words."""
    provider: str | None
    """Who judged."""
    model: str | None
    """With which model."""
    rubric_version: str | None
    """Of criteria, weights and arithmetic."""
    prompt_version: str | None
    """Of the instructions that a model got."""
    criteria: list[CriterionResponse]
    """What the score was computed from."""
    points: list[PointResponse]
    """What a strong answer says, and what of it this one says."""
    sample_scores: list[float]
    """One score for each time that a model judged."""
    failure: dict[str, Any] | None
    """Why it could not be judged: `code`, `message`, `retryable`, and where a model failed `cause`:
    the code of what it did."""
    created_at: datetime
    """When it was submitted."""
    judged_at: datetime | None
    """When it was judged."""


class SubmitAnswerResponse(AttemptResponse):
    """A judged answer."""

    feedback: str
    """What was good and what was missing."""
    state: Literal["judged"]
    """How far the judging got."""
    judged_by: JudgedBy
    """`model`: by the rubric. `coverage`: by the key points that it covers, without a model; that
    can't tell a wrong answer that uses the right words."""
    provider: str
    """Who judged."""
    model: str
    """With which model."""
    rubric_version: str
    """Of criteria, weights and arithmetic."""
    failure: None
    """Only tries that could not be judged have one."""
    judged_at: datetime
    """When it was judged."""


class AttemptsResponse(ResponseModel):
    """All tries at a question, side by side."""

    interview_id: UUID
    """Id of the practice interview."""
    question_id: UUID
    """Id of the question."""
    question_text: str
    """What was asked."""
    attempts: list[AttemptResponse]
    """In order."""


class DraftResponse(ResponseModel):
    """A saved draft."""

    question_id: UUID
    """Id of the question."""
    draft: str | None
    """What was saved."""
    drafted_at: datetime | None
    """When."""
