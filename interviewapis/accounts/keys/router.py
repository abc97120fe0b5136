"""Keys for scripts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Path, Response

from interviewapis.accounts.keys import service
from interviewapis.accounts.keys.examples import KEY_EXAMPLES
from interviewapis.accounts.keys.schemas import ApiKeyCreate, ApiKeyResponse, NewApiKeyResponse
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.exact import ExactRoute
from interviewapis.openapi import problems, returns, returns_nothing
from interviewapis.responses import secret_response

router = APIRouter(prefix="/api/user/api-keys", tags=["Accounts"], route_class=ExactRoute)

KeyBody = Annotated[ApiKeyCreate, Body(openapi_examples=KEY_EXAMPLES)]
ApiKeyId = Annotated[UUID, Path(description="Id of the key.")]


@router.post(
    "",
    summary="Make an API key",
    status_code=201,
    responses=returns(NewApiKeyResponse, "The key; it is shown only now.", 201)
    | problems(400, 401, 409, 413, 422, 503),
)
async def create_api_key(body: KeyBody, caller: CallerDep, services: ServicesDep) -> Response:
    """Make a key with which a script acts for you: `Authorization: Bearer iak_...`."""
    return secret_response(await service.create(services.database, caller.user_id, body), 201)


@router.get(
    "",
    summary="List your API keys",
    responses=returns(list[ApiKeyResponse], "All of them, the latest first.")
    | problems(401, 422, 503),
)
async def list_api_keys(caller: CallerDep, services: ServicesDep) -> Response:
    """Your keys, without their secrets."""
    return secret_response(await service.all_of(services.database, caller.user_id))


@router.delete(
    "/{api_key_id}",
    summary="Revoke an API key",
    status_code=204,
    responses=returns_nothing("It is refused from now on.") | problems(401, 404, 422, 503),
)
async def revoke_api_key(
    api_key_id: ApiKeyId, caller: CallerDep, services: ServicesDep
) -> Response:
    """End a key at once."""
    await service.revoke(services.database, caller.user_id, api_key_id)
    return Response(status_code=204)
