"""Conversations: questions that build on each other."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from interviewapis.conversations import service
from interviewapis.conversations.schemas import (
    ConversationRequest,
    ConversationResponse,
    ConversationsResponse,
    ConversationSummary,
    RenameRequest,
)
from interviewapis.dependencies import CallerDep, ServicesDep
from interviewapis.openapi import problems, returns
from interviewapis.pagination import PageQuery, page_response

router = APIRouter(prefix="/api/agents/conversations", tags=["Conversations"])


@router.post(
    "",
    summary="Begin a conversation",
    status_code=201,
    responses=returns(ConversationResponse, "The conversation.", 201)
    | problems(400, 401, 404, 409, 413, 422, 503),
)
async def begin_conversation(
    body: ConversationRequest, caller: CallerDep, services: ServicesDep
) -> Response:
    """Begin a conversation, empty or with an answer that you have. Then ask with its
    `conversation_id`: each specialist knows what was said before.
    """
    made = await service.begin(services.database, caller.user_id, body)
    return Response(
        await service.read(services.database, caller.user_id, made),
        status_code=201,
        headers={"Location": f"/api/agents/conversations/{made}"},
        media_type="application/json",
    )


@router.get(
    "",
    summary="List conversations",
    responses=returns(ConversationsResponse, "One page.") | problems(401, 422, 503),
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
    conversation_id: UUID, caller: CallerDep, services: ServicesDep
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
    conversation_id: UUID, body: RenameRequest, caller: CallerDep, services: ServicesDep
) -> Response:
    """Give a conversation another name."""
    renamed = await service.rename(services.database, caller.user_id, conversation_id, body.title)
    return Response(renamed, media_type="application/json")


@router.delete(
    "/{conversation_id}",
    summary="Delete a conversation",
    status_code=204,
    responses=problems(401, 404, 422, 503),
)
async def delete_conversation(
    conversation_id: UUID, caller: CallerDep, services: ServicesDep
) -> Response:
    """Delete a conversation with all its questions and answers. Nothing brings them back."""
    await service.delete(services.database, services.runner, caller.user_id, conversation_id)
    return Response(status_code=204)
