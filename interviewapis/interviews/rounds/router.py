"""Rounds of an interview."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from interviewapis.conditional import ETAG_HEADER, IfMatchHeader, seen
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.exact import ExactRoute
from interviewapis.headers import KeyHeader
from interviewapis.interviews import parts
from interviewapis.interviews.rounds import service
from interviewapis.interviews.rounds.examples import ROUND_CHANGES, ROUND_EXAMPLES
from interviewapis.interviews.rounds.schemas import RoundCreate, RoundResponse, RoundUpdate
from interviewapis.interviews.rounds.service import ROUND
from interviewapis.openapi import MADE_HEADERS, problems, returns, returns_nothing
from interviewapis.pagination import PAGE_HEADERS, PageQuery, array_response
from interviewapis.paths import InterviewId, RoundId
from interviewapis.records import changed_response, made_response

router = APIRouter(
    prefix="/api/interviews/{interview_id}/rounds", tags=["Rounds"], route_class=ExactRoute
)

CreateBody = Annotated[RoundCreate, Body(openapi_examples=ROUND_EXAMPLES)]
UpdateBody = Annotated[RoundUpdate, Body(openapi_examples=ROUND_CHANGES)]
_CHANGED = returns(RoundResponse, "The round as it is now.", headers=ETAG_HEADER)


@router.get(
    "",
    summary="List the rounds of an interview",
    responses=returns(list[RoundResponse], "One page, by number.", headers=PAGE_HEADERS)
    | problems(401, 404, 422, 503),
)
async def list_rounds(
    interview_id: InterviewId,
    query: Annotated[PageQuery, Query()],
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """The rounds of your interview, by their numbers."""
    total, data = await parts.page(services.database, ROUND, caller.user_id, interview_id, query)
    return array_response(request, query, total, data)


@router.post(
    "",
    summary="Add a round",
    status_code=201,
    responses=returns(
        RoundResponse,
        "The round; `Location` says where to find it.",
        201,
        headers=MADE_HEADERS,
        links={"round_id": ("get_round", "update_round", "patch_round", "delete_round")},
        links_from_path=("interview_id",),
    )
    | problems(400, 401, 404, 409, 413, 422, 503),
)
async def create_round(
    interview_id: InterviewId,
    body: CreateBody,
    caller: CallerDep,
    services: ServicesDep,
    key: KeyHeader = None,
) -> Response:
    """Add a round to your interview. Without a `round_number` it comes after the last one."""
    made = await service.create(services.database, caller.user_id, interview_id, body, key)
    return made_response(made, "/api/interviews/{interview_id}/rounds/{round_id}")


@router.get(
    "/{round_id}",
    summary="Get a round",
    responses=returns(RoundResponse, "The round.", headers=ETAG_HEADER)
    | problems(401, 404, 422, 503),
)
async def get_round(
    interview_id: InterviewId,
    round_id: RoundId,
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """One round of your interview."""
    body = await parts.read(services.database, ROUND, caller.user_id, interview_id, round_id)
    return seen(request, body)


@router.put(
    "/{round_id}",
    summary="Change a round",
    responses=_CHANGED | problems(400, 401, 404, 409, 412, 413, 422, 503),
)
@router.patch(
    "/{round_id}",
    name="patch_round",
    summary="Change a round",
    responses=_CHANGED | problems(400, 401, 404, 409, 412, 413, 422, 503),
)
async def update_round(
    interview_id: InterviewId,
    round_id: RoundId,
    body: UpdateBody,
    caller: CallerDep,
    services: ServicesDep,
    if_match: IfMatchHeader = None,
) -> Response:
    """Change the fields that you send; the others stay."""
    changed = await service.update(
        services.database, caller.user_id, interview_id, round_id, body, if_match
    )
    return changed_response(changed)


@router.delete(
    "/{round_id}",
    summary="Delete a round",
    status_code=204,
    responses=returns_nothing("It is gone.") | problems(401, 404, 412, 422, 503),
)
async def delete_round(
    interview_id: InterviewId,
    round_id: RoundId,
    caller: CallerDep,
    services: ServicesDep,
    if_match: IfMatchHeader = None,
) -> Response:
    """Delete a round for good. The questions that were asked in it stay with the interview."""
    await parts.delete(services.database, ROUND, caller.user_id, interview_id, round_id, if_match)
    return Response(status_code=204)
