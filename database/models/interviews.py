"""Interviews with their rounds, the questions that were asked, and the skills they were about."""

from datetime import date, datetime, time
from typing import Any, get_args
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Text,
    Time,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from database.models.base import Base, Timestamps, known, long, owner_key, texts, within
from database.models.vocabulary import (
    InterviewResult,
    InterviewStatus,
    InterviewType,
    RoundType,
    SeniorityLevel,
)

_LIVING = text("deleted_at IS NULL")


def _of_living(*columns: Any, name: str) -> Index:
    """An index for lists: the owner first, the id last, without what was deleted."""
    return Index(name, "owner_id", *columns, "interview_id", postgresql_where=_LIVING)


class CvVersion(Timestamps, Base):
    """A version of somebody's CV."""

    __tablename__ = "cv_versions"
    __table_args__ = (
        long("version_name", 1, 200),
        UniqueConstraint("owner_id", "cv_version_id"),
        {"comment": "Versions of people's CVs, which interviews refer to."},
    )

    cv_version_id: Mapped[int] = mapped_column(Integer, Identity(always=True), primary_key=True)
    owner_id: Mapped[UUID] = owner_key()
    version_name: Mapped[str] = mapped_column(Text)
    content: Mapped[str | None] = mapped_column(Text)


class Interview(Timestamps, Base):
    """One application to one job, from the posting to the offer.

    A trigger has ``times_asked`` of its questions follow when it is deleted or restored.
    """

    __tablename__ = "interviews"
    __table_args__ = (
        known("interview_type", get_args(InterviewType)),
        known("seniority_level", get_args(SeniorityLevel)),
        known("interview_status", get_args(InterviewStatus)),
        known("interview_result", get_args(InterviewResult)),
        within("required_experience_years", 0, 50),
        CheckConstraint("time_spent_preparing_hours >= 0", name="time_spent_preparing_hours_range"),
        CheckConstraint(
            "first_interview_date <= final_interview_date", name="final_not_before_first"
        ),
        CheckConstraint("offer_date <= offer_deadline", name="deadline_not_before_offer"),
        ForeignKeyConstraint(
            ["owner_id", "cv_version_id"],
            ["cv_versions.owner_id", "cv_versions.cv_version_id"],
            name="interviews_cv_version_id_fkey",
            ondelete="SET NULL (cv_version_id)",
        ),
        _of_living("created_at", name="interviews_owner_id_created_at_idx"),
        Index(
            "interviews_owner_id_deleted_idx",
            "owner_id",
            "created_at",
            "interview_id",
            postgresql_where=text("deleted_at IS NOT NULL"),
        ),
        _of_living(
            "interview_status",
            "is_remote",
            "seniority_level",
            "created_at",
            name="interviews_owner_id_filters_idx",
        ),
        _of_living(
            func.coalesce(text("application_date"), text("'-infinity'::date")),
            name="interviews_owner_id_application_date_idx",
        ),
        _of_living(
            func.coalesce(text("first_interview_date"), text("'-infinity'::date")),
            name="interviews_owner_id_first_interview_date_idx",
        ),
        _of_living("interview_status", name="interviews_owner_id_interview_status_idx"),
        _of_living("company_id", "created_at", name="interviews_owner_id_company_id_idx"),
        _of_living("role_id", "created_at", name="interviews_owner_id_role_id_idx"),
        Index("interviews_company_id_idx", "company_id"),
        Index("interviews_role_id_idx", "role_id"),
        Index(
            "interviews_owner_id_cv_version_id_idx",
            "owner_id",
            "cv_version_id",
            postgresql_where=text("cv_version_id IS NOT NULL"),
        ),
        {"comment": "Applications to jobs, from the posting to the offer."},
    )

    interview_id: Mapped[int] = mapped_column(Integer, Identity(always=True), primary_key=True)
    owner_id: Mapped[UUID] = owner_key()
    company_id: Mapped[int | None] = mapped_column(ForeignKey("companies.company_id"))
    role_id: Mapped[int | None] = mapped_column(ForeignKey("roles.role_id"))
    custom_role_title: Mapped[str | None] = mapped_column(
        Text, comment="The job's title where no role fits."
    )
    interview_type: Mapped[str] = mapped_column(Text, server_default="actual")
    seniority_level: Mapped[str] = mapped_column(Text)
    interview_status: Mapped[str] = mapped_column(Text, server_default="scheduled")
    interview_result: Mapped[str] = mapped_column(Text, server_default="pending")
    job_description: Mapped[str | None] = mapped_column(Text)
    main_skills_required: Mapped[list[str]] = texts()
    required_experience_years: Mapped[int | None] = mapped_column(SmallInteger)
    job_location: Mapped[str | None] = mapped_column(Text)
    is_remote: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    salary_range: Mapped[str | None] = mapped_column(Text)
    application_date: Mapped[date | None] = mapped_column(Date)
    job_posting_url: Mapped[str | None] = mapped_column(Text)
    referral_source: Mapped[str | None] = mapped_column(Text)
    first_interview_date: Mapped[date | None] = mapped_column(Date)
    final_interview_date: Mapped[date | None] = mapped_column(Date)
    offer_date: Mapped[date | None] = mapped_column(Date)
    offer_deadline: Mapped[date | None] = mapped_column(Date)
    overall_feedback: Mapped[str | None] = mapped_column(Text)
    strengths: Mapped[str | None] = mapped_column(Text)
    areas_for_improvement: Mapped[str | None] = mapped_column(Text)
    offer_details: Mapped[str | None] = mapped_column(Text)
    preparation_notes: Mapped[str | None] = mapped_column(Text)
    resources_used: Mapped[str | None] = mapped_column(Text)
    time_spent_preparing_hours: Mapped[float | None] = mapped_column(Float)
    cv_content: Mapped[str | None] = mapped_column(Text)
    cv_file_path: Mapped[str | None] = mapped_column(Text)
    cv_file_url: Mapped[str | None] = mapped_column(Text)
    cv_version: Mapped[str | None] = mapped_column(Text)
    cv_tailored_for_role: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    cv_highlights: Mapped[list[str]] = texts()
    cv_uploaded_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    cv_last_updated: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    cv_version_id: Mapped[int | None] = mapped_column(Integer)
    deleted_at: Mapped[datetime | None] = mapped_column(
        DateTime(timezone=True), comment="Hidden since then; can be restored."
    )


