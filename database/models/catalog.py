"""Companies, roles and skills, which everybody of an installation shares, and one's own skills."""

from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Text,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from database.models.base import Base, Timestamps, long, maker_key, texts


def _by_beginning(name: str, column: str) -> Index:
    """An index that finds what begins with a text, whatever the collation of the database."""
    return Index(
        name,
        func.lower(text(column)).label("beginning"),
        postgresql_ops={"beginning": "text_pattern_ops"},
    )


class Company(Timestamps, Base):
    """A company that interviews."""

    __tablename__ = "companies"
    __table_args__ = (
        long("company_name", 1, 200),
        long("industry", 0, 100),
        long("company_size", 0, 50),
        long("headquarters", 0, 200),
        long("website", 0, 500),
        Index("companies_company_name_key", func.lower(text("company_name")), unique=True),
        _by_beginning("companies_company_name_prefix_idx", "company_name"),
        Index("companies_created_by_idx", "created_by"),
        Index(
            "companies_search_idx",
            "company_name",
            "industry",
            postgresql_using="gin",
            postgresql_ops={"company_name": "gin_trgm_ops", "industry": "gin_trgm_ops"},
        ),
        {"comment": "Companies that interview; shared by everybody of an installation."},
    )

    company_id: Mapped[int] = mapped_column(Integer, Identity(always=True), primary_key=True)
    company_name: Mapped[str] = mapped_column(Text, comment="Unique in any case.")
    industry: Mapped[str | None] = mapped_column(Text)
    company_size: Mapped[str | None] = mapped_column(Text)
    headquarters: Mapped[str | None] = mapped_column(Text)
    website: Mapped[str | None] = mapped_column(Text)
    company_description: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[UUID | None] = maker_key()


class Role(Timestamps, Base):
    """A job that people apply for."""

    __tablename__ = "roles"
    __table_args__ = (
        long("role_name", 1, 200),
        long("role_category", 0, 100),
        Index("roles_role_name_key", func.lower(text("role_name")), unique=True),
        _by_beginning("roles_role_name_prefix_idx", "role_name"),
        Index("roles_created_by_idx", "created_by"),
        Index("roles_role_category_role_id_idx", "role_category", "role_id"),
        Index(
            "roles_search_idx",
            "role_name",
            "role_category",
            postgresql_using="gin",
            postgresql_ops={"role_name": "gin_trgm_ops", "role_category": "gin_trgm_ops"},
        ),
        {"comment": "Jobs that people apply for; shared by everybody of an installation."},
    )

    role_id: Mapped[int] = mapped_column(Integer, Identity(always=True), primary_key=True)
    role_name: Mapped[str] = mapped_column(Text, comment="Unique in any case.")
    role_category: Mapped[str | None] = mapped_column(Text)
    role_description: Mapped[str | None] = mapped_column(Text)
    typical_skills: Mapped[list[str]] = texts()
    created_by: Mapped[UUID | None] = maker_key()


class Skill(Timestamps, Base):
    """Something that a job asks for and that can be learned.

    A trigger refuses, as ``skills_parent_cycle``, a parent that lies below the skill.
    """

    __tablename__ = "skills"
    __table_args__ = (
        long("skill_name", 1, 100),
        long("skill_category", 0, 100),
        long("skill_type", 0, 50),
        long("market_demand", 0, 50),
        long("official_documentation_url", 0, 500),
        CheckConstraint("parent_skill_id <> skill_id", name="parent_is_another"),
        Index("skills_skill_name_key", func.lower(text("skill_name")), unique=True),
        _by_beginning("skills_skill_name_prefix_idx", "skill_name"),
        Index("skills_created_by_idx", "created_by"),
        Index("skills_parent_skill_id_idx", "parent_skill_id"),
        Index("skills_skill_category_skill_id_idx", "skill_category", "skill_id"),
        Index(
            "skills_search_idx",
            "skill_name",
            "skill_category",
            postgresql_using="gin",
            postgresql_ops={"skill_name": "gin_trgm_ops", "skill_category": "gin_trgm_ops"},
        ),
        {"comment": "What jobs ask for; shared by everybody of an installation."},
    )

    skill_id: Mapped[int] = mapped_column(Integer, Identity(always=True), primary_key=True)
    skill_name: Mapped[str] = mapped_column(Text, comment="Unique in any case.")
    skill_category: Mapped[str | None] = mapped_column(Text)
    skill_type: Mapped[str | None] = mapped_column(Text)
    skill_description: Mapped[str | None] = mapped_column(Text)
    proficiency_levels: Mapped[list[str]] = texts()
    related_skills: Mapped[list[str]] = texts()
    parent_skill_id: Mapped[int | None] = mapped_column(ForeignKey("skills.skill_id"))
    is_trending: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    market_demand: Mapped[str | None] = mapped_column(Text)
    average_salary_impact_percentage: Mapped[float | None] = mapped_column(Float)
    learning_resources: Mapped[list[str]] = texts()
    official_documentation_url: Mapped[str | None] = mapped_column(Text)
    is_active: Mapped[bool] = mapped_column(
        Boolean, server_default=text("true"), comment="Lists show only what is active."
    )
    created_by: Mapped[UUID | None] = maker_key()


class UserSkill(Timestamps, Base):
    """How well somebody masters a skill."""

    __tablename__ = "user_skills"
    __table_args__ = (
        long("proficiency_level", 0, 50),
        long("notes", 0, 5000),
        CheckConstraint("years_of_experience BETWEEN 0 AND 80", name="years_of_experience_range"),
        Index("user_skills_skill_id_idx", "skill_id"),
        {"comment": "How well people master skills, as they see it themselves."},
    )

    owner_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True
    )
    skill_id: Mapped[int] = mapped_column(ForeignKey("skills.skill_id"), primary_key=True)
    proficiency_level: Mapped[str | None] = mapped_column(Text)
    years_of_experience: Mapped[float | None] = mapped_column(Float)
    last_used_year: Mapped[int | None] = mapped_column(Integer)
    wants_to_improve: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    notes: Mapped[str | None] = mapped_column(Text)
