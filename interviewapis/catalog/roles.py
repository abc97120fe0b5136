"""Roles."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from interviewapis.catalog import service
from interviewapis.catalog.examples import ROLE_CHANGES, ROLE_EXAMPLES
from interviewapis.catalog.schemas import (
    RoleCreate,
    RoleResponse,
    RolesQuery,
    RoleUpdate,
)
from interviewapis.catalog.service import ROLE
from interviewapis.conditional import ETAG_HEADER, IfMatchHeader, seen
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.exact import ExactRoute
from interviewapis.headers import KeyHeader
from interviewapis.openapi import MADE_HEADERS, problems, returns, returns_nothing
from interviewapis.pagination import PAGE_HEADERS, array_response
from interviewapis.paths import RoleId
from interviewapis.records import changed_response, made_response

router = APIRouter(prefix=ROLE.path, tags=["Roles"], route_class=ExactRoute)

CreateBody = Annotated[RoleCreate, Body(openapi_examples=ROLE_EXAMPLES)]
UpdateBody = Annotated[RoleUpdate, Body(openapi_examples=ROLE_CHANGES)]
_CHANGED = returns(RoleResponse, "The role as it is now.", headers=ETAG_HEADER)


@router.get(
    "",
    summary="List roles",
    responses=returns(list[RoleResponse], "One page, by name.", headers=PAGE_HEADERS)
    | problems(401, 422, 503),
)
async def list_roles(
    query: Annotated[RolesQuery, Query()],
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """The roles of this installation, by name."""
    total, data = await service.page(services.database, ROLE, query)
    return array_response(request, query, total, data)


@router.post(
    "",
    summary="Add a role",
    status_code=201,
    responses=returns(
        RoleResponse,
        "The role; `Location` says where to find it.",
        201,
        headers=MADE_HEADERS,
        links={"role_id": ("get_role", "update_role", "patch_role", "delete_role")},
    )
    | problems(400, 401, 413, 422, 503),
)
async def create_role(
    body: CreateBody, caller: CallerDep, services: ServicesDep, key: KeyHeader = None
) -> Response:
    """Add a role, which everybody of this installation sees. Its name must be new."""
    made = await service.create(services.database, ROLE, caller.user_id, body, key)
    return made_response(made, "/api/roles/{role_id}")


@router.get(
    "/{role_id}",
    summary="Get a role",
    responses=returns(RoleResponse, "The role.", headers=ETAG_HEADER)
    | problems(401, 404, 422, 503),
)
async def get_role(
    role_id: RoleId, request: Request, caller: CallerDep, services: ServicesDep
) -> Response:
    """One role."""
    return seen(request, await service.read(services.database, ROLE, role_id))


@router.put(
    "/{role_id}",
    summary="Change a role",
    responses=_CHANGED | problems(400, 401, 403, 404, 412, 413, 422, 503),
)
@router.patch(
    "/{role_id}",
    name="patch_role",
    summary="Change a role",
    responses=_CHANGED | problems(400, 401, 403, 404, 412, 413, 422, 503),
)
async def update_role(
    role_id: RoleId,
    body: UpdateBody,
    caller: CallerDep,
    services: ServicesDep,
    if_match: IfMatchHeader = None,
) -> Response:
    """Change the fields that you send; the others stay. Only who added it may, or an
    administrator.
    """
    changed = await service.update(services.database, ROLE, caller, role_id, body, if_match)
    return changed_response(changed)


@router.delete(
    "/{role_id}",
    summary="Delete a role",
    status_code=204,
    responses=returns_nothing("It is gone.") | problems(401, 403, 404, 409, 412, 422, 503),
)
async def delete_role(
    role_id: RoleId,
    caller: CallerDep,
    services: ServicesDep,
    if_match: IfMatchHeader = None,
) -> Response:
    """Delete a role for good. One that interviews refer to stays, with 409."""
    await service.delete(services.database, ROLE, caller, role_id, if_match)
    return Response(status_code=204)
