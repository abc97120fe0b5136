"""Interviews themselves."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from interviewapis.conditional import ETAG_HEADER, IfMatchHeader, seen
from interviewapis.cursors import sorted_response
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.exact import ExactRoute
from interviewapis.headers import KeyHeader
from interviewapis.interviews.interviews import service
from interviewapis.interviews.interviews.examples import INTERVIEW_CHANGES, INTERVIEW_EXAMPLES
from interviewapis.interviews.interviews.schemas import (
    InterviewCreate,
    InterviewsQuery,
    InterviewsResponse,
    InterviewUpdate,
    TrackedInterviewResponse,
)
from interviewapis.openapi import MADE_HEADERS, problems, returns, returns_nothing
from interviewapis.pagination import PAGE_HEADERS
from interviewapis.paths import InterviewId
from interviewapis.records import changed_response, made_response

router = APIRouter(prefix="/api/interviews", tags=["Interviews"], route_class=ExactRoute)

CreateBody = Annotated[InterviewCreate, Body(openapi_examples=INTERVIEW_EXAMPLES)]
UpdateBody = Annotated[InterviewUpdate, Body(openapi_examples=INTERVIEW_CHANGES)]
_CHANGED = returns(TrackedInterviewResponse, "The interview as it is now.", headers=ETAG_HEADER)


@router.get(
    "",
    summary="List interviews",
    responses=returns(InterviewsResponse, "One page.", headers=PAGE_HEADERS)
    | problems(401, 422, 503),
)
async def list_interviews(
    query: Annotated[InterviewsQuery, Query()],
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """Your interviews, the latest first unless you say otherwise. Filters go together."""
    page = await service.page(services.database, caller.user_id, query)
    return sorted_response(request, query, page)


@router.post(
    "",
    summary="Add an interview",
    status_code=201,
    responses=returns(
        TrackedInterviewResponse,
        "The interview; `Location` says where to find it.",
        201,
        headers=MADE_HEADERS,
        links={
            "interview_id": (
                "get_interview",
                "update_interview",
                "patch_interview",
                "delete_interview",
                "restore_interview",
            )
        },
    )
    | problems(400, 401, 404, 413, 422, 503),
)
async def create_interview(
    body: CreateBody, caller: CallerDep, services: ServicesDep, key: KeyHeader = None
) -> Response:
    """Keep track of an interview. Only you see it. Company, role and skills must be there."""
    made = await service.create(services.database, caller.user_id, body, key)
    return made_response(made, "/api/interviews/{interview_id}")


@router.get(
    "/{interview_id}",
    summary="Get an interview",
    responses=returns(TrackedInterviewResponse, "The interview.", headers=ETAG_HEADER)
    | problems(401, 404, 422, 503),
)
async def get_interview(
    interview_id: InterviewId, request: Request, caller: CallerDep, services: ServicesDep
) -> Response:
    """One interview with the names of company and role, and its skills."""
    return seen(request, await service.read(services.database, caller.user_id, interview_id))


@router.put(
    "/{interview_id}",
    summary="Change an interview",
    responses=_CHANGED | problems(400, 401, 404, 412, 413, 422, 503),
)
@router.patch(
    "/{interview_id}",
    name="patch_interview",
    summary="Change an interview",
    responses=_CHANGED | problems(400, 401, 404, 412, 413, 422, 503),
)
async def update_interview(
    interview_id: InterviewId,
    body: UpdateBody,
    caller: CallerDep,
    services: ServicesDep,
    if_match: IfMatchHeader = None,
) -> Response:
    """Change the fields that you send; the others stay. Lists and skills are replaced whole."""
    changed = await service.update(services.database, caller.user_id, interview_id, body, if_match)
    return changed_response(changed)


@router.delete(
    "/{interview_id}",
    summary="Delete an interview",
    status_code=204,
    responses=returns_nothing("It is hidden.") | problems(401, 404, 412, 422, 503),
)
async def delete_interview(
    interview_id: InterviewId,
    caller: CallerDep,
    services: ServicesDep,
    if_match: IfMatchHeader = None,
) -> Response:
    """Hide an interview, with all under it, from lists and counts. It can be restored; the list
    with `is_deleted=true` has it.
    """
    await service.delete(services.database, caller.user_id, interview_id, if_match)
    return Response(status_code=204)


@router.post(
    "/{interview_id}/restore",
    summary="Restore an interview",
    status_code=200,
    responses=_CHANGED | problems(401, 404, 422, 503),
)
async def restore_interview(
    interview_id: InterviewId, caller: CallerDep, services: ServicesDep
) -> Response:
    """Bring a deleted interview back as it was. One that was not deleted stays as it is."""
    return changed_response(await service.restore(services.database, caller.user_id, interview_id))
