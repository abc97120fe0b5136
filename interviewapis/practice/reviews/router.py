"""Looking back on a practice interview."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from interviewapis.conditional import ETAG_HEADER, seen
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.exact import ExactRoute
from interviewapis.openapi import problems, returns
from interviewapis.paths import PracticeId
from interviewapis.practice.reviews import service
from interviewapis.practice.reviews.responses import (
    InterviewResultsResponse,
    InterviewScoreResponse,
)
from interviewapis.practice.reviews.schemas import ScoreQuery
from interviewapis.responses import JsonBytes

router = APIRouter(prefix="/api/interview", tags=["Practice"], route_class=ExactRoute)


@router.get(
    "/{interview_id}/results",
    summary="Get all answers",
    responses=returns(InterviewResultsResponse, "The answers.", headers=ETAG_HEADER)
    | problems(401, 404, 422, 503),
)
async def get_practice_results(
    interview_id: PracticeId, request: Request, caller: CallerDep, services: ServicesDep
) -> Response:
    """Your answers with score and feedback."""
    body = await service.results(services.database, caller.user_id, interview_id)
    return seen(request, body)


@router.get(
    "/{interview_id}/score",
    summary="Get the score",
    responses=returns(InterviewScoreResponse, "The score.") | problems(401, 404, 422, 503),
)
async def get_practice_score(
    interview_id: PracticeId,
    query: Annotated[ScoreQuery, Query()],
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """How it went, by question and by type, with a summary.

    A summary is kept until another answer is judged, so asking again costs nothing. While the
    model fails, one is put together from the judgements, and the model is asked next time. A key
    needs the scope `ask` for it, and only `read` with `generate_summary=false`.
    """
    return JsonBytes(
        await service.score(
            services.database,
            services.composer,
            caller.user_id,
            interview_id,
            summed_up=query.generate_summary,
            may_ask=caller.scopes is None or "ask" in caller.scopes,
        )
    )
