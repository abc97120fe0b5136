"""Ask: questions in, answers out."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response

from interviewapis.answers import service
from interviewapis.answers.examples import (
    ANSWER_EXAMPLES,
    INTERVIEW_EXAMPLES,
    ROUTE_EXAMPLES,
    STREAM_EXAMPLE,
)
from interviewapis.answers.schemas import (
    AgentsResponse,
    AnswerRequest,
    AnswerResponse,
    InterviewRequest,
    InterviewResponse,
    RouteResponse,
)
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.openapi import problems
from interviewapis.responses import JsonBytes
from interviewapis.runs.sse import RunStream
from interviewapis.runs.waiting import finished, unless_left

router = APIRouter(prefix="/api", tags=["Ask"])

AnswerBody = Annotated[AnswerRequest, Body(openapi_examples=ANSWER_EXAMPLES)]
RouteBody = Annotated[AnswerRequest, Body(openapi_examples=ROUTE_EXAMPLES)]
InterviewBody = Annotated[InterviewRequest, Body(openapi_examples=INTERVIEW_EXAMPLES)]

_ANSWER_PROBLEMS = problems(400, 401, 413, 422, 500, 502, 503, 504)


def _ok(model: type, description: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"model": model, "description": description}}


@router.post(
    "/agents/answer-stream",
    summary="Stream an answer",
    status_code=200,
    response_class=RunStream,
    responses=STREAM_EXAMPLE | problems(400, 401, 413, 422, 503),
)
async def answer_stream(body: AnswerBody, caller: CallerDep, services: ServicesDep) -> Response:
    """Have a specialist answer, and read along as Server-Sent Events.

    Events come in this order: `start`, `routing`, `processing`, any number of `content`,
    `answer_complete`, `follow_ups`, `complete`. `error` ends a stream that fails. There is
    exactly one terminal event: `complete` or `error`. Leaving the stream stops the answer.
    """
    return RunStream(
        services.runner.start(caller.user_id, body.brief(), request_id=caller.request_id)
    )


@router.post(
    "/agents/answer",
    summary="Get a whole answer",
    responses=_ok(AnswerResponse, "The answer.") | _ANSWER_PROBLEMS,
)
async def answer(
    body: AnswerBody, request: Request, caller: CallerDep, services: ServicesDep
) -> Response:
    """Have a specialist answer, and get it all at once. Leaving stops the answer.

    The answer is never half there: one that fails or breaks off is a problem with a code.
    """
    run = services.runner.start(caller.user_id, body.brief(), request_id=caller.request_id)
    return JsonBytes(service.answer_body(await finished(run, request)))


@router.post(
    "/agents/route",
    summary="Route a question",
    responses=_ok(RouteResponse, "The decision.") | problems(400, 401, 413, 422, 503),
)
async def route(
    body: RouteBody, request: Request, caller: CallerDep, services: ServicesDep
) -> Response:
    """Say which specialist would answer, and why, without answering.

    A classifier in the server decides when no model is configured, or when the model fails.
    """
    brief = body.brief()
    return JsonBytes(
        service.route_body(brief, await unless_left(request, services.interviewer.route(brief)))
    )


@router.get(
    "/agents/available",
    summary="List the specialists",
    responses=_ok(AgentsResponse, "The specialists."),
)
async def available() -> Response:
    """Who can answer, and what to ask whom. `id` is what `agent` takes in a question."""
    return JsonBytes(service.agents_body())


@router.get(
    "/agents",
    summary="List the specialists (older path)",
    responses=_ok(AgentsResponse, "The specialists."),
)
async def agents() -> Response:
    """The same as `/api/agents/available`."""
    return JsonBytes(service.agents_body())


@router.post(
    "/interview",
    summary="Get a whole answer (older form)",
    responses=_ok(InterviewResponse, "The answer.") | _ANSWER_PROBLEMS,
)
async def interview(
    body: InterviewBody, request: Request, caller: CallerDep, services: ServicesDep
) -> Response:
    """Like `/api/agents/answer`, with the older field names and a hint for the routing."""
    run = services.runner.start(caller.user_id, body.brief(), request_id=caller.request_id)
    return JsonBytes(service.interview_body(await finished(run, request)))
