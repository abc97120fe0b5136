"""Responses of the question bank."""

from datetime import datetime
from uuid import UUID

from database.models.vocabulary import QuestionCategory, QuestionDifficulty, SeniorityLevel
from interviewapis.fields import ResponseModel
from interviewapis.runs.schemas import AgentId


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


class SkillTestedResponse(ResponseModel):
    """A skill that a question tests."""

    skill_id: int
    """Id of the skill."""
    skill_name: str
    """Its name."""
    is_primary_skill: bool
    """The question is mainly about it."""
    skill_importance: str | None
    """high, medium, low, ..."""
    required_proficiency: str | None
    """How well, at least."""


class QuestionSkillResponse(SkillTestedResponse):
    """A skill of a question."""

    question_id: int
    """The question."""
    created_at: datetime
    """When it was linked; ISO 8601 in UTC."""
    updated_at: datetime
    """When the link was changed last."""


class QuestionResponse(ResponseModel):
    """A question."""

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
    phrasings: list[str]
    """Other ways to ask it, of library entries and versions of them."""
    question_context: str | None
    """The situation it is set in."""
    assumptions: str | None
    """What to take for granted."""
    seniority_levels: list[SeniorityLevel]
    """Whom it is asked."""
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
    skill_names: list[str]
    """What it asks for, in words."""
    skills: list[SkillTestedResponse]
    """What it asks for, as skills of this installation, by name."""
    tags: list[str]
    """Words to find it by."""
    source: str | None
    """Where it was met."""
    source_url: str | None
    """Its address there."""
    author: str | None
    """Who thought of it."""
    sources: list[QuestionSourceResponse]
    """Where to read more."""
    time_to_answer_minutes: int | None
    """How long an answer may take."""
    times_asked: int
    """How often it was asked in your interviews."""
    times_practiced: int
    """How often you practised it."""
    average_rating: float | None
    """Mean of how your answers to it were rated; null while none was."""
    created_at: datetime
    """When it was added; ISO 8601 in UTC."""
    updated_at: datetime
    """When it was changed last."""


class QuestionsResponse(ResponseModel):
    """One page of questions."""

    total: int
    """How many there are on all pages."""
    skip: int
    """How many were left out before."""
    limit: int
    """How many a page shows at most."""
    data: list[QuestionResponse]
    """The questions of this page."""
    next_cursor: str | None
    """Sent as `cursor`, it gives the page after this one; null on the last."""


class NearQuestion(ResponseModel):
    """A question that was found by its meaning."""

    similarity: float
    """How near it is: the cosine of both meanings, 1 for the same."""
    question: QuestionResponse
    """The question."""


class NearQuestionsResponse(ResponseModel):
    """Questions that were found by their meaning."""

    data: list[NearQuestion]
    """Nearest first."""
