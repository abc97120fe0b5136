"""Questions as they are given and as they are shown."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from database.models.vocabulary import QuestionCategory, QuestionDifficulty, SeniorityLevel
from interviewapis.fields import (
    A_NAME,
    EACH_SKILL_ONCE,
    NO_CONTROLS,
    ONCE,
    ONE_LINE,
    Flag,
    GivenAddress,
    Id,
    Line,
    Lines,
    Names,
    Prose,
    RequestModel,
    ResponseModel,
    Steps,
    WebAddress,
    characters,
    unchanged,
)
from interviewapis.questions.skills.schemas import QuestionSkillSet, SkillTestedResponse
from interviewapis.runs.schemas import AgentId

QuestionText = Annotated[str, characters(10, 5000), NO_CONTROLS]
Category = Annotated[QuestionCategory, Field(description="What kind of question it is.")]
Difficulty = Annotated[QuestionDifficulty, Field(description="How hard it is.")]
Minutes = Annotated[int, Field(strict=True, ge=1, le=1440)]
Tag = Annotated[str, characters(1, 50), A_NAME, AfterValidator(str.lower)]
"""In lower case, so that it is found in any."""
Tags = Annotated[tuple[Tag, ...], Field(max_length=50), ONCE]
Levels = Annotated[tuple[SeniorityLevel, ...], Field(max_length=9), ONCE]
Addresses = Annotated[tuple[GivenAddress, ...], Field(max_length=100), ONCE]


class KeyPoint(RequestModel):
    """Something that a good answer says."""

    point: Annotated[
        str, characters(1, 500), ONE_LINE, Field(description="In a sentence or a few words.")
    ]
    weight: Annotated[
        int, Field(strict=True, ge=1, le=3, description="3 for what an answer can't do without.")
    ] = 1


class QuestionSource(RequestModel):
    """Where to read more."""

    title: Annotated[str, characters(1, 300), ONE_LINE, Field(description="Of a page or book.")]
    url: Annotated[WebAddress, Field(description="Its address.")] = None


class SkillTested(QuestionSkillSet):
    """A skill that a question tests."""

    skill_id: Annotated[Id, Field(description="Id of the skill.")]


KeyPoints = Annotated[tuple[KeyPoint, ...], Field(max_length=50)]
Sources = Annotated[tuple[QuestionSource, ...], Field(max_length=50)]
SkillsTested = Annotated[tuple[SkillTested, ...], Field(max_length=100), EACH_SKILL_ONCE]
Related = Annotated[tuple[Id, ...], Field(max_length=100), ONCE]


class _QuestionFields(RequestModel):
    specialist: Annotated[
        AgentId | None,
        Field(description="Who answers it; left out, that is decided when it is asked."),
    ] = None
    question_context: Annotated[Prose, Field(description="The situation it is set in.")] = None
    assumptions: Annotated[Prose, Field(description="What to take for granted.")] = None
    answer_summary: Annotated[Prose, Field(description="The answer in short.")] = None
    answer_markdown_content: Annotated[Prose, Field(description="A model answer, in Markdown.")] = (
        None
    )
    answer_markdown_link: Annotated[
        WebAddress, Field(description="Where an answer is written down.")
    ] = None
    diagram_url: Annotated[WebAddress, Field(description="Address of a drawing.")] = None
    video_explanation_url: Annotated[
        WebAddress, Field(description="Address of a video that explains it.")
    ] = None
    additional_information: Annotated[Prose, Field(description="What else there is to know.")] = (
        None
    )
    source: Annotated[Line, Field(description="Where you met it.")] = None
    source_url: Annotated[WebAddress, Field(description="Its address there.")] = None
    author: Annotated[Line, Field(description="Who thought of it.")] = None
    time_to_answer_minutes: Annotated[
        Minutes | None, Field(description="How long an answer may take.")
    ] = None


class QuestionCreate(_QuestionFields):
    """A question to keep."""

    question_text: Annotated[QuestionText, Field(description="The question as it is asked.")]
    question_category: Category
    question_difficulty: Difficulty = "medium"
    seniority_levels: Annotated[Levels, Field(description="Whom it is asked.")] = ()
    reference_image_urls: Annotated[Addresses, Field(description="Pictures that help.")] = ()
    key_points: Annotated[KeyPoints, Field(description="What a good answer says.")] = ()
    common_mistakes: Annotated[Lines, Field(description="What answers get wrong.")] = ()
    tips_and_tricks: Annotated[Lines, Field(description="What helps to answer.")] = ()
    follow_up_questions: Annotated[Lines, Field(description="What is asked next.")] = ()
    related_questions: Annotated[
        Related, Field(description="Ids of questions that you can see and that go with it.")
    ] = ()
    prerequisites: Annotated[Lines, Field(description="What to know before.")] = ()
    key_concepts: Annotated[Names, Field(description="What it is about.")] = ()
    suggested_frameworks: Annotated[Names, Field(description="STAR, CIRCLES, ...")] = ()
    approach_steps: Annotated[Steps, Field(description="How to go about it, in order.")] = ()
    skill_names: Annotated[Names, Field(description="What it asks for, in words.")] = ()
    tags: Annotated[Tags, Field(description="Words to find it by, kept in lower case.")] = ()
    sources: Annotated[Sources, Field(description="Where to read more.")] = ()
    skills: Annotated[SkillsTested, Field(description="Skills of this installation.")] = ()


class QuestionUpdate(_QuestionFields):
    """What to change of a question; what is left out stays. Lists are replaced whole."""

    question_text: QuestionText = Field(
        default_factory=unchanged, description="The question as it is asked."
    )
    question_category: Category = Field(default_factory=unchanged)
    question_difficulty: Difficulty = Field(default_factory=unchanged)
    seniority_levels: Levels = Field(default_factory=unchanged, description="Whom it is asked.")
    reference_image_urls: Addresses = Field(
        default_factory=unchanged, description="Pictures that help."
    )
    key_points: KeyPoints = Field(default_factory=unchanged, description="What a good answer says.")
    common_mistakes: Lines = Field(default_factory=unchanged, description="What answers get wrong.")
    tips_and_tricks: Lines = Field(default_factory=unchanged, description="What helps to answer.")
    follow_up_questions: Lines = Field(default_factory=unchanged, description="What is asked next.")
    related_questions: Related = Field(
        default_factory=unchanged,
        description="Ids of questions that you can see and that go with it.",
    )
    prerequisites: Lines = Field(default_factory=unchanged, description="What to know before.")
    key_concepts: Names = Field(default_factory=unchanged, description="What it is about.")
    suggested_frameworks: Names = Field(default_factory=unchanged, description="STAR, CIRCLES, ...")
    approach_steps: Steps = Field(
        default_factory=unchanged, description="How to go about it, in order."
    )
    skill_names: Names = Field(default_factory=unchanged, description="What it asks for, in words.")
    tags: Tags = Field(
        default_factory=unchanged, description="Words to find it by, kept in lower case."
    )
    sources: Sources = Field(default_factory=unchanged, description="Where to read more.")
    skills: SkillsTested = Field(
        default_factory=unchanged, description="Skills of this installation."
    )
    is_active: Flag = Field(
        default_factory=unchanged, description="False puts it aside; true brings it back."
    )


class KeyPointResponse(ResponseModel):
    """Something that a good answer says."""

    point: str
    """In a sentence or a few words."""
    weight: int
    """1 to 3; 3 for what an answer can't do without."""


