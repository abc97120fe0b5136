"""The skills of a question."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from interviewapis.conditional import ETAG_HEADER, IfMatchHeader, seen
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.exact import ExactRoute
from interviewapis.openapi import NEW_HEADERS, problems, returns, returns_nothing
from interviewapis.pagination import PAGE_HEADERS, PageQuery, array_response
from interviewapis.paths import QuestionId, SkillId
from interviewapis.questions.skills import service
from interviewapis.questions.skills.examples import QUESTION_SKILL_EXAMPLES
from interviewapis.questions.skills.schemas import QuestionSkillResponse, QuestionSkillSet
from interviewapis.records import Made, changed_response, made_response

router = APIRouter(
    prefix="/api/questions/{question_id}/skills", tags=["Question bank"], route_class=ExactRoute
)

SetBody = Annotated[QuestionSkillSet, Body(openapi_examples=QUESTION_SKILL_EXAMPLES)]


@router.get(
    "",
    summary="List the skills of a question",
    responses=returns(list[QuestionSkillResponse], "One page, by name.", headers=PAGE_HEADERS)
    | problems(401, 404, 422, 503),
)
async def list_question_skills(
    question_id: QuestionId,
    query: Annotated[PageQuery, Query()],
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """The skills that a question tests, by name. Library entries name theirs in `skill_names`."""
    total, data = await service.page(services.database, caller.user_id, question_id, query)
    return array_response(request, query, total, data)


@router.get(
    "/{skill_id}",
    summary="Get a skill of a question",
    responses=returns(QuestionSkillResponse, "The skill.", headers=ETAG_HEADER)
    | problems(401, 404, 422, 503),
)
async def get_question_skill(
    question_id: QuestionId,
    skill_id: SkillId,
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """What a question has to do with a skill."""
    body = await service.read(services.database, caller.user_id, question_id, skill_id)
    return seen(request, body)


@router.put(
    "/{skill_id}",
    summary="Set a skill of a question",
    responses=returns(QuestionSkillResponse, "It is replaced.", headers=ETAG_HEADER)
    | returns(
        QuestionSkillResponse,
        "It is new to this question; `Location` says where to find it.",
        201,
        headers=NEW_HEADERS,
    )
    | problems(400, 401, 404, 412, 413, 422, 503),
)
async def set_question_skill(
    question_id: QuestionId,
    skill_id: SkillId,
    body: SetBody,
    caller: CallerDep,
    services: ServicesDep,
    if_match: IfMatchHeader = None,
) -> Response:
    """Say what your question has to do with a skill. What you said before is replaced whole.

    Of a library entry, you get a version of your own; `question_id` in the response is its id.
    """
    shown, is_new = await service.set_one(
        services.database, caller.user_id, question_id, skill_id, body, if_match
    )
    if is_new:
        return made_response(Made(shown), "/api/questions/{question_id}/skills/{skill_id}")
    return changed_response(shown)


@router.delete(
    "/{skill_id}",
    summary="Remove a skill from a question",
    status_code=204,
    responses=returns_nothing("The question is no longer linked to it.")
    | problems(401, 404, 412, 422, 503),
)
async def delete_question_skill(
    question_id: QuestionId,
    skill_id: SkillId,
    caller: CallerDep,
    services: ServicesDep,
    if_match: IfMatchHeader = None,
) -> Response:
    """Remove a skill from your question. The skill itself stays for everybody."""
    await service.remove(services.database, caller.user_id, question_id, skill_id, if_match)
    return Response(status_code=204)
