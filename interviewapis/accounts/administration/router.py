"""What administrators do with other people's accounts."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Body, Path, Query, Request, Response

from interviewapis.accounts.account import UserResponse
from interviewapis.accounts.administration import service
from interviewapis.accounts.administration.examples import RESET_EXAMPLES
from interviewapis.accounts.administration.schemas import (
    PasswordReset,
    ResetResponse,
    UsersQuery,
)
from interviewapis.dependencies import AdministratorDep, ServicesDep
from interviewapis.exact import ExactRoute
from interviewapis.openapi import problems, returns
from interviewapis.pagination import PAGE_HEADERS, array_response
from interviewapis.responses import secret_response

router = APIRouter(prefix="/api/admin/users", tags=["Administration"], route_class=ExactRoute)

UserId = Annotated[UUID, Path(description="Id of the account.")]
ResetBody = Annotated[PasswordReset, Body(openapi_examples=RESET_EXAMPLES)]


@router.get(
    "",
    summary="List accounts",
    responses=returns(list[UserResponse], "One page, by user name.", headers=PAGE_HEADERS)
    | problems(401, 422, 503),
)
async def list_users(
    query: Annotated[UsersQuery, Query()],
    request: Request,
    caller: AdministratorDep,
    services: ServicesDep,
) -> Response:
    """Everybody's accounts. Filters go together."""
    total, data = await service.page(services.database, query)
    return array_response(request, query, total, data)


@router.post(
    "/{user_id}/deactivate",
    summary="Deactivate an account",
    responses=returns(UserResponse, "The account.") | problems(401, 404, 409, 422, 503),
)
async def deactivate_user(
    user_id: UserId, caller: AdministratorDep, services: ServicesDep
) -> Response:
    """From now on the account can do nothing; everything of it stays.

    What is being answered for it is stopped.
    """
    shown = await service.deactivate(services.database, services.runs, caller.user_id, user_id)
    return secret_response(shown)


@router.post(
    "/{user_id}/reactivate",
    summary="Reactivate an account",
    responses=returns(UserResponse, "The account.") | problems(401, 404, 422, 503),
)
async def reactivate_user(
    user_id: UserId, caller: AdministratorDep, services: ServicesDep
) -> Response:
    """Let an account do again what it could before."""
    return secret_response(await service.reactivate(services.database, user_id))


@router.post(
    "/{user_id}/password",
    summary="Reset a password",
    responses=returns(ResetResponse, "The account, and the password if one was made.")
    | problems(400, 401, 404, 409, 413, 422, 503),
)
async def reset_password(
    user_id: UserId, body: ResetBody, caller: AdministratorDep, services: ServicesDep
) -> Response:
    """Give somebody another password. All sign-ins of the account end; its keys go on.

    Change your own with `PUT /api/user/password`.
    """
    made = None if body.new_password else service.new_password()
    password = body.new_password.get_secret_value() if body.new_password else made
    assert password is not None
    shown = await service.reset_for(
        services.database, services.passwords, caller.user_id, user_id, password
    )
    return secret_response(orjson.dumps({"user": orjson.Fragment(shown), "password": made}))
