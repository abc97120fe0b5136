"""Runs that were started: reading along, looking back, stopping, deleting."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from interviewapis.binding import DirectRoute
from interviewapis.dependencies import CallerDep, ServicesDep, StreamCallerDep
from interviewapis.headers import LastEventIdHeader
from interviewapis.history import service
from interviewapis.history.schemas import EventsQuery, RunsQuery, RunsResponse, TicketResponse
from interviewapis.openapi import problems, returns, returns_nothing
from interviewapis.pagination import PAGE_HEADERS, page_response
from interviewapis.paths import RunId
from interviewapis.responses import JsonBytes
from interviewapis.runs.cursors import place_after
from interviewapis.runs.examples import NUMBERED_STREAM
from interviewapis.runs.schemas import RunResponse
from interviewapis.runs.sse import RunStream, numbered_stream

router = APIRouter(prefix="/api/agents", tags=["Runs"], route_class=DirectRoute)

_RUN = returns(RunResponse, "The run.")


@router.get(
    "/runs",
    summary="List runs",
    responses=returns(RunsResponse, "One page.", headers=PAGE_HEADERS) | problems(401, 422, 503),
)
async def list_runs(
    query: Annotated[RunsQuery, Query()],
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """What you have asked, the newest first, and what came of it."""
    total, data = await service.runs_page(services.database, caller.user_id, query)
    return page_response(request, query, total, data)


@router.get("/runs/{run_id}", summary="Get a run", responses=_RUN | problems(401, 404, 422, 503))
async def get_run(run_id: RunId, caller: CallerDep, services: ServicesDep) -> Response:
    """A question and its answer; of one that is being written, as much as there is."""
    body = await services.runs.read(caller.user_id, run_id)
    return Response(body, media_type="application/json")


@router.get(
    "/runs/{run_id}/events",
    summary="Read along with a run",
    status_code=200,
    response_class=RunStream,
    responses=NUMBERED_STREAM | problems(401, 404, 422, 503),
)
async def run_events(
    run_id: RunId,
    query: Annotated[EventsQuery, Query()],
    caller: StreamCallerDep,
    services: ServicesDep,
    last_event_id: LastEventIdHeader = None,
) -> Response:
    """The events of a run as Server-Sent Events with ids, from the first one, or after one.

    Any number of readers may read along. A place that the run does not have is told by an event
    `reset`; then forget what you have: everything comes again. Who has seen the last event gets
    204.
    """
    run = await services.runs.find(caller.user_id, run_id)
    return numbered_stream(run, place_after(run_id, last_event_id, query.after))


@router.post(
    "/runs/{run_id}/cancel", summary="Stop a run", responses=_RUN | problems(401, 404, 422, 503)
)
async def cancel_run(run_id: RunId, caller: CallerDep, services: ServicesDep) -> Response:
    """Stop an answer at once. What there is of it is kept; one that has ended stays as it is."""
    await services.runs.cancel(caller.user_id, run_id)
    body = await services.runs.read(caller.user_id, run_id)
    return Response(body, media_type="application/json")


@router.delete(
    "/runs/{run_id}",
    summary="Delete a run",
    status_code=204,
    responses=returns_nothing("It is gone.") | problems(401, 404, 422, 503),
)
async def delete_run(run_id: RunId, caller: CallerDep, services: ServicesDep) -> Response:
    """Delete a question and its answer, which is stopped first. Nothing brings them back."""
    await services.runs.delete(caller.user_id, run_id)
    return Response(status_code=204)


@router.post(
    "/stream-tickets",
    summary="Get a ticket for a stream",
    status_code=201,
    responses=returns(TicketResponse, "The ticket.", 201) | problems(401, 503),
)
async def issue_stream_ticket(caller: CallerDep, services: ServicesDep) -> Response:
    """For an `EventSource`, which can't send headers, where you have to say who you are.

    A ticket opens one stream within 60 seconds. To come back after the connection was lost, get
    another and open the stream with `?after=` and the number of the last event. A ticket that a
    key got opens what the scopes of the key allow: `ask` a new answer, `read` one that there is.
    """
    issued = await services.tickets.issue(caller.user_id, caller.scopes)
    body = {"ticket": issued.ticket, "expires_at": issued.expires_at}
    return JsonBytes(body, status_code=201, headers={"Cache-Control": "no-store"})
