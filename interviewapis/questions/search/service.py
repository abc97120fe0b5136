"""Pages of the question bank, and questions by their meaning."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from agents.embedding import SentenceEncoder
from database.engine import Database
from database.models import LARGEST_INTEGER
from database.models.vocabulary import QuestionCategory
from database.statements.question_lists import (
    Scope,
    SortBy,
    list_questions,
    search_filters,
    skill_filters,
)
from database.statements.question_search import nearest_questions
from interviewapis.cursors import (
    Checks,
    SortedPage,
    SortedQuery,
    begins,
    is_moment,
    sorted_page,
)
from interviewapis.questions.search.schemas import CategoryQuery, NearestQuery, QuestionsQuery


def _is_count(text: str) -> None:
    if not re.fullmatch(r"[0-9]{1,10}", text, re.ASCII) or int(text) > LARGEST_INTEGER:
        raise ValueError


def _is_rating(text: str) -> None:
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,20})?(e-[0-9]{2})?", text, re.ASCII):
        raise ValueError


def _is_rank(text: str) -> None:
    if not re.fullmatch(r"[1-9]", text, re.ASCII):
        raise ValueError


_CHECKS: Checks = {
    "created_at": is_moment,
    "times_asked": _is_count,
    "times_practiced": _is_count,
    "average_rating": _is_rating,
    "question_difficulty": _is_rank,
}
"""What cursors hold."""


async def page(database: Database, owner_id: UUID, query: QuestionsQuery) -> SortedPage:
    """One page of the questions that the caller sees.

    Raises:
        InvalidField: the cursor belongs to another list, or there is a skip too.
        DatabaseUnavailable: they can't be read.
    """
    filters: dict[str, Any] = {
        "category": query.category,
        "difficulty": query.difficulty,
        "tags": query.tags,
        **skill_filters(sorted(set(query.skill_id or ()))),
        **(search_filters(query.search) if query.search else {}),
    }
    return await _page(
        database,
        owner_id,
        query,
        filters,
        query.scope,
        query.sort_by,
        query.is_active,
        brief=query.brief,
    )


async def page_of_category(
    database: Database, owner_id: UUID, category: QuestionCategory, query: CategoryQuery
) -> SortedPage:
    """One page of the questions of a category that the caller sees.

    Raises:
        InvalidField: the cursor belongs to another list, or there is a skip too.
        DatabaseUnavailable: they can't be read.
    """
    filters = {"category": category, "difficulty": query.difficulty}
    return await _page(database, owner_id, query, filters, brief=query.brief)


async def _page(
    database: Database,
    owner_id: UUID,
    query: SortedQuery,
    filters: Mapping[str, Any],
    scope: Scope = "all",
    sort_by: SortBy = "created_at",
    is_active: bool = True,
    *,
    brief: bool,
) -> SortedPage:
    given = {name: value for name, value in filters.items() if value is not None}
    begin = begins(query, sort_by, _CHECKS, "questions", scope, is_active, given)
    statement = list_questions(
        frozenset(given),
        scope,
        sort_by,
        is_active=is_active,
        descending=query.order == "desc",
        seeking=begin.seeking,
        brief=brief,
    )
    (row,) = await database.rows(
        statement, {**given, "owner_id": owner_id, "limit": query.limit, **begin.values}
    )
    return sorted_page(query, begin, row)


async def nearest(
    database: Database, encoder: SentenceEncoder, owner_id: UUID, query: NearestQuery
) -> str:
    """The questions that the caller sees whose meaning is nearest, as JSON.

    Raises:
        DatabaseUnavailable: they can't be read.
    """
    embedding = await encoder.embed(query.query)
    (row,) = await database.rows(
        nearest_questions(query.scope, brief=query.brief),
        {"owner_id": owner_id, "embedding": embedding, "limit": query.limit},
    )
    return f'{{"data":{row["data"]}}}'
