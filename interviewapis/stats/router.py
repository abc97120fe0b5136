"""Statistics."""

from fastapi import APIRouter, Request, Response

from interviewapis.conditional import ETAG_HEADER, seen
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.exact import ExactRoute
from interviewapis.openapi import problems, returns
from interviewapis.stats import service
from interviewapis.stats.schemas import StatisticsResponse

router = APIRouter(prefix="/api/stats", tags=["Statistics"], route_class=ExactRoute)


@router.get(
    "/overview",
    summary="Your interviews and questions, counted",
    responses=returns(StatisticsResponse, "The counts as they are now.", headers=ETAG_HEADER)
    | problems(401, 422, 503),
)
async def get_statistics(request: Request, caller: CallerDep, services: ServicesDep) -> Response:
    """How many interviews and questions you have, and of which kinds.

    Deleted interviews and questions don't count. Companies are those of the whole installation.
    """
    return seen(request, await service.overview(services.database, caller.user_id))
