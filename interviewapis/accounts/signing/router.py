"""Signing up, in and out."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Body, Request, Response

from interviewapis.accounts import account
from interviewapis.accounts.account import UserResponse
from interviewapis.accounts.signing import service
from interviewapis.accounts.signing.examples import LOGIN_EXAMPLES, REGISTER_EXAMPLES
from interviewapis.accounts.signing.schemas import MessageResponse, Token, UserCreate, UserLogin
from interviewapis.dependencies import CallerDep, ServicesDep, peer_of
from interviewapis.errors import Unauthorized
from interviewapis.exact import ExactRoute
from interviewapis.openapi import problems, returns
from interviewapis.responses import secret_response

router = APIRouter(prefix="/api/auth", tags=["Accounts"], route_class=ExactRoute)

RegisterBody = Annotated[UserCreate, Body(openapi_examples=REGISTER_EXAMPLES)]
LoginBody = Annotated[UserLogin, Body(openapi_examples=LOGIN_EXAMPLES)]


@router.post(
    "/register",
    summary="Sign up",
    status_code=201,
    responses=returns(UserResponse, "The account.", 201) | problems(400, 413, 422, 429, 503),
)
async def register(body: RegisterBody, request: Request, services: ServicesDep) -> Response:
    """Make an account. Sign in with it next: `POST /api/auth/login`."""
    await services.attempts.require_sign_up(peer_of(request))
    made = await service.sign_up(services.database, services.passwords, body)
    return secret_response(made, 201)


@router.post(
    "/login",
    summary="Sign in",
    responses=returns(Token, "A token, and whose it is.")
    | problems(400, 401, 403, 409, 413, 422, 429, 503),
)
async def login(body: LoginBody, request: Request, services: ServicesDep) -> Response:
    """Get a token for `Authorization: Bearer ...`. It ends when you sign out, or by itself."""
    signed_in = await service.sign_in(
        services.database,
        services.passwords,
        services.tokens,
        services.attempts,
        peer_of(request),
        body,
    )
    told = {
        "access_token": signed_in.token.text,
        "token_type": "bearer",
        "expires_at": signed_in.token.expires_at,
        "user": orjson.Fragment(signed_in.user),
    }
    return secret_response(orjson.dumps(told))


@router.get(
    "/me",
    summary="Who am I?",
    responses=returns(UserResponse, "Your account.") | problems(401, 422, 503),
)
async def get_me(caller: CallerDep, services: ServicesDep) -> Response:
    """Your account. Without a token, at this machine: the built-in local user."""
    return secret_response(await account.read(services.database, caller.user_id))


@router.post(
    "/logout",
    summary="Sign out",
    responses=returns(MessageResponse, "The token counts no more.") | problems(401, 422, 503),
)
async def logout(caller: CallerDep, services: ServicesDep) -> Response:
    """End the sign-in whose token you send. The token is refused from now on."""
    if caller.sign_in_id is None:
        raise Unauthorized.without_credentials()
    await service.sign_out(services.database, caller.sign_in_id)
    return secret_response('{"message":"Successfully logged out"}')
