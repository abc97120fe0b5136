"""Questions as they are given."""

from typing import Annotated

from pydantic import AfterValidator, Field

from database.models.vocabulary import QuestionCategory, QuestionDifficulty, SeniorityLevel
from interviewapis.fields import (
    NO_NUL,
    Flag,
    Id,
    Line,
    Lines,
    Prose,
    RequestModel,
    WebAddress,
    Word,
    characters,
    unchanged,
)
from interviewapis.runs.schemas import AgentId

QuestionText = Annotated[str, characters(10, 5000), NO_NUL]
Category = Annotated[QuestionCategory, Field(description="What kind of question it is.")]
Difficulty = Annotated[QuestionDifficulty, Field(description="How hard it is.")]
Minutes = Annotated[int, Field(strict=True, ge=1, le=1440)]
Tag = Annotated[str, characters(1, 50), NO_NUL]
Tags = Annotated[tuple[Tag, ...], Field(max_length=50)]
Levels = Annotated[tuple[SeniorityLevel, ...], Field(max_length=9)]
Addresses = Annotated[tuple[Annotated[WebAddress, Field(min_length=1)], ...], Field(max_length=100)]


class KeyPoint(RequestModel):
    """Something that a good answer says."""

    point: Annotated[
        str, characters(1, 500), NO_NUL, Field(description="In a sentence or a few words.")
    ]
    weight: Annotated[
        int, Field(strict=True, ge=1, le=3, description="3 for what an answer can't do without.")
    ] = 1


class QuestionSource(RequestModel):
    """Where to read more."""

    title: Annotated[str, characters(1, 300), NO_NUL, Field(description="Of a page or book.")]
    url: Annotated[
        Annotated[WebAddress, Field(min_length=1)] | None, Field(description="Its address.")
    ] = None


class QuestionSkillSet(RequestModel):
    """What a question has to do with a skill; what is left out is as it is at first."""

    is_primary_skill: Annotated[Flag, Field(description="The question is mainly about it.")] = False
    skill_importance: Annotated[Word | None, Field(description="high, medium, low, ...")] = None
    required_proficiency: Annotated[Word | None, Field(description="How well, at least.")] = None


class SkillTested(QuestionSkillSet):
    """A skill that a question tests."""

    skill_id: Annotated[Id, Field(description="Id of the skill.")]


def _each_once(tested: tuple[SkillTested, ...]) -> tuple[SkillTested, ...]:
    if len({skill.skill_id for skill in tested}) < len(tested):
        raise ValueError("must have each skill_id only once")
    return tested


KeyPoints = Annotated[tuple[KeyPoint, ...], Field(max_length=50)]
Sources = Annotated[tuple[QuestionSource, ...], Field(max_length=50)]
SkillsTested = Annotated[tuple[SkillTested, ...], Field(max_length=100), AfterValidator(_each_once)]
Related = Annotated[tuple[Id, ...], Field(max_length=100)]


class _QuestionFields(RequestModel):
    specialist: Annotated[
        AgentId | None,
        Field(description="Who answers it; left out, that is decided when it is asked."),
    ] = None
    question_context: Annotated[Prose | None, Field(description="The situation it is set in.")] = (
        None
    )
    assumptions: Annotated[Prose | None, Field(description="What to take for granted.")] = None
    answer_summary: Annotated[Prose | None, Field(description="The answer in short.")] = None
    answer_markdown_content: Annotated[
        Prose | None, Field(description="A model answer, in Markdown.")
    ] = None
    answer_markdown_link: Annotated[
        WebAddress | None, Field(description="Where an answer is written down.")
    ] = None
    diagram_url: Annotated[WebAddress | None, Field(description="Address of a drawing.")] = None
    video_explanation_url: Annotated[
        WebAddress | None, Field(description="Address of a video that explains it.")
    ] = None
    additional_information: Annotated[
        Prose | None, Field(description="What else there is to know.")
    ] = None
    source: Annotated[Line | None, Field(description="Where you met it.")] = None
    source_url: Annotated[WebAddress | None, Field(description="Its address there.")] = None
    author: Annotated[Line | None, Field(description="Who thought of it.")] = None
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
    key_concepts: Annotated[Lines, Field(description="What it is about.")] = ()
    suggested_frameworks: Annotated[Lines, Field(description="STAR, CIRCLES, ...")] = ()
    approach_steps: Annotated[Lines, Field(description="How to go about it, in order.")] = ()
    skill_names: Annotated[Lines, Field(description="What it asks for, in words.")] = ()
    tags: Annotated[Tags, Field(description="Words to find it by.")] = ()
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
    key_concepts: Lines = Field(default_factory=unchanged, description="What it is about.")
    suggested_frameworks: Lines = Field(default_factory=unchanged, description="STAR, CIRCLES, ...")
    approach_steps: Lines = Field(
        default_factory=unchanged, description="How to go about it, in order."
    )
    skill_names: Lines = Field(default_factory=unchanged, description="What it asks for, in words.")
    tags: Tags = Field(default_factory=unchanged, description="Words to find it by.")
    sources: Sources = Field(default_factory=unchanged, description="Where to read more.")
    skills: SkillsTested = Field(
        default_factory=unchanged, description="Skills of this installation."
    )
    is_active: Flag = Field(
        default_factory=unchanged, description="False puts it aside; true brings it back."
    )
