"""Responses of practice: scores, skill gaps, figures."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from agents.practice.contracts import Difficulty, QuestionType
from interviewapis.fields import ResponseModel
from interviewapis.practice.words import Status


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
    """0 to 100; null without an answer, or where it could not be scored."""
    feedback: str | None
    """What was good and what was missing."""
    strengths: list[str]
    """What was good."""
    improvements: list[str]
    """What to do better."""
    answered: bool
    """Whether there is an answer."""


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


class SkillGapResponse(ResponseModel):
    """How well a skill is mastered."""

    gap_id: UUID
    """Id of the finding."""
    interview_id: UUID
    """The practice interview that showed it."""
    skill_name: str
    """The skill."""
    proficiency_level: Literal["weak", "moderate", "strong"]
    """Below 50, below 75, from 75."""
    gap_score: float
    """Mean score, 0 to 100: low is a big gap."""
    recommendation: str
    """What to do next."""
    identified_at: datetime
    """When."""
    provider: str
    """Who wrote the recommendation."""
    model: str
    """With which model."""


class SkillGapsResponse(ResponseModel):
    """Skills, the biggest gap first."""

    total: int
    """How many skills."""
    weak: int
    """How many below 50."""
    moderate: int
    """How many from 50 to below 75."""
    strong: int
    """How many from 75."""
    skill_gaps: list[SkillGapResponse]
    """The lowest score first."""


class UserStatsResponse(ResponseModel):
    """What somebody has practised."""

    total_interviews: int
    """Practice interviews that were begun."""
    completed_interviews: int
    """Those that were completed."""
    average_score: float
    """Mean score of your answers, 0 to 100; 0 while none is scored."""
    best_score: float
    """The best of them; 0 while none is scored."""
    total_questions_answered: int
    """Answers that count; follow-ups and retries do not."""
    member_since: datetime
    """When the account was made."""
    account_status: Literal["active", "inactive"]
    """Whether it may do something."""
