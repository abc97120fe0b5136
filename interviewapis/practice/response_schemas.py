"""Responses of practice."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from agents.practice.contracts import Criterion, Difficulty, QuestionType, RequestedType
from interviewapis.fields import ResponseModel

Status = Literal["in_progress", "completed", "abandoned"]
Kind = Literal["main", "follow_up"]
JudgedBy = Literal["model", "coverage"]


class QuestionResponse(ResponseModel):
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


class FollowUpResponse(QuestionResponse):
    """A question about an answer that was given."""

    quotation: str
    """The words of the answer that it takes up; may be empty."""
    provider: str
    """Who asks: `library`, or the kind of model server."""
    model: str
    """With which model."""
    prompt_version: str | None
    """Of the instructions that a model got."""
    note: str | None
    """What is other than one might think, if anything."""


class InterviewResponse(ResponseModel):
    """A practice interview with its questions."""

    interview_id: UUID
    """Id of the practice interview."""
    job_role: str
    """What it is for."""
    difficulty: Difficulty
    """As asked for."""
    question_type: RequestedType
    """As asked for."""
    total_questions: int
    """Without follow-ups; in an adaptive interview, how many there will be."""
    questions: list[QuestionResponse]
    """In order."""
    status: Status
    """`abandoned` after 24 hours without a sign of life; an answer or a draft goes on with it."""
    created_at: datetime
    """When it began."""
    adaptive: bool
    """Whether questions come one by one, by how the answers went."""
    overall_score: float | None
    """Mean score, 0 to 100, of the judged answers; null while there is none."""
    started_at: datetime
    """When it began."""
    last_activity_at: datetime
    """When something was last done in it."""
    completed_at: datetime | None
    """When it was completed."""
    duration_minutes: int | None
    """From beginning to completion."""
    provider: str
    """Who made the questions: `library`, `bank` for chosen ones, or the kind of model server."""
    model: str
    """The model, or what stood in for it."""
    prompt_version: str | None
    """Of the instructions that a model got."""
    note: str | None
    """What is other than asked for, if anything."""


class InterviewSummary(ResponseModel):
    """A practice interview in a list."""

    interview_id: UUID
    """Id of the practice interview."""
    job_role: str
    """What it is for."""
    difficulty: Difficulty
    """As asked for."""
    question_type: RequestedType
    """As asked for."""
    total_questions: int
    """Without follow-ups."""
    answered: int
    """How many of them have an answer."""
    status: Status
    """How far it got."""
    overall_score: float | None
    """Mean score, 0 to 100; null while there is none."""
    adaptive: bool
    """Whether questions come one by one."""
    created_at: datetime
    """When it began."""
    last_activity_at: datetime
    """When something was last done in it."""
    completed_at: datetime | None
    """When it was completed."""


class InterviewListResponse(ResponseModel):
    """One page of practice interviews."""

    total: int
    """How many there are on all pages."""
    skip: int
    """How many were left out before these."""
    limit: int
    """How many are shown at most."""
    interviews: list[InterviewSummary]
    """The latest first."""


class InterviewCompleteResponse(ResponseModel):
    """A completed practice interview."""

    interview_id: UUID
    """Id of the practice interview."""
    status: Literal["completed"]
    """What it is now."""
    message: str
    """In a sentence."""
    completed_at: datetime
    """When it was completed."""
    overall_score: float | None
    """Mean score, 0 to 100."""
    duration_minutes: int | None
    """From beginning to completion."""


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


class SubmitAnswerResponse(ResponseModel):
    """A judged answer."""

    response_id: UUID | None
    """Id of the official answer; null for a retry."""
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
    """0 to 100; null where the answer can't be scored."""
    unscored_reason: str | None
    """Why there is no score."""
    feedback: str
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
    """Whether this try counts."""
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
    """Why it could not be judged."""
    created_at: datetime
    """When it was submitted."""
    judged_at: datetime | None
    """When it was judged."""


class AttemptsResponse(ResponseModel):
    """All tries at a question, side by side."""

    interview_id: UUID
    """Id of the practice interview."""
    question_id: UUID
    """Id of the question."""
    question_text: str
    """What was asked."""
    attempts: list[SubmitAnswerResponse]
    """In order."""


class DraftResponse(ResponseModel):
    """A saved draft."""

    question_id: UUID
    """Id of the question."""
    draft: str | None
    """What was saved."""
    drafted_at: datetime | None
    """When."""


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
    score: float | None
    """0 to 100; null where it could not be scored."""
    unscored_reason: str | None
    """Why there is no score."""
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
    """Mean score, 0 to 100, without follow-ups and what could not be scored."""
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