class InterviewRound(Timestamps, Base):
    """One meeting of an interview.

    A trigger numbers those that come without a number; after 1000 it refuses them, as
    ``interview_rounds_round_number_end``.
    """

    __tablename__ = "interview_rounds"
    __table_args__ = (
        CheckConstraint("round_number >= 1", name="round_number_range"),
        known("round_type", get_args(RoundType)),
        known("round_status", get_args(InterviewStatus)),
        known("round_result", get_args(InterviewResult)),
        within("rating", 1, 10),
        within("duration_minutes", 1, 1440),
        UniqueConstraint("interview_id", "round_number"),
        UniqueConstraint("interview_id", "round_id"),
        {"comment": "The meetings of interviews."},
    )

    round_id: Mapped[int] = mapped_column(Integer, Identity(always=True), primary_key=True)
    interview_id: Mapped[int] = mapped_column(
        ForeignKey("interviews.interview_id", ondelete="CASCADE")
    )
    round_number: Mapped[int] = mapped_column(Integer)
    round_name: Mapped[str | None] = mapped_column(Text)
    round_type: Mapped[str] = mapped_column(Text)
    scheduled_date: Mapped[date | None] = mapped_column(Date)
    scheduled_time: Mapped[time | None] = mapped_column(Time)
    duration_minutes: Mapped[int | None] = mapped_column(Integer)
    timezone: Mapped[str] = mapped_column(Text, server_default="UTC", comment="IANA name.")
    is_virtual: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    meeting_platform: Mapped[str | None] = mapped_column(Text)
    meeting_link: Mapped[str | None] = mapped_column(Text)
    physical_location: Mapped[str | None] = mapped_column(Text)
    interviewer_name: Mapped[str | None] = mapped_column(Text)
    interviewer_title: Mapped[str | None] = mapped_column(Text)
    interviewer_linkedin_url: Mapped[str | None] = mapped_column(Text)
    interviewer_email: Mapped[str | None] = mapped_column(Text)
    interviewer_notes: Mapped[str | None] = mapped_column(Text)
    round_status: Mapped[str] = mapped_column(Text, server_default="scheduled")
    round_result: Mapped[str] = mapped_column(Text, server_default="pending")
    feedback: Mapped[str | None] = mapped_column(Text)
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    preparation_notes: Mapped[str | None] = mapped_column(Text)
    questions_asked_summary: Mapped[str | None] = mapped_column(Text)
    key_topics_covered: Mapped[list[str]] = texts()
    follow_up_actions: Mapped[str | None] = mapped_column(Text)


