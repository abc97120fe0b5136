"""What this server is, how it is doing, and what answers."""

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from interviewapis.binding import DirectRoute
from interviewapis.client.routes import HOME, wants_client
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.openapi import problems
from interviewapis.overview import schemas, service
from interviewapis.responses import JsonBytes
from interviewapis.runs.waiting import unless_left

router = APIRouter(tags=["Overview"], route_class=DirectRoute)


@router.get(
    "/",
    summary="Overview",
    responses={
        200: {"model": schemas.Overview, "description": "Where to find what."},
        307: {"description": "For browsers, which prefer `text/html`: the web client, if built."},
    },
)
async def overview(request: Request, services: ServicesDep) -> Response:
    """The documentation pages and the endpoints, each with what it is for."""
    headers = {"Vary": "Accept"}
    if await wants_client(request):
        return RedirectResponse(HOME, 307, headers | {"Cache-Control": "no-store"})
    body = service.overview_body(services.settings, request.app.openapi())
    return JsonBytes(body, headers=headers)


@router.get(
    "/api/health",
    summary="Health",
    responses={
        200: {"model": schemas.Health, "description": "All works."},
        503: {"model": schemas.Health, "description": "The database does not answer."},
    },
)
async def health(services: ServicesDep) -> Response:
    """How the server is doing, and whether a model or the library answers.

    200 while the database answers, otherwise 503 with the same fields. The model is not asked:
    `/api/test/ai` does that.
    """
    database_answers = await services.database.answers()
    body = service.health_body(
        services.settings,
        services.interviewer,
        database_answers=database_answers,
        active_runs=services.runner.active,
    )
    return JsonBytes(body, status_code=200 if database_answers else 503)


@router.get(
    "/api/info",
    summary="About this server",
    responses={200: {"model": schemas.Info, "description": "What it is and allows."}},
)
async def info(services: ServicesDep) -> Response:
    """What the server is, who answers, and what a request may hold."""
    return JsonBytes(service.info_body(services.settings, services.interviewer))


@router.get(
    "/api/test/ai",
    summary="Test the model",
    responses={
        200: {"model": schemas.AiTest, "description": "What came of it."},
        **problems(401, 503),
    },
)
async def test_ai(request: Request, caller: CallerDep, services: ServicesDep) -> Response:
    """Send the configured model one short message. Costs a few tokens.

    Answers 200 also when the model fails: `status` and `code` say what came of it. The API key
    is never part of it.
    """
    return JsonBytes(await unless_left(request, service.ai_test_body(services.interviewer)))


@router.get(
    "/api/workflow",
    summary="The graph of agents",
    responses={200: {"model": schemas.Workflow, "description": "Mermaid and JSON."}},
)
async def workflow(services: ServicesDep) -> Response:
    """The graph that a question goes through, as a Mermaid diagram and as nodes and edges."""
    return JsonBytes(service.workflow_body(services.interviewer))
