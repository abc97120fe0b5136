"""Questions that come while an interview goes on."""

from fastapi import APIRouter, Response

from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.exact import ExactRoute
from interviewapis.openapi import problems, returns
from interviewapis.paths import PracticeId, PracticeQuestionId
from interviewapis.practice.further import service
from interviewapis.practice.further.schemas import FollowUpResponse
from interviewapis.practice.place import Place
from interviewapis.practice.responses import PracticeQuestionResponse

router = APIRouter(prefix="/api/interview", tags=["Practice"], route_class=ExactRoute)

_ASKED = problems(401, 404, 409, 422, 502, 503)


@router.post(
    "/{interview_id}/questions/{question_id}/follow-up",
    summary="Be asked deeper",
    status_code=201,
    responses=returns(FollowUpResponse, "The question.", 201) | _ASKED,
)
async def follow_up_practice(
    interview_id: PracticeId,
    question_id: PracticeQuestionId,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """Get one deeper question about what you answered. It is judged, and counts in no total."""
    place = Place(caller.user_id, interview_id, question_id)
    return Response(
        await service.follow_up(services.database, services.composer, place),
        201,
        media_type="application/json",
    )


@router.post(
    "/{interview_id}/next",
    summary="Get the next question",
    status_code=201,
    responses=returns(PracticeQuestionResponse, "The question.", 201) | _ASKED,
)
async def next_practice_question(
    interview_id: PracticeId, caller: CallerDep, services: ServicesDep
) -> Response:
    """The next question of an adaptive interview: harder after 75 or more, easier below 50.

    After an answer without a score it is as hard as the one before.
    """
    shown = await service.next_question(
        services.database, services.composer, caller.user_id, interview_id
    )
    return Response(shown, 201, media_type="application/json")
