"""Finding questions of the bank."""

from typing import Annotated, get_args

from fastapi import APIRouter, Path, Query, Request, Response

from database.models.vocabulary import QuestionCategory
from interviewapis.conditional import ETAG_HEADER, seen
from interviewapis.cursors import sorted_response
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.errors import NotFound
from interviewapis.exact import ExactRoute
from interviewapis.openapi import problems, returns
from interviewapis.pagination import PAGE_HEADERS
from interviewapis.questions.search import service
from interviewapis.questions.search.schemas import (
    CategoryQuery,
    NearestQuery,
    NearQuestionsResponse,
    QuestionsQuery,
    QuestionsResponse,
)

router = APIRouter(prefix="/api/questions", tags=["Question bank"], route_class=ExactRoute)

CategoryPath = Annotated[QuestionCategory, Path(description="Kind of the questions.")]


@router.get(
    "",
    summary="List questions",
    responses=returns(QuestionsResponse, "One page.", headers=PAGE_HEADERS)
    | problems(401, 422, 503),
)
async def list_questions(
    query: Annotated[QuestionsQuery, Query()],
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """Your questions and those of the library, the latest first unless you say otherwise.

    Of a library entry that you changed, your version is shown in its place.
    """
    page = await service.page(services.database, caller.user_id, query)
    return sorted_response(request, query, page)


@router.get(
    "/category/{category}",
    summary="List the questions of a category",
    responses=returns(QuestionsResponse, "One page.", headers=PAGE_HEADERS)
    | problems(401, 422, 503),
)
async def list_category(
    category: CategoryPath,
    query: Annotated[CategoryQuery, Query()],
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """Your questions of a kind and those of the library, the latest first."""
    page = await service.page_of_category(services.database, caller.user_id, category, query)
    return sorted_response(request, query, page)


@router.get("/category", include_in_schema=False)
async def no_category(caller: CallerDep) -> Response:
    """Tell that a category is missing, as otherwise the word would be taken for an id."""
    raise NotFound(
        f"Name the category in the path: {router.prefix}/category/ and one of "
        f"{', '.join(get_args(QuestionCategory))}."
    )


@router.get(
    "/search",
    summary="Find questions by their meaning",
    responses=returns(NearQuestionsResponse, "The nearest questions.", headers=ETAG_HEADER)
    | problems(401, 422, 503),
)
async def search_questions(
    query: Annotated[NearestQuery, Query()],
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """The questions, yours and the library's, that are nearest to what you write, in any words.

    There are always some, however far: see `similarity`. For words as they are written, list
    questions with `search`.
    """
    found = await service.nearest(
        services.database, services.interviewer.encoder, caller.user_id, query
    )
    return seen(request, found)
