"""Conversations: questions that build on each other."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response

from interviewapis.binding import DirectRoute
from interviewapis.conversations import service
from interviewapis.conversations.examples import CONVERSATION_EXAMPLES, RENAME_EXAMPLES
from interviewapis.conversations.schemas import (
    ConversationRequest,
    ConversationResponse,
    ConversationsResponse,
    ConversationSummary,
    RenameRequest,
)
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.openapi import problems, returns, returns_nothing
from interviewapis.pagination import PAGE_HEADERS, PageQuery, page_response
from interviewapis.paths import ConversationId

router = APIRouter(
    prefix="/api/agents/conversations", tags=["Conversations"], route_class=DirectRoute
)

ConversationBody = Annotated[ConversationRequest, Body(openapi_examples=CONVERSATION_EXAMPLES)]
RenameBody = Annotated[RenameRequest, Body(openapi_examples=RENAME_EXAMPLES)]


@router.post(
    "",
    summary="Begin a conversation",
    status_code=201,
    responses=returns(
        ConversationResponse,
        "The conversation; `Location` says where to find it.",
        201,
        headers={"Location": "Path of the conversation."},
        links={
            "conversation_id": ("get_conversation", "rename_conversation", "delete_conversation")
        },
    )
    | problems(400, 401, 404, 409, 413, 422, 503),
)
async def begin_conversation(
    body: ConversationBody, caller: CallerDep, services: ServicesDep
) -> Response:
    """Begin a conversation, empty or with an answer that you have. Then ask with its
    `conversation_id`: each specialist knows what was said before.
    """
    made = await service.begin(services.database, services.runner, caller.user_id, body)
    return Response(
        await service.read(services.database, caller.user_id, made),
        status_code=201,
        headers={"Location": f"/api/agents/conversations/{made}"},
        media_type="application/json",
    )


@router.get(
    "",
    summary="List conversations",
    responses=returns(ConversationsResponse, "One page.", headers=PAGE_HEADERS)
    | problems(401, 422, 503),
)
async def list_conversations(
    query: Annotated[PageQuery, Query()],
    request: Request,
    caller: CallerDep,
    services: ServicesDep,
) -> Response:
    """Your conversations, those in which you asked last first."""
    total, data = await service.page(services.database, caller.user_id, query)
    return page_response(request, query, total, data)


@router.get(
    "/{conversation_id}",
    summary="Get a conversation",
    responses=returns(ConversationResponse, "The conversation.") | problems(401, 404, 422, 503),
)
async def get_conversation(
    conversation_id: ConversationId, caller: CallerDep, services: ServicesDep
) -> Response:
    """A conversation with its questions and answers."""
    body = await service.read(services.database, caller.user_id, conversation_id)
    return Response(body, media_type="application/json")


@router.patch(
    "/{conversation_id}",
    summary="Rename a conversation",
    responses=returns(ConversationSummary, "The conversation.")
    | problems(400, 401, 404, 413, 422, 503),
)
async def rename_conversation(
    conversation_id: ConversationId, body: RenameBody, caller: CallerDep, services: ServicesDep
) -> Response:
    """Give a conversation another name."""
    renamed = await service.rename(services.database, caller.user_id, conversation_id, body.title)
    return Response(renamed, media_type="application/json")


@router.delete(
    "/{conversation_id}",
    summary="Delete a conversation",
    status_code=204,
    responses=returns_nothing("It is gone.") | problems(401, 404, 422, 503),
)
async def delete_conversation(
    conversation_id: ConversationId, caller: CallerDep, services: ServicesDep
) -> Response:
    """Delete a conversation with all its questions and answers. Nothing brings them back."""
    await service.delete(services.database, services.runs, caller.user_id, conversation_id)
    return Response(status_code=204)
