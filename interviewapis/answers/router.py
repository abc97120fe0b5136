"""Ask: questions in, answers out."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query, Request, Response

from interviewapis.answers import service
from interviewapis.answers.examples import (
    AGAIN_EXAMPLES,
    ANSWER_EXAMPLES,
    INTERVIEW_EXAMPLES,
    ROUTE_EXAMPLES,
    RUN_EXAMPLES,
)
from interviewapis.answers.schemas import (
    AgainRequest,
    AgentsResponse,
    AnswerQuery,
    AnswerRequest,
    AnswerResponse,
    InterviewRequest,
    InterviewResponse,
    RouteResponse,
    StreamQuery,
)
from interviewapis.binding import DirectRoute
from interviewapis.dependencies import Caller, CallerDep, Services, ServicesDep, StreamCallerDep
from interviewapis.headers import KeyHeader, LastEventIdHeader
from interviewapis.openapi import problems, returns
from interviewapis.paths import RunId
from interviewapis.responses import JsonBytes
from interviewapis.runs.cursors import known_event_id
from interviewapis.runs.examples import NUMBERED_STREAM, PLAIN_STREAM
from interviewapis.runs.request import RunRequest
from interviewapis.runs.schemas import RunResponse
from interviewapis.runs.sse import RunStream, numbered_stream, plain_stream
from interviewapis.runs.waiting import finished, unless_left

router = APIRouter(prefix="/api", tags=["Ask"], route_class=DirectRoute)

AnswerBody = Annotated[AnswerRequest, Body(openapi_examples=ANSWER_EXAMPLES)]
RunBody = Annotated[AnswerRequest, Body(openapi_examples=RUN_EXAMPLES)]
AgainBody = Annotated[AgainRequest, Body(openapi_examples=AGAIN_EXAMPLES)]
RouteBody = Annotated[AnswerRequest, Body(openapi_examples=ROUTE_EXAMPLES)]
InterviewBody = Annotated[InterviewRequest, Body(openapi_examples=INTERVIEW_EXAMPLES)]

_ANSWER_PROBLEMS = problems(400, 401, 404, 409, 413, 422, 500, 502, 503, 504)

_RUN_STARTED = returns(
    RunResponse,
    "The run; `Location` says where to find it.",
    202,
    headers={"Location": "Path of the run."},
    links={"run_id": ("get_run", "run_events", "cancel_run", "regenerate_run", "delete_run")},
)


@router.post(
    "/agents/answer-stream",
    summary="Stream an answer",
    status_code=200,
    response_class=RunStream,
    responses=PLAIN_STREAM | problems(400, 401, 404, 409, 413, 422, 503),
)
async def answer_stream(
    body: AnswerBody, caller: CallerDep, services: ServicesDep, key: KeyHeader = None
) -> Response:
    """Have a specialist answer, and read along as Server-Sent Events.

    Events come in this order: `start`, `routing`, `processing`, any number of `content`,
    `answer_complete`, `follow_ups`, `complete`. `error` ends a stream that fails. There is
    exactly one terminal event: `complete` or `error`. Who loses the connection can go on with
    `GET /api/agents/runs/{run_id}/events`; when nobody does within `RUN_GRACE_SECONDS`, the
    answer is stopped.
    """
    return plain_stream(await services.runner.ask(_asked(body, caller, key)))


@router.get(
    "/agents/answer-stream",
    summary="Stream an answer to an EventSource",
    status_code=200,
    response_class=RunStream,
    responses=NUMBERED_STREAM | problems(401, 404, 409, 422, 503),
)
async def answer_event_source(
    query: Annotated[StreamQuery, Query()],
    caller: StreamCallerDep,
    services: ServicesDep,
    last_event_id: LastEventIdHeader = None,
) -> Response:
    """The same for a plain `EventSource`, which can only GET.

    Every event has an `id`. A browser that loses the connection sends the last one back in
    `Last-Event-ID`: then that answer goes on after it, and nothing is asked again. After the
    last event it gets 204, and stops coming back.
    """
    if last_event_id is None:
        run = await services.runner.ask(_asked(query, caller, query.idempotency_key))
        return numbered_stream(run, after=0)
    cursor = known_event_id(last_event_id)
    run = await services.runs.find(caller.user_id, cursor.run_id)
    return numbered_stream(run, cursor.number)


@router.post(
    "/agents/runs",
    summary="Start an answer that goes on by itself",
    status_code=202,
    responses=_RUN_STARTED | problems(400, 401, 404, 409, 413, 422, 503),
)
async def start_run(
    body: RunBody, caller: CallerDep, services: ServicesDep, key: KeyHeader = None
) -> Response:
    """Have a specialist answer, whoever reads along and for how long.

    Only its end, `POST .../cancel` and a limit of 30 minutes stop it. Read along with
    `GET .../events`, as often as you like, or come back later and get the whole answer.
    """
    run = await services.runner.ask(_asked(body, caller, key, attached=False))
    return await _started(run.run_id, caller, services)


@router.post(
    "/agents/runs/{run_id}/regenerate",
    summary="Ask again",
    status_code=202,
    responses=_RUN_STARTED | problems(400, 401, 404, 409, 413, 422, 503),
)
async def regenerate_run(
    run_id: RunId, body: AgainBody, caller: CallerDep, services: ServicesDep
) -> Response:
    """Have the question of an answer answered anew, by another specialist if you like.

    The new run names the old one in `replaces_run_id`, and takes its place in the conversation.
    """
    run = await services.runs.again(caller.user_id, run_id, caller.request_id, body.agent)
    return await _started(run.run_id, caller, services)


@router.post(
    "/agents/answer",
    summary="Get a whole answer",
    responses=returns(AnswerResponse, "The answer.") | _ANSWER_PROBLEMS,
)
async def answer(
    body: AnswerBody,
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
    key: KeyHeader = None,
) -> Response:
    """Have a specialist answer, and get it all at once. Leaving stops the answer.

    The answer is never half there: one that fails or breaks off is a problem with a code.
    """
    run = await services.runner.ask(_asked(body, caller, key))
    return JsonBytes(service.answer_body(await finished(run, request)))


@router.post(
    "/agents/route",
    summary="Route a question",
    responses=returns(RouteResponse, "The decision.") | problems(400, 401, 404, 413, 422, 503),
)
async def route(
    body: RouteBody, request: Request, caller: CallerDep, services: ServicesDep
) -> Response:
    """Say which specialist would answer, and why, without answering.

    A classifier in the server decides when no model is configured, or when the model fails.
    """
    brief = (await services.runner.with_turns(_asked(body, caller))).brief
    return JsonBytes(
        service.route_body(brief, await unless_left(request, services.interviewer.route(brief)))
    )


@router.get(
    "/agents/available",
    summary="List the specialists",
    responses=returns(AgentsResponse, "The specialists."),
)
async def available() -> Response:
    """Who can answer, and what to ask whom. `id` is what `agent` takes in a question."""
    return JsonBytes(service.agents_body())


@router.get(
    "/agents",
    summary="List the specialists (older path)",
    responses=returns(AgentsResponse, "The specialists."),
)
async def agents() -> Response:
    """The same as `/api/agents/available`."""
    return JsonBytes(service.agents_body())


@router.post(
    "/interview",
    summary="Get a whole answer (older form)",
    responses=returns(InterviewResponse, "The answer.") | _ANSWER_PROBLEMS,
)
async def interview(
    body: InterviewBody,
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
    key: KeyHeader = None,
) -> Response:
    """Like `/api/agents/answer`, with the older field names and a hint for the routing."""
    run = await services.runner.ask(
        RunRequest(caller.user_id, body.brief(), caller.request_id, key)
    )
    return JsonBytes(service.interview_body(await finished(run, request)))


def _asked(
    query: AnswerQuery, caller: Caller, key: str | None = None, *, attached: bool = True
) -> RunRequest:
    return RunRequest(
        caller.user_id,
        query.brief(),
        caller.request_id,
        key,
        query.conversation_id,
        attached=attached,
    )


async def _started(run_id: UUID, caller: Caller, services: Services) -> Response:
    return Response(
        await services.runs.read(caller.user_id, run_id),
        status_code=202,
        headers={"Location": f"/api/agents/runs/{run_id}"},
        media_type="application/json",
    )
