"""One's own profile and password."""

from typing import Annotated

from fastapi import APIRouter, Body, Request, Response

from interviewapis.accounts import account
from interviewapis.accounts.account import UserResponse
from interviewapis.accounts.profile import service
from interviewapis.accounts.profile.examples import PASSWORD_EXAMPLES, PROFILE_EXAMPLES
from interviewapis.accounts.profile.schemas import PasswordChange, UserProfileUpdate
from interviewapis.dependencies import CallerDep, ServicesDep, peer_of
from interviewapis.exact import ExactRoute
from interviewapis.openapi import problems, returns, returns_nothing
from interviewapis.responses import secret_response

router = APIRouter(prefix="/api/user", tags=["Accounts"], route_class=ExactRoute)

ProfileBody = Annotated[UserProfileUpdate, Body(openapi_examples=PROFILE_EXAMPLES)]
PasswordBody = Annotated[PasswordChange, Body(openapi_examples=PASSWORD_EXAMPLES)]


@router.get(
    "/profile",
    summary="Get your profile",
    responses=returns(UserResponse, "Your account.") | problems(401, 422, 503),
)
async def get_profile(caller: CallerDep, services: ServicesDep) -> Response:
    """Your account, as `GET /api/auth/me` shows it."""
    return secret_response(await account.read(services.database, caller.user_id))


@router.put(
    "/profile",
    summary="Change your profile",
    responses=returns(UserResponse, "Your account as it is now.")
    | problems(400, 401, 413, 422, 503),
)
async def update_profile(body: ProfileBody, caller: CallerDep, services: ServicesDep) -> Response:
    """Change the fields that you send; the others stay."""
    return secret_response(await service.update(services.database, caller.user_id, body))


@router.put(
    "/password",
    summary="Change your password",
    status_code=204,
    responses=returns_nothing("It is changed; every other sign-in has ended.")
    | problems(400, 401, 409, 413, 422, 429, 503),
)
async def change_password(
    body: PasswordBody, request: Request, caller: CallerDep, services: ServicesDep
) -> Response:
    """Take another password. Only the sign-in with which you do so goes on."""
    await service.change_password(
        services.database,
        services.passwords,
        services.attempts,
        peer_of(request),
        caller.user_id,
        caller.sign_in_id,
        body,
    )
    return Response(status_code=204)
