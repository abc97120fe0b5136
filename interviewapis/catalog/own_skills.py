"""One's own skills."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from interviewapis.catalog import service
from interviewapis.catalog.examples import OWN_SKILL_EXAMPLES
from interviewapis.catalog.schemas import OwnSkillResponse, OwnSkillSet
from interviewapis.conditional import ETAG_HEADER, IfMatchHeader, seen
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.exact import ExactRoute
from interviewapis.openapi import NEW_HEADERS, problems, returns, returns_nothing
from interviewapis.pagination import PAGE_HEADERS, PageQuery, array_response
from interviewapis.paths import SkillId
from interviewapis.records import Made, changed_response, made_response

router = APIRouter(prefix="/api/user/skills", tags=["Skills"], route_class=ExactRoute)

SetBody = Annotated[OwnSkillSet, Body(openapi_examples=OWN_SKILL_EXAMPLES)]


@router.get(
    "",
    summary="List your skills",
    responses=returns(list[OwnSkillResponse], "One page, by name.", headers=PAGE_HEADERS)
    | problems(401, 422, 503),
)
async def list_own_skills(
    query: Annotated[PageQuery, Query()],
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """The skills that you have set for yourself, by name. Nobody else sees them."""
    total, data = await service.own_page(services.database, caller.user_id, query)
    return array_response(request, query, total, data)


@router.get(
    "/{skill_id}",
    summary="Get one of your skills",
    responses=returns(OwnSkillResponse, "How well you master it.", headers=ETAG_HEADER)
    | problems(401, 404, 422, 503),
)
async def get_own_skill(
    skill_id: SkillId, request: Request, caller: CallerDep, services: ServicesDep
) -> Response:
    """How well you master a skill."""
    return seen(request, await service.own_read(services.database, caller.user_id, skill_id))


@router.put(
    "/{skill_id}",
    summary="Set one of your skills",
    responses=returns(OwnSkillResponse, "It is replaced.", headers=ETAG_HEADER)
    | returns(
        OwnSkillResponse,
        "It is new among yours; `Location` says where to find it.",
        201,
        headers=NEW_HEADERS,
    )
    | problems(400, 401, 404, 412, 413, 422, 503),
)
async def set_own_skill(
    skill_id: SkillId,
    body: SetBody,
    caller: CallerDep,
    services: ServicesDep,
    if_match: IfMatchHeader = None,
) -> Response:
    """Say how well you master a skill of the catalog. What you said before is replaced whole."""
    shown, is_new = await service.set_own(
        services.database, caller.user_id, skill_id, body, if_match
    )
    if is_new:
        return made_response(Made(shown), "/api/user/skills/{skill_id}")
    return changed_response(shown)


@router.delete(
    "/{skill_id}",
    summary="Remove one of your skills",
    status_code=204,
    responses=returns_nothing("It is no longer among yours.") | problems(401, 404, 412, 422, 503),
)
async def delete_own_skill(
    skill_id: SkillId,
    caller: CallerDep,
    services: ServicesDep,
    if_match: IfMatchHeader = None,
) -> Response:
    """Remove a skill from yours. The skill itself stays for everybody."""
    await service.delete_own(services.database, caller.user_id, skill_id, if_match)
    return Response(status_code=204)
