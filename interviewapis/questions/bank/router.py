"""Single questions of the bank."""

from typing import Annotated

from fastapi import APIRouter, Body, Request, Response

from interviewapis.conditional import ETAG_HEADER, IfMatchHeader, entity_tag, seen
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.exact import ExactRoute
from interviewapis.headers import KeyHeader
from interviewapis.openapi import MADE_HEADERS, problems, returns, returns_nothing
from interviewapis.paths import QuestionId
from interviewapis.questions.bank import service
from interviewapis.questions.bank.examples import QUESTION_CHANGES, QUESTION_EXAMPLES
from interviewapis.questions.bank.schemas import QuestionCreate, QuestionResponse, QuestionUpdate
from interviewapis.questions.bank.service import PATH, Shown
from interviewapis.records import made_response

router = APIRouter(prefix=PATH, tags=["Question bank"], route_class=ExactRoute)

CreateBody = Annotated[QuestionCreate, Body(openapi_examples=QUESTION_EXAMPLES)]
UpdateBody = Annotated[QuestionUpdate, Body(openapi_examples=QUESTION_CHANGES)]
_HEADERS = ETAG_HEADER | {
    "Content-Location": "Path of the question that is shown: of your own version, where you asked "
    "for a library entry that you have changed."
}
_CHANGED = returns(QuestionResponse, "The question as it is now.", headers=_HEADERS)


@router.post(
    "",
    summary="Add a question",
    status_code=201,
    responses=returns(
        QuestionResponse,
        "The question; `Location` says where to find it.",
        201,
        headers=MADE_HEADERS,
        links={
            "question_id": (
                "get_question",
                "update_question",
                "patch_question",
                "delete_question",
                "list_question_skills",
            )
        },
    )
    | problems(400, 401, 404, 413, 422, 503),
)
async def create_question(
    body: CreateBody, caller: CallerDep, services: ServicesDep, key: KeyHeader = None
) -> Response:
    """Keep a question of your own. Only you see it. Skills that you name must be there."""
    made = await service.create(
        services.database, services.interviewer.encoder, caller.user_id, body, key
    )
    return made_response(made, PATH + "/{question_id}")


@router.get(
    "/{question_id}",
    summary="Get a question",
    responses=returns(QuestionResponse, "The question.", headers=_HEADERS)
    | problems(401, 404, 422, 503),
)
async def get_question(
    question_id: QuestionId, request: Request, caller: CallerDep, services: ServicesDep
) -> Response:
    """One question, yours or the library's. Of a library entry that you changed, your version."""
    shown = await service.read(services.database, caller.user_id, question_id)
    return seen(request, shown.body, _location(shown))


@router.put(
    "/{question_id}",
    summary="Change a question",
    responses=_CHANGED | problems(400, 401, 404, 412, 413, 422, 503),
)
@router.patch(
    "/{question_id}",
    name="patch_question",
    summary="Change a question",
    responses=_CHANGED | problems(400, 401, 404, 412, 413, 422, 503),
)
async def update_question(
    question_id: QuestionId,
    body: UpdateBody,
    caller: CallerDep,
    services: ServicesDep,
    if_match: IfMatchHeader = None,
) -> Response:
    """Change the fields that you send; the others stay. Lists and skills are replaced whole.

    A library entry stays as it is for everybody: you get a version of your own, with its own id,
    which from then on stands in its place for you.
    """
    shown = await service.update(
        services.database,
        services.interviewer.encoder,
        caller.user_id,
        question_id,
        body,
        if_match,
    )
    headers = {"ETag": entity_tag(shown.body), **_location(shown)}
    return Response(shown.body, headers=headers, media_type="application/json")


@router.delete(
    "/{question_id}",
    summary="Put a question aside",
    status_code=204,
    responses=returns_nothing("It is put aside.") | problems(401, 404, 412, 422, 503),
)
async def delete_question(
    question_id: QuestionId,
    caller: CallerDep,
    services: ServicesDep,
    if_match: IfMatchHeader = None,
) -> Response:
    """Take a question out of lists and counts. Changing `is_active` to true brings it back.

    A library entry is put aside for you alone.
    """
    await service.delete(services.database, caller.user_id, question_id, if_match)
    return Response(status_code=204)


def _location(shown: Shown) -> dict[str, str]:
    return {"Content-Location": f"{PATH}/{shown.question_id}"}
