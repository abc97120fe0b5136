"""Answers in a practice interview."""

from typing import Annotated

from fastapi import APIRouter, Body, Request, Response

from interviewapis.dependencies import CallerDep, Services, ServicesDep
from interviewapis.exact import ExactRoute
from interviewapis.openapi import problems, returns
from interviewapis.paths import PracticeId, PracticeQuestionId
from interviewapis.practice.answers import service
from interviewapis.practice.answers.examples import ANSWER_EXAMPLES, DRAFT_EXAMPLES
from interviewapis.practice.answers.responses import (
    AttemptsResponse,
    DraftResponse,
    SubmitAnswerResponse,
)
from interviewapis.practice.answers.schemas import DraftRequest, SubmitAnswerRequest
from interviewapis.practice.place import Place
from interviewapis.progress import FOLLOWED, Tell, respond
from interviewapis.records import Made

router = APIRouter(prefix="/api/interview", tags=["Practice"], route_class=ExactRoute)

AnswerBody = Annotated[SubmitAnswerRequest, Body(openapi_examples=ANSWER_EXAMPLES)]
DraftBody = Annotated[DraftRequest, Body(openapi_examples=DRAFT_EXAMPLES)]

_JUDGED = (
    returns(SubmitAnswerResponse, "The answer, judged.", 201)
    | FOLLOWED
    | problems(400, 401, 404, 409, 413, 422, 502, 503)
)


@router.post(
    "/{interview_id}/answer/{question_id}",
    summary="Answer a question",
    status_code=201,
    responses=_JUDGED,
)
async def answer_practice(
    interview_id: PracticeId,
    question_id: PracticeQuestionId,
    body: AnswerBody,
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """Have your answer judged: by the model, or without one by the key points that it covers.

    An answer with a score counts and stays. One that could not be judged, or got no score, is kept
    among your tries and may be sent again. With `Accept: text/event-stream` the progress can be
    followed; `complete` has the judgement.
    """
    place = Place(caller.user_id, interview_id, question_id)
    return await _judged(request, services, place, body, is_official=True)


@router.post(
    "/{interview_id}/questions/{question_id}/attempts",
    summary="Try a question again",
    status_code=201,
    responses=_JUDGED,
)
async def retry_practice(
    interview_id: PracticeId,
    question_id: PracticeQuestionId,
    body: AnswerBody,
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """Answer once more, to compare. Your first answer with a score stays the one that counts.

    In a completed interview, questions that you left open can be tried too; nothing counts there.
    """
    place = Place(caller.user_id, interview_id, question_id)
    return await _judged(request, services, place, body, is_official=False)


@router.get(
    "/{interview_id}/questions/{question_id}/attempts",
    summary="Compare your tries",
    responses=returns(AttemptsResponse, "All tries, in order.") | problems(401, 404, 422, 503),
)
async def list_attempts(
    interview_id: PracticeId,
    question_id: PracticeQuestionId,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """Every answer that you gave to a question, those that could not be judged too."""
    place = Place(caller.user_id, interview_id, question_id)
    return _json(await service.attempts(services.database, place))


@router.put(
    "/{interview_id}/questions/{question_id}/draft",
    summary="Save a draft",
    responses=returns(DraftResponse, "It is saved.") | problems(400, 401, 404, 409, 413, 422, 503),
)
async def save_draft(
    interview_id: PracticeId,
    question_id: PracticeQuestionId,
    body: DraftBody,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """Keep what you have so far. `GET /api/interview/{interview_id}` shows it again."""
    place = Place(caller.user_id, interview_id, question_id)
    return _json(await service.save_draft(services.database, place, body.draft))


async def _judged(
    request: Request,
    services: Services,
    place: Place,
    body: SubmitAnswerRequest,
    *,
    is_official: bool,
) -> Response:
    async def work(tell: Tell) -> Made:
        return Made(
            await service.submit(
                services.database, services.judge, place, body, tell, is_official=is_official
            )
        )

    return await respond(request, services.tasks, work, lambda made: _json(made.body, 201))


def _json(body: str, status: int = 200) -> Response:
    return Response(body, status, media_type="application/json")
