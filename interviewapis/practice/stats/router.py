"""What somebody has practised, in figures."""

from fastapi import APIRouter, Request, Response

from interviewapis.conditional import ETAG_HEADER, seen
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.exact import ExactRoute
from interviewapis.openapi import problems, returns
from interviewapis.practice.stats import service
from interviewapis.practice.stats.schemas import UserStatsResponse

router = APIRouter(prefix="/api/user", tags=["Practice"], route_class=ExactRoute)


@router.get(
    "/stats",
    summary="Get your practice in figures",
    responses=returns(UserStatsResponse, "The figures.", headers=ETAG_HEADER)
    | problems(401, 422, 503),
)
async def get_practice_stats(
    request: Request, caller: CallerDep, services: ServicesDep
) -> Response:
    """How much you have practised, and how well."""
    return seen(request, await service.figures(services.database, caller.user_id))
