"""Practice interviews: beginning, listing, showing and completing them."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response
from starlette.convertors import StringConvertor, register_url_convertor

from interviewapis.conditional import ETAG_HEADER, seen
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.exact import ExactRoute
from interviewapis.headers import KeyHeader
from interviewapis.openapi import MADE_HEADERS, problems, returns
from interviewapis.pagination import PAGE_HEADERS, page_headers
from interviewapis.paths import PracticeId
from interviewapis.practice.interviews import service
from interviewapis.practice.interviews.examples import CREATE_EXAMPLES
from interviewapis.practice.interviews.responses import (
    InterviewCompleteResponse,
    InterviewListResponse,
    PracticeInterviewResponse,
)
from interviewapis.practice.interviews.schemas import InterviewCreateRequest, InterviewsQuery
from interviewapis.progress import FOLLOWED, Tell, respond
from interviewapis.records import Made, made_response

router = APIRouter(prefix="/api/interview", tags=["Practice"], route_class=ExactRoute)

CreateBody = Annotated[InterviewCreateRequest, Body(openapi_examples=CREATE_EXAMPLES)]


class _NotCreate(StringConvertor):
    """What may be an id: not the word that stands in its place where interviews begin."""

    regex = "(?!create$)[^/]+"


register_url_convertor("practice_id", _NotCreate())

_TAKE_ITS_ID = (
    "get_practice",
    "complete_practice",
    "get_practice_results",
    "get_practice_score",
    "next_practice_question",
    "analyze_gaps",
    "get_interview_gaps",
)
"""Operations on an interview as a whole."""


@router.post(
    "/create",
    summary="Begin a practice interview",
    status_code=201,
    responses=returns(
        PracticeInterviewResponse,
        "The interview with its questions; `Location` says where to find it.",
        201,
        headers=MADE_HEADERS,
        links={"interview_id": _TAKE_ITS_ID},
    )
    | FOLLOWED
    | problems(400, 401, 404, 413, 422, 502, 503),
)
async def create_practice(
    body: CreateBody,
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
    key: KeyHeader = None,
) -> Response:
    """Get questions to practise: from the model, or without one from the library.

    With `Accept: text/event-stream` the progress can be followed; `complete` has the interview.
    """

    async def work(tell: Tell) -> Made:
        return await service.create(
            services.database, services.composer, caller.user_id, body, key, tell
        )

    return await respond(
        request,
        services.tasks,
        work,
        lambda made: made_response(made, "/api/interview/{interview_id}"),
    )


@router.get(
    "",
    summary="List practice interviews",
    responses=returns(InterviewListResponse, "One page.", headers=PAGE_HEADERS)
    | problems(401, 422, 503),
)
async def list_practice(
    query: Annotated[InterviewsQuery, Query()],
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """Your practice interviews, the latest first."""
    total, data = await service.page(services.database, caller.user_id, query)
    body = f'{{"total":{total},"skip":{query.skip},"limit":{query.limit},"interviews":{data}}}'
    return seen(request, body, page_headers(request, query, total))


@router.get(
    "/{interview_id:practice_id}",
    summary="Get a practice interview",
    responses=returns(PracticeInterviewResponse, "The interview.", headers=ETAG_HEADER)
    | problems(401, 404, 422, 503),
)
async def get_practice(
    interview_id: PracticeId, request: Request, caller: CallerDep, services: ServicesDep
) -> Response:
    """A practice interview with its questions and drafts, to go on where you stopped."""
    return seen(request, await service.read(services.database, caller.user_id, interview_id))


@router.patch(
    "/{interview_id}/complete",
    summary="Complete a practice interview",
    responses=returns(InterviewCompleteResponse, "It is complete.")
    | problems(401, 404, 409, 422, 503),
)
async def complete_practice(
    interview_id: PracticeId, caller: CallerDep, services: ServicesDep
) -> Response:
    """Say that you are done. Open questions count as skipped.

    While an answer is being judged, it is answered with 409: wait for the judgement.
    """
    body = await service.complete(services.database, caller.user_id, interview_id)
    return Response(body, media_type="application/json")