class QuestionSourceResponse(ResponseModel):
    """Where to read more."""

    title: str
    """Of a page or book."""
    url: str | None
    """Its address."""


class QuestionInBrief(ResponseModel):
    """What a list shows of a question."""

    question_id: int
    """Id of the question."""
    question_text: str
    """The question as it is asked."""
    question_category: QuestionCategory
    """What kind of question it is."""
    question_difficulty: QuestionDifficulty
    """How hard it is."""
    is_library: bool
    """An entry of the library, which all can see. Changing it makes your own version of it."""
    library_slug: str | None
    """Stable name of a library entry; null for your own questions."""
    copied_from: int | None
    """Id of the library entry that this is your version of."""
    created_by: UUID | None
    """Whose it is; null for the library."""
    is_active: bool
    """False when it is put aside, out of lists."""
    specialist: AgentId | None
    """Who answers it; null when that is decided when it is asked."""
    seniority_levels: list[SeniorityLevel]
    """Whom it is asked."""
    skill_names: list[str]
    """What it asks for, in words."""
    tags: list[str]
    """Words to find it by, in lower case."""
    time_to_answer_minutes: int | None
    """How long an answer may take."""
    times_asked: int
    """How often it was asked in your interviews."""
    times_practiced: int
    """How often you practised it."""
    average_rating: float | None
    """Mean of how your practice answers to it were rated; null while none was."""
    created_at: datetime
    """When it was added; ISO 8601 in UTC."""
    updated_at: datetime
    """When it was changed last."""


class QuestionResponse(QuestionInBrief):
    """A question."""

    phrasings: list[str]
    """Other ways to ask it, of library entries and versions of them."""
    question_context: str | None
    """The situation it is set in."""
    assumptions: str | None
    """What to take for granted."""
    answer_summary: str | None
    """The answer in short."""
    answer_markdown_content: str | None
    """A model answer, in Markdown."""
    answer_markdown_link: str | None
    """Where an answer is written down."""
    reference_image_urls: list[str]
    """Pictures that help."""
    diagram_url: str | None
    """Address of a drawing."""
    video_explanation_url: str | None
    """Address of a video that explains it."""
    key_points: list[KeyPointResponse]
    """What a good answer says."""
    common_mistakes: list[str]
    """What answers get wrong."""
    tips_and_tricks: list[str]
    """What helps to answer."""
    follow_up_questions: list[str]
    """What is asked next."""
    related_questions: list[int]
    """Ids of questions that go with it."""
    prerequisites: list[str]
    """What to know before."""
    additional_information: str | None
    """What else there is to know."""
    key_concepts: list[str]
    """What it is about."""
    suggested_frameworks: list[str]
    """STAR, CIRCLES, ..."""
    approach_steps: list[str]
    """How to go about it, in order."""
    skills: list[SkillTestedResponse]
    """What it asks for, as skills of this installation, by name."""
    source: str | None
    """Where it was met."""
    source_url: str | None
    """Its address there."""
    author: str | None
    """Who thought of it."""
    sources: list[QuestionSourceResponse]
    """Where to read more."""
