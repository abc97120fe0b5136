"""A specialist's answer to a question of the bank."""

from typing import Annotated

from fastapi import APIRouter, Body, Response

from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.exact import ExactRoute
from interviewapis.headers import KeyHeader
from interviewapis.openapi import problems
from interviewapis.paths import QuestionId
from interviewapis.questions.answering import service
from interviewapis.questions.answering.examples import BANK_ANSWER_EXAMPLES
from interviewapis.questions.answering.schemas import BankAnswerRequest
from interviewapis.runs.examples import PLAIN_STREAM
from interviewapis.runs.request import RunRequest
from interviewapis.runs.sse import RunStream, plain_stream

router = APIRouter(prefix="/api/questions", tags=["Question bank"], route_class=ExactRoute)

AnswerBody = Annotated[BankAnswerRequest, Body(openapi_examples=BANK_ANSWER_EXAMPLES)]
_PLAIN = BankAnswerRequest()


@router.post(
    "/{question_id}/answer",
    summary="Stream an answer to a question of the bank",
    status_code=200,
    response_class=RunStream,
    responses=PLAIN_STREAM | problems(400, 401, 404, 409, 413, 422, 503),
)
async def answer_question(
    question_id: QuestionId,
    caller: CallerDep,
    services: ServicesDep,
    body: AnswerBody = _PLAIN,
    key: KeyHeader = None,
) -> Response:
    """Have a specialist answer a question of yours or of the library, and read along.

    The events are those of `POST /api/agents/answer-stream`. With `store_answer`, the answer is
    the question's own before the last event comes; an answer that fails or breaks off is not.
    """
    asked = await service.find(services.database, caller.user_id, question_id, body)
    run = await services.runner.ask(
        RunRequest(
            caller.user_id,
            asked.brief,
            caller.request_id,
            key,
            body.conversation_id,
            question_id=asked.question_id,
            keeps_answer=body.store_answer,
        )
    )
    return plain_stream(run)
