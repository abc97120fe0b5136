"""Requests and responses of interviews."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from database.models.vocabulary import (
    InterviewResult,
    InterviewStatus,
    InterviewType,
    RoundType,
    SeniorityLevel,
)
from interviewapis.cursors import SortedQuery
from interviewapis.fields import (
    EACH_SKILL_ONCE,
    EMPTY_IS_NULL,
    NO_CONTROLS,
    Day,
    FilterId,
    Flag,
    Id,
    Line,
    Lines,
    Moment,
    Names,
    Prose,
    RequestModel,
    ResponseModel,
    SearchText,
    WebAddress,
    Word,
    characters,
    unchanged,
)
from interviewapis.interviews.skills.schemas import InterviewSkillSet, SkillAskedResponse

BEGINNINGS = {"final_interview_date": "first_interview_date", "offer_deadline": "offer_date"}
"""Which day an end must not be before. Beginnings are declared, and so checked, first."""

LongText = Annotated[Annotated[str, characters(0, 50_000), NO_CONTROLS] | None, EMPTY_IS_NULL]


def _true_or_none(flag: bool | None) -> bool | None:
    return flag or None


class InterviewsQuery(SortedQuery):
    """Which interviews to show, and in which order."""

    search: Annotated[
        SearchText,
        Field(
            description="With each of these words in the names of company and role or the job's "
            "title, in any case."
        ),
    ] = None
    company_id: Annotated[FilterId | None, Field(description="At this company.")] = None
    role_id: Annotated[FilterId | None, Field(description="For this role.")] = None
    interview_type: Annotated[InterviewType | None, Field(description="Of this kind.")] = None
    interview_status: Annotated[InterviewStatus | None, Field(description="So far along.")] = None
    interview_result: Annotated[InterviewResult | None, Field(description="With this end.")] = None
    seniority_level: Annotated[SeniorityLevel | None, Field(description="At this level.")] = None
    is_remote: Annotated[bool | None, Field(description="Remote, or not.")] = None
    is_deleted: Annotated[
        bool | None,
        AfterValidator(_true_or_none),
        Field(description="True: those that you deleted and can restore, instead of the others."),
    ] = None
    sort_by: Annotated[
        Literal[
            "created_at",
            "application_date",
            "first_interview_date",
            "company_name",
            "interview_status",
        ],
        Field(description="Those without the date count as long ago."),
    ] = "created_at"


class SkillAsked(InterviewSkillSet):
    """A skill that an interview is about."""

    skill_id: Annotated[Id, Field(description="Id of the skill.")]


SkillsAsked = Annotated[tuple[SkillAsked, ...], Field(max_length=100), EACH_SKILL_ONCE]


class _InterviewFields(RequestModel):
    company_id: Annotated[Id | None, Field(description="The company.")] = None
    role_id: Annotated[Id | None, Field(description="The role.")] = None
    custom_role_title: Annotated[
        Line, Field(description="The job's title, where no role fits.")
    ] = None
    job_description: Annotated[LongText, Field(description="The posting.")] = None
    required_experience_years: Annotated[
        int | None, Field(strict=True, ge=0, le=50, description="Years they ask for.")
    ] = None
    job_location: Annotated[Line, Field(description="City and country.")] = None
    salary_range: Annotated[Line, Field(description="As they said it.")] = None
    application_date: Annotated[Day | None, Field(description="When you applied.")] = None
    job_posting_url: Annotated[WebAddress, Field(description="Where it was posted.")] = None
    referral_source: Annotated[Line, Field(description="How you came to it.")] = None
    first_interview_date: Annotated[Day | None, Field(description="Of the first round.")] = None
    final_interview_date: Annotated[
        Day | None, Field(description="Of the last round; not before the first.")
    ] = None
    offer_date: Annotated[Day | None, Field(description="When they made an offer.")] = None
    offer_deadline: Annotated[
        Day | None, Field(description="Until when to answer it; not before the offer.")
    ] = None
    overall_feedback: Annotated[Prose, Field(description="What they said.")] = None
    strengths: Annotated[Prose, Field(description="What went well.")] = None
    areas_for_improvement: Annotated[Prose, Field(description="What did not.")] = None
    offer_details: Annotated[Prose, Field(description="What they offer.")] = None
    preparation_notes: Annotated[Prose, Field(description="For yourself.")] = None
    resources_used: Annotated[Prose, Field(description="What you prepared with.")] = None
    time_spent_preparing_hours: Annotated[
        float | None,
        Field(strict=True, ge=0, le=100_000, allow_inf_nan=False, description="In hours."),
    ] = None
    cv_content: Annotated[LongText, Field(description="The CV you sent, as text.")] = None
    cv_file_path: Annotated[Line, Field(description="Where you keep the file.")] = None
    cv_file_url: Annotated[WebAddress, Field(description="Where it is on the web.")] = None
    cv_version: Annotated[Word, Field(description="Your own name of the version.")] = None
    cv_uploaded_at: Annotated[Moment | None, Field(description="When you sent it.")] = None
    cv_last_updated: Annotated[Moment | None, Field(description="When you changed it.")] = None
    cv_version_id: Annotated[Id | None, Field(description="A version of your CV kept here.")] = None

    @field_validator(*BEGINNINGS)
    @classmethod
    def _not_before_beginning(cls, ended: date | None, given: ValidationInfo) -> date | None:
        beginning = BEGINNINGS[str(given.field_name)]
        begun: date | None = given.data.get(beginning)
        if begun and ended and ended < begun:
            raise ValueError(f"must not be before {beginning}")
        return ended


class InterviewCreate(_InterviewFields):
    """An interview to keep track of."""

    seniority_level: Annotated[SeniorityLevel, Field(description="Of the job.")]
    interview_type: Annotated[InterviewType, Field(description="A real one, or practice.")] = (
        "actual"
    )
    interview_status: Annotated[InterviewStatus, Field(description="How far it is.")] = "scheduled"
    interview_result: Annotated[InterviewResult, Field(description="How it ended.")] = "pending"
    main_skills_required: Annotated[Names, Field(description="In your own words.")] = ()
    is_remote: Annotated[Flag, Field(description="Work from anywhere.")] = False
    cv_tailored_for_role: Annotated[Flag, Field(description="You adapted the CV.")] = False
    cv_highlights: Annotated[Lines, Field(description="What you stressed in the CV.")] = ()
    skills: Annotated[SkillsAsked, Field(description="Skills that it is about.")] = ()


class InterviewUpdate(_InterviewFields):
    """What to change of an interview; what is left out stays."""

    seniority_level: SeniorityLevel = Field(default_factory=unchanged, description="Of the job.")
    interview_type: InterviewType = Field(
        default_factory=unchanged, description="A real one, or practice."
    )
    interview_status: InterviewStatus = Field(
        default_factory=unchanged, description="How far it is."
    )
    interview_result: InterviewResult = Field(
        default_factory=unchanged, description="How it ended."
    )
    main_skills_required: Names = Field(
        default_factory=unchanged, description="In your own words; replaces the list."
    )
    is_remote: Flag = Field(default_factory=unchanged, description="Work from anywhere.")
    cv_tailored_for_role: Flag = Field(default_factory=unchanged, description="You adapted the CV.")
    cv_highlights: Lines = Field(
        default_factory=unchanged, description="What you stressed; replaces the list."
    )
    skills: SkillsAsked = Field(
        default_factory=unchanged, description="Skills that it is about; replaces them all."
    )


class TrackedInterviewResponse(ResponseModel):
    """An interview, as it is kept track of."""

    interview_id: int
    """Id of the interview."""
    company_id: int | None
    """The company."""
    role_id: int | None
    """The role."""
    custom_role_title: str | None
    """The job's title, where no role fits."""
    interview_type: InterviewType
    """A real one, or practice."""
    seniority_level: SeniorityLevel
    """Of the job."""
    interview_status: InterviewStatus
    """How far it is."""
    interview_result: InterviewResult
    """How it ended."""
    job_description: str | None
    """The posting."""
    main_skills_required: list[str]
    """In your own words."""
    required_experience_years: int | None
    """Years they ask for."""
    job_location: str | None
    """City and country."""
    is_remote: bool
    """Work from anywhere."""
    salary_range: str | None
    """As they said it."""
    application_date: date | None
    """When you applied."""
    job_posting_url: str | None
    """Where it was posted."""
    referral_source: str | None
    """How you came to it."""
    first_interview_date: date | None
    """Of the first round."""
    final_interview_date: date | None
    """Of the last round."""
    offer_date: date | None
    """When they made an offer."""
    offer_deadline: date | None
    """Until when to answer it."""
    overall_feedback: str | None
    """What they said."""
    strengths: str | None
    """What went well."""
    areas_for_improvement: str | None
    """What did not."""
    offer_details: str | None
    """What they offer."""
    preparation_notes: str | None
    """For yourself."""
    resources_used: str | None
    """What you prepared with."""
    time_spent_preparing_hours: float | None
    """In hours."""
    cv_content: str | None
    """The CV you sent, as text."""
    cv_file_path: str | None
    """Where you keep the file."""
    cv_file_url: str | None
    """Where it is on the web."""
    cv_version: str | None
    """Your own name of the version."""
    cv_tailored_for_role: bool
    """You adapted the CV."""
    cv_highlights: list[str]
    """What you stressed in the CV."""
    cv_uploaded_at: datetime | None
    """When you sent it."""
    cv_last_updated: datetime | None
    """When you changed it."""
    cv_version_id: int | None
    """A version of your CV kept here."""
    created_at: datetime
    """When it was added; ISO 8601 in UTC."""
    updated_at: datetime
    """When it was changed last."""
    deleted_at: datetime | None
    """When it was deleted; null unless it is."""
    created_by: UUID
    """Whose it is."""
    company_name: str | None
    """Name of the company."""
    role_name: str | None
    """Name of the role."""
    skills: list[SkillAskedResponse]
    """Skills that it is about, by name."""


