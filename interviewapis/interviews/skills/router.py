"""Single skills of an interview."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from interviewapis.conditional import ETAG_HEADER, IfMatchHeader, seen
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.exact import ExactRoute
from interviewapis.interviews import parts
from interviewapis.interviews.skills import service
from interviewapis.interviews.skills.examples import INTERVIEW_SKILL_EXAMPLES
from interviewapis.interviews.skills.schemas import InterviewSkillResponse, InterviewSkillSet
from interviewapis.interviews.skills.service import SKILL
from interviewapis.openapi import NEW_HEADERS, problems, returns, returns_nothing
from interviewapis.pagination import PAGE_HEADERS, PageQuery, array_response
from interviewapis.paths import InterviewId, SkillId
from interviewapis.records import Made, changed_response, made_response

router = APIRouter(
    prefix="/api/interviews/{interview_id}/skills",
    tags=["Skills of an interview"],
    route_class=ExactRoute,
)

SetBody = Annotated[InterviewSkillSet, Body(openapi_examples=INTERVIEW_SKILL_EXAMPLES)]


@router.get(
    "",
    summary="List the skills of an interview",
    responses=returns(list[InterviewSkillResponse], "One page, by name.", headers=PAGE_HEADERS)
    | problems(401, 404, 422, 503),
)
async def list_interview_skills(
    interview_id: InterviewId,
    query: Annotated[PageQuery, Query()],
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """The skills that your interview is about, by name."""
    total, data = await parts.page(services.database, SKILL, caller.user_id, interview_id, query)
    return array_response(request, query, total, data)


@router.get(
    "/{skill_id}",
    summary="Get a skill of an interview",
    responses=returns(InterviewSkillResponse, "The skill.", headers=ETAG_HEADER)
    | problems(401, 404, 422, 503),
)
async def get_interview_skill(
    interview_id: InterviewId,
    skill_id: SkillId,
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """One skill of your interview."""
    body = await parts.read(services.database, SKILL, caller.user_id, interview_id, skill_id)
    return seen(request, body)


@router.put(
    "/{skill_id}",
    summary="Set a skill of an interview",
    responses=returns(InterviewSkillResponse, "It is replaced.", headers=ETAG_HEADER)
    | returns(
        InterviewSkillResponse,
        "It is new in this interview; `Location` says where to find it.",
        201,
        headers=NEW_HEADERS,
    )
    | problems(400, 401, 404, 412, 413, 422, 503),
)
async def set_interview_skill(
    interview_id: InterviewId,
    skill_id: SkillId,
    body: SetBody,
    caller: CallerDep,
    services: ServicesDep,
    if_match: IfMatchHeader = None,
) -> Response:
    """Say what your interview has to do with a skill. What you said before is replaced whole."""
    shown, is_new = await service.set_one(
        services.database, caller.user_id, interview_id, skill_id, body, if_match
    )
    if is_new:
        return made_response(Made(shown), "/api/interviews/{interview_id}/skills/{skill_id}")
    return changed_response(shown)


@router.delete(
    "/{skill_id}",
    summary="Remove a skill from an interview",
    status_code=204,
    responses=returns_nothing("It is no longer of this interview.")
    | problems(401, 404, 412, 422, 503),
)
async def delete_interview_skill(
    interview_id: InterviewId,
    skill_id: SkillId,
    caller: CallerDep,
    services: ServicesDep,
    if_match: IfMatchHeader = None,
) -> Response:
    """Remove a skill from your interview. The skill itself stays for everybody."""
    await parts.delete(services.database, SKILL, caller.user_id, interview_id, skill_id, if_match)
    return Response(status_code=204)
