"""Who answers a question that leans on what was said before."""

import json

import pytest

from tests.interviewapis.runs.asking import Asker

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_follow_up_is_for_who_answered_last(asker: Asker) -> None:
    begun = await asker.client.post("/api/agents/conversations", json={})
    conversation_id = begun.json()["conversation_id"]
    await asker.completed(
        question="Our bank wants off its mainframe. How do you begin?",
        conversation_id=conversation_id,
        agent="product_manager",
    )
    follow_up = await asker.completed(
        question="And who pays?", conversation_id=conversation_id, agent=None
    )
    routing = json.loads((await asker.row(follow_up))["routing"])
    assert (routing["selected_agent"], routing["decided_by"]) == ("product_manager", "classifier")
    assert asker.models.asked_for("RoutingReply") == []
