"""Skill gaps."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from interviewapis.conditional import ETAG_HEADER, seen
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.exact import ExactRoute
from interviewapis.openapi import problems, returns
from interviewapis.pagination import PAGE_HEADERS, PageQuery, page_headers
from interviewapis.paths import PracticeId
from interviewapis.practice.gaps import service
from interviewapis.practice.gaps.examples import ANALYZE_EXAMPLES
from interviewapis.practice.gaps.responses import SkillGapsResponse
from interviewapis.practice.gaps.schemas import AnalyzeRequest

router = APIRouter(prefix="/api/skill-gaps", tags=["Practice"], route_class=ExactRoute)

AnalyzeBody = Annotated[AnalyzeRequest, Body(openapi_examples=ANALYZE_EXAMPLES)]
_AS_FOUND_BEFORE = AnalyzeRequest()


@router.post(
    "/analyze/{interview_id}",
    summary="Find skill gaps",
    status_code=201,
    responses=returns(SkillGapsResponse, "The skills that the interview showed.", 201)
    | problems(400, 401, 404, 409, 413, 422, 503),
)
async def analyze_gaps(
    interview_id: PracticeId,
    caller: CallerDep,
    services: ServicesDep,
    body: AnalyzeBody = _AS_FOUND_BEFORE,
) -> Response:
    """See which skills the interview showed to be weak, and what to do about each.

    What was found is kept until another answer is judged, or you ask to look anew.
    """
    found = await service.analyze(
        services.database,
        services.composer,
        caller.user_id,
        interview_id,
        anew=body.force_reanalyze,
    )
    return Response(found, 201, media_type="application/json")


@router.get(
    "",
    summary="List your skill gaps",
    responses=returns(SkillGapsResponse, "One page.", headers=PAGE_HEADERS)
    | problems(401, 422, 503),
)
async def list_gaps(
    query: Annotated[PageQuery, Query()],
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """The latest finding for each skill, the biggest gap first."""
    total, body = await service.of_owner(services.database, caller.user_id, query)
    return seen(request, body, page_headers(request, query, total))


@router.get(
    "/interview/{interview_id}",
    summary="Get the skill gaps of an interview",
    responses=returns(SkillGapsResponse, "The skills.", headers=ETAG_HEADER)
    | problems(401, 404, 422, 503),
)
async def get_interview_gaps(
    interview_id: PracticeId, request: Request, caller: CallerDep, services: ServicesDep
) -> Response:
    """What the interview showed when it was analysed last; nothing before that."""
    body = await service.of_interview(services.database, caller.user_id, interview_id)
    return seen(request, body)
