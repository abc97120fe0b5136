"""Which questions a request asks for, and how they are shown."""

from typing import Annotated

from pydantic import Field, WithJsonSchema

from database.models.vocabulary import QuestionCategory, QuestionDifficulty
from database.statements.question_lists import MOST_SKILLS, Scope, SortBy
from interviewapis.cursors import SortedQuery
from interviewapis.fields import (
    EMPTY_IS_NULL,
    NO_NUL,
    PLAIN_DIGITS,
    FilterId,
    RequestModel,
    ResponseModel,
    characters,
)
from interviewapis.questions.bank.schemas import QuestionInBrief, QuestionResponse, Tag

ScopeField = Annotated[
    Scope, Field(description="Your own questions, those of the library, or both.")
]
BriefField = Annotated[
    bool,
    Field(
        description="Only the fields up to `updated_at`: no answers, contexts or key points. A "
        "tenth of the whole, and enough for a list."
    ),
]
DifficultyFilter = Annotated[QuestionDifficulty | None, Field(description="As hard as this.")]


class QuestionsQuery(SortedQuery):
    """Which questions to show, and in which order. Filters go together."""

    category: Annotated[QuestionCategory | None, Field(description="Of this kind.")] = None
    difficulty: DifficultyFilter = None
    search: Annotated[
        Annotated[str, characters(3, 100), NO_NUL] | None,
        EMPTY_IS_NULL,
        WithJsonSchema(
            {
                "anyOf": [
                    {"type": "string", "minLength": 3, "maxLength": 100},
                    {"type": "string", "maxLength": 0},
                    {"type": "null"},
                ]
            }
        ),
        Field(
            description="With this text, as a whole, in the question or its context, in any case."
        ),
    ] = None
    tags: Annotated[
        tuple[Tag, ...] | None,
        Field(
            max_length=20,
            description="With this tag, in any case; given several times, with all of them.",
        ),
    ] = None
    skill_id: Annotated[
        tuple[FilterId, ...] | None,
        Field(
            max_length=MOST_SKILLS,
            description="Testing this skill; given several times, all of them. Only your own "
            "questions are linked to skills.",
        ),
    ] = None
    is_active: Annotated[
        bool, Field(description="False shows those of your own that were put aside.")
    ] = True
    scope: ScopeField = "all"
    brief: BriefField = False
    sort_by: Annotated[
        SortBy,
        Field(
            description="Difficulty goes from easy to expert; questions without a rating count "
            "as 0."
        ),
    ] = "created_at"


class CategoryQuery(SortedQuery):
    """Which questions of a category to show, by when they were added."""

    difficulty: DifficultyFilter = None
    brief: BriefField = False


class NearestQuery(RequestModel):
    """What to look for by its meaning."""

    query: Annotated[
        str,
        characters(3, 500),
        NO_NUL,
        Field(
            description="What it is about, in your words.",
            examples=["keeping a cache up to date when the data changes"],
        ),
    ]
    limit: Annotated[
        int, Field(ge=1, le=50, description="How many to show at most."), PLAIN_DIGITS
    ] = 10
    scope: ScopeField = "all"
    brief: BriefField = False


class QuestionsResponse(ResponseModel):
    """One page of questions."""

    total: int
    """How many there are on all pages."""
    skip: int
    """How many were left out before."""
    limit: int
    """How many a page shows at most."""
    data: list[QuestionResponse | QuestionInBrief]
    """The questions of this page; in brief if you asked for that."""
    next_cursor: str | None
    """Sent as `cursor`, it gives the page after this one; null on the last."""


class NearQuestion(ResponseModel):
    """A question that was found by its meaning."""

    similarity: float
    """How near it is: the cosine of both meanings, 1 for the same."""
    question: QuestionResponse | QuestionInBrief
    """The question; in brief if you asked for that."""


class NearQuestionsResponse(ResponseModel):
    """Questions that were found by their meaning."""

    data: list[NearQuestion]
    """Nearest first."""
