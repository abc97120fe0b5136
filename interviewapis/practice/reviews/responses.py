"""Responses that look back on an interview."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from agents.practice.contracts import Difficulty, QuestionType
from interviewapis.fields import ResponseModel
from interviewapis.practice.words import JudgedBy, Kind, Status


class ResponseDetail(ResponseModel):
    """An official answer in the results."""

    response_id: UUID
    """Id of the answer."""
    question_id: UUID
    """Id of the question."""
    question_text: str
    """What was asked."""
    question_type: QuestionType
    """What kind of question it was."""
    order_number: int
    """Its place."""
    kind: Kind
    """Whether it was a follow-up."""
    parent_id: UUID | None
    """The question that a follow-up went deeper into."""
    skill: str
    """What it trains."""
    user_answer: str
    """What you said."""
    score: float
    """0 to 100."""
    feedback: str
    """What was good and what was missing."""
    strengths: list[str]
    """What was good."""
    improvements: list[str]
    """What to do better."""
    keywords_mentioned: list[str]
    """Terms that the answer uses."""
    judged_by: JudgedBy
    """Who judged."""
    provider: str
    """Who judged."""
    model: str
    """With which model."""
    time_taken_seconds: int | None
    """As you gave it."""
    measured_seconds: int | None
    """From the first time that the question was shown."""
    answered_at: datetime
    """When."""


class InterviewResultsResponse(ResponseModel):
    """What was answered in a practice interview."""

    interview_id: UUID
    """Id of the practice interview."""
    job_role: str
    """What it is for."""
    difficulty: Difficulty
    """As asked for."""
    status: Status
    """How far it got."""
    overall_score: float | None
    """Mean score, 0 to 100, without follow-ups; null while nothing is scored."""
    total_questions: int
    """Without follow-ups."""
    answered: int
    """How many of them have an answer."""
    responses: list[ResponseDetail]
    """In the order of the questions."""
    created_at: datetime
    """When it began."""
    completed_at: datetime | None
    """When it was completed."""


class PerformanceLevel(ResponseModel):
    """What a score means."""

    level: Literal["excellent", "good", "average", "poor"]
    """From 85, from 70, from 50, below."""
    label: str
    """For people."""
    message: str
    """What to make of it."""
    color: Literal["green", "blue", "yellow", "red"]
    """To show it in."""


class CategoryScore(ResponseModel):
    """How the questions of one type went."""

    category: QuestionType
    """The type."""
    average_score: float | None
    """0 to 100; null while none is scored."""
    total_questions: int
    """How many there are."""
    answered: int
    """How many have an answer."""


class QuestionScoreDetail(ResponseModel):
    """How one question went."""

    question_id: UUID
    """Id of the question."""
    question_text: str
    """What was asked."""
    question_type: QuestionType
    """What kind of question it is."""
    order_number: int
    """Its place."""
    score: float | None
    """0 to 100; null without an answer."""
    feedback: str | None
    """What was good and what was missing."""
    strengths: list[str]
    """What was good."""
    improvements: list[str]
    """What to do better."""
    answered: bool
    """Whether there is an answer with a score."""


class InterviewScoreResponse(ResponseModel):
    """How a practice interview went."""

    interview_id: UUID
    """Id of the practice interview."""
    job_role: str
    """What it is for."""
    difficulty: Difficulty
    """As asked for."""
    status: Status
    """How far it got."""
    overall_score: float | None
    """Mean score, 0 to 100; null while nothing is scored."""
    performance: PerformanceLevel | None
    """What the score means; null while there is none."""
    total_questions: int
    """Without follow-ups."""
    answered: int
    """How many have an answer."""
    skipped: int
    """How many have none."""
    completion_rate: float
    """0 to 100."""
    category_scores: list[CategoryScore]
    """By type of question."""
    question_scores: list[QuestionScoreDetail]
    """Question by question, without follow-ups."""
    overall_summary: str | None
    """What the interview showed; null with `generate_summary=false`, or while nothing is judged."""
    summary_by: str | None
    """Who wrote the summary: `library` for words put together from the figures."""
    top_strengths: list[str]
    """Five at most."""
    top_improvements: list[str]
    """Five at most."""
    started_at: datetime
    """When it began."""
    completed_at: datetime | None
    """When it was completed."""
