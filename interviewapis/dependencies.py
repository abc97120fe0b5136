"""What handlers ask for: the services that were built at start, and who is asking."""

from dataclasses import dataclass
from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Request

from agents.interviewer import Interviewer
from database.engine import Database
from database.models import LOCAL_USER_ID
from interviewapis.errors import Unauthorized
from interviewapis.runs.runner import Runner
from interviewapis.runs.runs import Runs
from interviewapis.runs.tickets import TicketOffice
from interviewapis.security import refusal_for
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


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking, and in which request; the owner of what the request makes."""

    user_id: UUID
    request_id: str


async def find_services(request: Request) -> Services:
    """What was built at start."""
    return cast(Services, request.app.state.services)


ServicesDep = Annotated[Services, Depends(find_services)]


async def find_caller(request: Request) -> Caller:
    """Who asks.

    Raises:
        Unauthorized: nobody who may.
    """
    # Without a dependency of its own, each of which FastAPI solves anew.
    services: Services = request.app.state.services
    if reason := refusal_for(request, services.settings.allowed_origins):
        raise Unauthorized(
            f"Without sign-in only you at this machine may ask, and {reason}. Call "
            "http://127.0.0.1 directly, or add the page's origin to ALLOWED_ORIGINS."
        )
    return Caller(LOCAL_USER_ID, request.state.request_id)


CallerDep = Annotated[Caller, Depends(find_caller)]


async def _stream_caller(request: Request, services: ServicesDep) -> Caller:
    if (ticket := request.query_params.get("ticket")) is None:
        return await find_caller(request)
    if (owner_id := await services.tickets.take(ticket)) is None:
        raise Unauthorized(
            "The ticket is unknown, used, or older than 60 seconds. Get a new one with "
            "POST /api/agents/stream-tickets; each opens one stream."
        )
    return Caller(owner_id, request.state.request_id)


StreamCallerDep = Annotated[Caller, Depends(_stream_caller)]
"""Who asks for a stream: as ``CallerDep``, or by a ticket in the address."""