class InterviewQuestion(Timestamps, Base):
    """A question that was asked in an interview, and how it went.

    Triggers place it after the others where it comes without an order (after 1000 they refuse it,
    as ``interview_questions_order_asked_end``), and have ``times_asked`` follow, of the owner's
    question or of what they did with a library entry. Deleted interviews count nowhere.
    """

    __tablename__ = "interview_questions"
    __table_args__ = (
        within("answer_quality_rating", 1, 10),
        within("confidence_level", 1, 10),
        within("time_taken_minutes", 0, 1440),
        ForeignKeyConstraint(
            ["interview_id", "round_id"],
            ["interview_rounds.interview_id", "interview_rounds.round_id"],
            name="interview_questions_round_id_fkey",
            ondelete="SET NULL (round_id)",
        ),
        UniqueConstraint("interview_id", "question_id"),
        Index("interview_questions_question_id_idx", "question_id"),
        Index("interview_questions_interview_id_round_id_idx", "interview_id", "round_id"),
        {"comment": "Questions that were asked in interviews, and how it went."},
    )

    interview_question_id: Mapped[int] = mapped_column(
        Integer, Identity(always=True), primary_key=True
    )
    interview_id: Mapped[int] = mapped_column(
        ForeignKey("interviews.interview_id", ondelete="CASCADE")
    )
    round_id: Mapped[int | None] = mapped_column(Integer)
    # Questions are put aside, and go only with their owner, whose interviews go too.
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.question_id", ondelete="CASCADE")
    )
    was_asked: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    order_asked: Mapped[int | None] = mapped_column(Integer)
    candidate_answer: Mapped[str | None] = mapped_column(Text)
    answer_quality_rating: Mapped[int | None] = mapped_column(SmallInteger)
    time_taken_minutes: Mapped[int | None] = mapped_column(Integer)
    interviewer_feedback: Mapped[str | None] = mapped_column(Text)
    what_went_well: Mapped[str | None] = mapped_column(Text)
    what_could_improve: Mapped[str | None] = mapped_column(Text)
    was_prepared: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    preparation_notes: Mapped[str | None] = mapped_column(Text)
    confidence_level: Mapped[int | None] = mapped_column(SmallInteger)
    follow_up_questions_asked: Mapped[list[str]] = texts()
    follow_up_answers: Mapped[list[str]] = texts()


class InterviewSkill(Timestamps, Base):
    """A skill that an interview was about."""

    __tablename__ = "interview_skills"
    __table_args__ = (
        Index("interview_skills_skill_id_idx", "skill_id"),
        {"comment": "Skills that interviews were about."},
    )

    interview_id: Mapped[int] = mapped_column(
        ForeignKey("interviews.interview_id", ondelete="CASCADE"), primary_key=True
    )
    skill_id: Mapped[int] = mapped_column(ForeignKey("skills.skill_id"), primary_key=True)
    is_required: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    is_nice_to_have: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    required_proficiency: Mapped[str | None] = mapped_column(Text)
    priority_level: Mapped[str | None] = mapped_column(Text)
    was_assessed: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    assessed_proficiency: Mapped[str | None] = mapped_column(Text)
    assessment_notes: Mapped[str | None] = mapped_column(Text)
    passed_assessment: Mapped[bool | None] = mapped_column(Boolean)