class NextRoundResponse(ResponseModel):
    """When an interview goes on."""

    round_id: int
    """Id of the round."""
    round_number: int
    """Which one of the interview it is, from 1."""
    round_name: str | None
    """As they call it."""
    round_type: RoundType
    """What it is about."""
    round_status: Literal["scheduled", "rescheduled", "in_progress"]
    """How far it is."""
    scheduled_date: date | None
    """On which day it is."""
    scheduled_time: str | None
    """When it begins, in `timezone`: HH:MM:SS."""
    timezone: str
    """Of the time: IANA name."""
    duration_minutes: int | None
    """How long it takes."""


class ListedInterviewResponse(TrackedInterviewResponse):
    """An interview in a list, with what comes next in it."""

    next_round: NextRoundResponse | None
    """The round that is under way, else the first that is scheduled for yesterday (in UTC, as
    it may still be to come elsewhere) or later, else one without a date; null when there is
    none."""


class InterviewsResponse(ResponseModel):
    """One page of interviews."""

    total: int
    """How many there are on all pages; by cursor, how many there were on the first."""
    skip: int
    """How many were left out."""
    limit: int
    """How many are shown at most."""
    data: list[ListedInterviewResponse]
    """The interviews."""
    next_cursor: str | None
    """For `cursor`, to get the next page; null on the last."""
