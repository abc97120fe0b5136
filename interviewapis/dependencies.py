"""What handlers ask for: the services that were built at start, and who is asking."""

from dataclasses import dataclass
from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Request

from agents.interviewer import Interviewer
from agents.practice.composer import Composer
from agents.practice.judging import Judge
from database.engine import Database
from database.models import LOCAL_USER_ID
from interviewapis.errors import Forbidden, Unauthorized
from interviewapis.progress import Tasks
from interviewapis.runs.runner import Runner
from interviewapis.runs.runs import Runs
from interviewapis.runs.tickets import TicketOffice
from interviewapis.security.attempts import Attempts
from interviewapis.security.credentials import holder_of, presented, require_scope
from interviewapis.security.local import refusal_for
from interviewapis.security.passwords import Passwords
from interviewapis.security.tokens import Tokens
from interviewapis.settings import Settings


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that lives as long as the server."""

    settings: Settings
    database: Database
    interviewer: Interviewer
    runner: Runner
    runs: Runs
    tickets: TicketOffice
    tokens: Tokens
    passwords: Passwords
    attempts: Attempts
    composer: Composer
    judge: Judge
    tasks: Tasks


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking, and in which request; the owner of what the request makes.

    Args:
        is_admin: Whether an administrator signed in.
        sign_in_id: Of the token; None for the local user and for scripts with a key.
        scopes: Of the key; None for people, who may do everything.
    """

    user_id: UUID
    request_id: str
    is_admin: bool = False
    sign_in_id: UUID | None = None
    scopes: tuple[str, ...] | None = None


async def find_services(request: Request) -> Services:
    """What was built at start."""
    return cast(Services, request.app.state.services)


ServicesDep = Annotated[Services, Depends(find_services)]


async def find_caller(request: Request) -> Caller:
    """Who asks.

    Raises:
        Unauthorized: nobody who may.
        Forbidden: somebody who may not do this.
        DatabaseUnavailable: whose credentials they are can't be looked up.
    """
    # Without a dependency of its own, each of which FastAPI solves anew.
    services: Services = request.app.state.services
    request_id: str = request.state.request_id
    if text := presented(request):
        holder = await holder_of(text, request, services.database, services.tokens)
        is_admin = holder.user_type == "admin"
        return Caller(holder.user_id, request_id, is_admin, holder.sign_in_id, holder.scopes)
    if services.settings.auth != "local":
        raise Unauthorized.without_credentials()
    if reason := refusal_for(request, services.settings.allowed_origins):
        raise Unauthorized(
            f"Without sign-in only you at this machine may ask, and {reason}. Call "
            "http://127.0.0.1 directly, add the page's origin to ALLOWED_ORIGINS, or sign in "
            "with POST /api/auth/login."
        )
    return Caller(LOCAL_USER_ID, request_id)


CallerDep = Annotated[Caller, Depends(find_caller)]


async def _administrator(caller: CallerDep) -> Caller:
    if not caller.is_admin:
        raise Forbidden("Only an administrator may do this.")
    return caller


AdministratorDep = Annotated[Caller, Depends(_administrator)]


def peer_of(request: Request) -> str:
    """The address of the machine that the request came from, as far as it is known."""
    return request.client.host if request.client else ""


async def _stream_caller(request: Request, services: ServicesDep) -> Caller:
    if (ticket := request.query_params.get("ticket")) is None:
        return await find_caller(request)
    if (admitted := await services.tickets.take(ticket)) is None:
        raise Unauthorized(
            "The ticket is unknown, used, or older than 60 seconds. Get a new one with "
            "POST /api/agents/stream-tickets; each opens one stream."
        )
    if admitted.scopes is not None:
        require_scope(request, admitted.scopes)
    return Caller(admitted.owner_id, request.state.request_id, scopes=admitted.scopes)


StreamCallerDep = Annotated[Caller, Depends(_stream_caller)]
"""Who asks for a stream: as ``CallerDep``, or by a ticket in the address."""
