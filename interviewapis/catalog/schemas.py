"""Requests and responses of the catalog slice."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from interviewapis.fields import (
    A_NAME,
    EMPTY_IS_NULL,
    NO_CONTROLS,
    ONE_LINE,
    Flag,
    Id,
    Line,
    Lines,
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
from interviewapis.pagination import PageQuery

Hundred = Annotated[Annotated[str, characters(0, 100), ONE_LINE] | None, EMPTY_IS_NULL]
CompanyName = Annotated[str, characters(1, 200), A_NAME]
RoleName = Annotated[str, characters(1, 200), A_NAME]
SkillName = Annotated[str, characters(1, 100), A_NAME]
Notes = Annotated[Annotated[str, characters(0, 5000), NO_CONTROLS] | None, EMPTY_IS_NULL]


class CompaniesQuery(PageQuery):
    """Which companies to show."""

    search: Annotated[
        SearchText,
        Field(
            description="With this text in the name or the industry, in any case; "
            "one or two characters find names that begin with them."
        ),
    ] = None


class RolesQuery(PageQuery):
    """Which roles to show."""

    search: Annotated[
        SearchText,
        Field(
            description="With this text in the name or the category, in any case; "
            "one or two characters find names that begin with them."
        ),
    ] = None
    category: Annotated[Hundred, Field(description="Of exactly this category.")] = None


class SkillsQuery(PageQuery):
    """Which skills to show."""

    search: Annotated[
        SearchText,
        Field(
            description="With this text in the name or the category, in any case; "
            "one or two characters find names that begin with them."
        ),
    ] = None
    category: Annotated[Hundred, Field(description="Of exactly this category.")] = None
    is_trending: Annotated[bool | None, Field(description="In demand now, or not.")] = None
    is_active: Annotated[bool, Field(description="False shows what was put aside.")] = True


class _CompanyFields(RequestModel):
    industry: Annotated[Hundred, Field(description="What it does business in.")] = None
    company_size: Annotated[Word, Field(description="As people say it: 51-200.")] = None
    headquarters: Annotated[Line, Field(description="City and country.")] = None
    website: Annotated[WebAddress, Field(description="Its address on the web.")] = None
    company_description: Annotated[Prose, Field(description="What to know of it.")] = None


class CompanyCreate(_CompanyFields):
    """A company to add."""

    company_name: Annotated[CompanyName, Field(description="Unique, in any case of letters.")]


class CompanyUpdate(_CompanyFields):
    """What to change of a company; what is left out stays."""

    company_name: CompanyName = Field(
        default_factory=unchanged, description="Unique, in any case of letters."
    )


class CompanyResponse(ResponseModel):
    """A company."""

    company_id: int
    """Id of the company."""
    company_name: str
    """Its name."""
    industry: str | None
    """What it does business in."""
    company_size: str | None
    """How many people work there, roughly."""
    headquarters: str | None
    """City and country."""
    website: str | None
    """Its address on the web."""
    company_description: str | None
    """What to know of it."""
    created_by: UUID | None
    """Who added it, and may change it, as administrators may; null when that account is gone."""
    created_at: datetime
    """When it was added; ISO 8601 in UTC."""
    updated_at: datetime
    """When it was changed last."""


class _RoleFields(RequestModel):
    role_category: Annotated[Hundred, Field(description="Engineering, Data, ...")] = None
    role_description: Annotated[Prose, Field(description="What the job is about.")] = None


class RoleCreate(_RoleFields):
    """A role to add."""

    role_name: Annotated[RoleName, Field(description="Unique, in any case of letters.")]
    typical_skills: Annotated[Names, Field(description="What it usually asks for.")] = ()


class RoleUpdate(_RoleFields):
    """What to change of a role; what is left out stays."""

    role_name: RoleName = Field(
        default_factory=unchanged, description="Unique, in any case of letters."
    )
    typical_skills: Names = Field(
        default_factory=unchanged, description="What it usually asks for; replaces the list."
    )


class RoleResponse(ResponseModel):
    """A role."""

    role_id: int
    """Id of the role."""
    role_name: str
    """Its name."""
    role_category: str | None
    """Engineering, Data, ..."""
    role_description: str | None
    """What the job is about."""
    typical_skills: list[str]
    """What it usually asks for."""
    created_by: UUID | None
    """Who added it, and may change it, as administrators may; null when that account is gone."""
    created_at: datetime
    """When it was added; ISO 8601 in UTC."""
    updated_at: datetime
    """When it was changed last."""


class _SkillFields(RequestModel):
    skill_category: Annotated[Hundred, Field(description="Languages, Databases, ...")] = None
    skill_type: Annotated[Word, Field(description="technical, soft, ...")] = None
    skill_description: Annotated[Prose, Field(description="What it is about.")] = None
    parent_skill_id: Annotated[
        Id | None, Field(description="The wider skill that it is part of.")
    ] = None
    market_demand: Annotated[Word, Field(description="high, medium, low, ...")] = None
    average_salary_impact_percentage: Annotated[
        float | None,
        Field(
            strict=True,
            ge=-100,
            le=1000,
            allow_inf_nan=False,
            description="What it adds to a salary, in per cent.",
        ),
    ] = None
    official_documentation_url: Annotated[
        WebAddress, Field(description="Where its documentation is.")
    ] = None


class SkillCreate(_SkillFields):
    """A skill to add."""

    skill_name: Annotated[SkillName, Field(description="Unique, in any case of letters.")]
    proficiency_levels: Annotated[Names, Field(description="From the lowest to the highest.")] = ()
    related_skills: Annotated[Names, Field(description="Names of skills that go with it.")] = ()
    learning_resources: Annotated[Lines, Field(description="Books, courses, addresses.")] = ()
    is_trending: Annotated[Flag, Field(description="In demand now.")] = False
    is_active: Annotated[Flag, Field(description="False keeps it out of lists.")] = True


class SkillUpdate(_SkillFields):
    """What to change of a skill; what is left out stays."""

    skill_name: SkillName = Field(
        default_factory=unchanged, description="Unique, in any case of letters."
    )
    proficiency_levels: Names = Field(
        default_factory=unchanged, description="From the lowest to the highest."
    )
    related_skills: Names = Field(
        default_factory=unchanged, description="Names of skills that go with it."
    )
    learning_resources: Lines = Field(
        default_factory=unchanged, description="Books, courses, addresses."
    )
    is_trending: Flag = Field(default_factory=unchanged, description="In demand now.")
    is_active: Flag = Field(default_factory=unchanged, description="False keeps it out of lists.")


class SkillResponse(ResponseModel):
    """A skill."""

    skill_id: int
    """Id of the skill."""
    skill_name: str
    """Its name."""
    skill_category: str | None
    """Languages, Databases, ..."""
    skill_type: str | None
    """technical, soft, ..."""
    skill_description: str | None
    """What it is about."""
    proficiency_levels: list[str]
    """From the lowest to the highest."""
    related_skills: list[str]
    """Names of skills that go with it."""
    parent_skill_id: int | None
    """The wider skill that it is part of."""
    is_trending: bool
    """In demand now."""
    market_demand: str | None
    """high, medium, low, ..."""
    average_salary_impact_percentage: float | None
    """What it adds to a salary, in per cent."""
    learning_resources: list[str]
    """Books, courses, addresses."""
    official_documentation_url: str | None
    """Where its documentation is."""
    is_active: bool
    """False keeps it out of lists."""
    created_by: UUID | None
    """Who added it, and may change it, as administrators may; null when that account is gone."""
    created_at: datetime
    """When it was added; ISO 8601 in UTC."""
    updated_at: datetime
    """When it was changed last."""


class OwnSkillSet(RequestModel):
    """How well you master a skill; what is left out is emptied."""

    proficiency_level: Annotated[
        Word, Field(description="In the words of the skill, or your own.")
    ] = None
    years_of_experience: Annotated[
        float | None,
        Field(strict=True, ge=0, le=80, allow_inf_nan=False, description="Years of using it."),
    ] = None
    last_used_year: Annotated[
        int | None,
        Field(strict=True, ge=1950, le=2100, description="The year in which you used it last."),
    ] = None
    wants_to_improve: Annotated[Flag, Field(description="You want to get better at it.")] = False
    notes: Annotated[Notes, Field(description="For yourself; nobody else sees it.")] = None


class OwnSkillResponse(ResponseModel):
    """How well you master a skill."""

    skill_id: int
    """Id of the skill."""
    skill_name: str
    """Its name."""
    skill_category: str | None
    """Languages, Databases, ..."""
    proficiency_level: str | None
    """How well you know it."""
    years_of_experience: float | None
    """Years of using it."""
    last_used_year: int | None
    """The year in which you used it last."""
    wants_to_improve: bool
    """You want to get better at it."""
    notes: str | None
    """For yourself; nobody else sees it."""
    created_at: datetime
    """When you added it to yours; ISO 8601 in UTC."""
    updated_at: datetime
    """When you set it last."""
