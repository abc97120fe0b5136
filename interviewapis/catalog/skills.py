"""Skills."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from interviewapis.catalog import service
from interviewapis.catalog.examples import SKILL_CHANGES, SKILL_EXAMPLES
from interviewapis.catalog.schemas import (
    SkillCreate,
    SkillResponse,
    SkillsQuery,
    SkillUpdate,
)
from interviewapis.catalog.service import SKILL
from interviewapis.conditional import ETAG_HEADER, IfMatchHeader, seen
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.exact import ExactRoute
from interviewapis.headers import KeyHeader
from interviewapis.openapi import MADE_HEADERS, problems, returns, returns_nothing
from interviewapis.pagination import PAGE_HEADERS, array_response
from interviewapis.paths import SkillId
from interviewapis.records import changed_response, made_response

router = APIRouter(prefix=SKILL.path, tags=["Skills"], route_class=ExactRoute)

CreateBody = Annotated[SkillCreate, Body(openapi_examples=SKILL_EXAMPLES)]
UpdateBody = Annotated[SkillUpdate, Body(openapi_examples=SKILL_CHANGES)]
_CHANGED = returns(SkillResponse, "The skill as it is now.", headers=ETAG_HEADER)


@router.get(
    "",
    summary="List skills",
    responses=returns(list[SkillResponse], "One page, by name.", headers=PAGE_HEADERS)
    | problems(401, 422, 503),
)
async def list_skills(
    query: Annotated[SkillsQuery, Query()],
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """The skills of this installation, by name; by default those that are active."""
    total, data = await service.page(services.database, SKILL, query)
    return array_response(request, query, total, data)


@router.post(
    "",
    summary="Add a skill",
    status_code=201,
    responses=returns(
        SkillResponse,
        "The skill; `Location` says where to find it.",
        201,
        headers=MADE_HEADERS,
        links={"skill_id": ("get_skill", "update_skill", "patch_skill", "delete_skill")},
    )
    | problems(400, 401, 404, 413, 422, 503),
)
async def create_skill(
    body: CreateBody, caller: CallerDep, services: ServicesDep, key: KeyHeader = None
) -> Response:
    """Add a skill, which everybody of this installation sees. Its name must be new, and a
    parent must be there.
    """
    made = await service.create(services.database, SKILL, caller.user_id, body, key)
    return made_response(made, "/api/skills/{skill_id}")


@router.get(
    "/{skill_id}",
    summary="Get a skill",
    responses=returns(SkillResponse, "The skill.", headers=ETAG_HEADER)
    | problems(401, 404, 422, 503),
)
async def get_skill(
    skill_id: SkillId, request: Request, caller: CallerDep, services: ServicesDep
) -> Response:
    """One skill."""
    return seen(request, await service.read(services.database, SKILL, skill_id))


@router.put(
    "/{skill_id}",
    summary="Change a skill",
    responses=_CHANGED | problems(400, 401, 403, 404, 412, 413, 422, 503),
)
@router.patch(
    "/{skill_id}",
    name="patch_skill",
    summary="Change a skill",
    responses=_CHANGED | problems(400, 401, 403, 404, 412, 413, 422, 503),
)
async def update_skill(
    skill_id: SkillId,
    body: UpdateBody,
    caller: CallerDep,
    services: ServicesDep,
    if_match: IfMatchHeader = None,
) -> Response:
    """Change the fields that you send; the others stay. Only who added it may, or an
    administrator.
    """
    changed = await service.update(services.database, SKILL, caller, skill_id, body, if_match)
    return changed_response(changed)


@router.delete(
    "/{skill_id}",
    summary="Delete a skill",
    status_code=204,
    responses=returns_nothing("It is gone.") | problems(401, 403, 404, 409, 412, 422, 503),
)
async def delete_skill(
    skill_id: SkillId,
    caller: CallerDep,
    services: ServicesDep,
    if_match: IfMatchHeader = None,
) -> Response:
    """Delete a skill for good. One that interviews, questions, people or skills below it refer to
    stays, with 409.
    """
    await service.delete(services.database, SKILL, caller, skill_id, if_match)
    return Response(status_code=204)
