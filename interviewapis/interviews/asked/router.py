"""Questions that were asked in an interview."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from interviewapis.conditional import ETAG_HEADER, IfMatchHeader, seen
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.exact import ExactRoute
from interviewapis.headers import KeyHeader
from interviewapis.interviews import parts
from interviewapis.interviews.asked import service
from interviewapis.interviews.asked.examples import ASKED_CHANGES, ASKED_EXAMPLES
from interviewapis.interviews.asked.schemas import AskedCreate, AskedResponse, AskedUpdate
from interviewapis.interviews.asked.service import ASKED
from interviewapis.openapi import MADE_HEADERS, problems, returns, returns_nothing
from interviewapis.pagination import PAGE_HEADERS, PageQuery, array_response
from interviewapis.paths import InterviewId, QuestionId
from interviewapis.records import changed_response, made_response

router = APIRouter(
    prefix="/api/interviews/{interview_id}/questions",
    tags=["Questions asked"],
    route_class=ExactRoute,
)

CreateBody = Annotated[AskedCreate, Body(openapi_examples=ASKED_EXAMPLES)]
UpdateBody = Annotated[AskedUpdate, Body(openapi_examples=ASKED_CHANGES)]
_CHANGED = returns(AskedResponse, "The question and how it went, now.", headers=ETAG_HEADER)


@router.get(
    "",
    summary="List the questions of an interview",
    responses=returns(list[AskedResponse], "One page, as they were asked.", headers=PAGE_HEADERS)
    | problems(401, 404, 422, 503),
)
async def list_asked_questions(
    interview_id: InterviewId,
    query: Annotated[PageQuery, Query()],
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """The questions of your interview in the order in which they were asked."""
    total, data = await parts.page(services.database, ASKED, caller.user_id, interview_id, query)
    return array_response(request, query, total, data)


@router.post(
    "",
    summary="Link a question to an interview",
    status_code=201,
    responses=returns(
        AskedResponse,
        "The question and how it went; `Location` says where to find it.",
        201,
        headers=MADE_HEADERS,
        links={
            "question_id": (
                "get_asked_question",
                "update_asked_question",
                "patch_asked_question",
                "unlink_question",
            )
        },
        links_from_path=("interview_id",),
    )
    | problems(400, 401, 404, 409, 413, 422, 503),
)
async def link_question(
    interview_id: InterviewId,
    body: CreateBody,
    caller: CallerDep,
    services: ServicesDep,
    key: KeyHeader = None,
) -> Response:
    """Say that a question of yours, or of the library, was asked in your interview.

    Its `times_asked` follows. Your changed version of a library entry is linked in its place.
    """
    made = await service.link(services.database, caller.user_id, interview_id, body, key)
    return made_response(made, "/api/interviews/{interview_id}/questions/{question_id}")


@router.get(
    "/{question_id}",
    summary="Get a question of an interview",
    responses=returns(AskedResponse, "The question and how it went.", headers=ETAG_HEADER)
    | problems(401, 404, 422, 503),
)
async def get_asked_question(
    interview_id: InterviewId,
    question_id: QuestionId,
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """One question of your interview, and how it went."""
    body = await parts.read(services.database, ASKED, caller.user_id, interview_id, question_id)
    return seen(request, body)


@router.put(
    "/{question_id}",
    summary="Change how a question went",
    responses=_CHANGED | problems(400, 401, 404, 412, 413, 422, 503),
)
@router.patch(
    "/{question_id}",
    name="patch_asked_question",
    summary="Change how a question went",
    responses=_CHANGED | problems(400, 401, 404, 412, 413, 422, 503),
)
async def update_asked_question(
    interview_id: InterviewId,
    question_id: QuestionId,
    body: UpdateBody,
    caller: CallerDep,
    services: ServicesDep,
    if_match: IfMatchHeader = None,
) -> Response:
    """Change the fields that you send; the others stay. `times_asked` follows `was_asked`."""
    changed = await service.update(
        services.database, caller.user_id, interview_id, question_id, body, if_match
    )
    return changed_response(changed)


@router.delete(
    "/{question_id}",
    summary="Unlink a question from an interview",
    status_code=204,
    responses=returns_nothing("It is no longer linked.") | problems(401, 404, 412, 422, 503),
)
async def unlink_question(
    interview_id: InterviewId,
    question_id: QuestionId,
    caller: CallerDep,
    services: ServicesDep,
    if_match: IfMatchHeader = None,
) -> Response:
    """Unlink a question, with how it went; its `times_asked` follows. The question stays."""
    await parts.delete(
        services.database, ASKED, caller.user_id, interview_id, question_id, if_match
    )
    return Response(status_code=204)
