"""Makes what a request of the documentation needs to be there."""

import time

import httpx2

from scripts.api_documentation.ids import Ids
from scripts.api_documentation.making import (
    QUESTION,
    conversation,
    finished_run,
    make_what_it_needs,
    run,
    started_run,
)
from scripts.api_documentation.request import Request

NEXT_QUESTION = {"question": "And how would you count the clicks?", "agent": "system_design"}


def prepare(request: Request, url: str) -> Ids:
    """Make what a request needs.

    Returns:
        What is really there for everything in the request that differs on every server.
    """
    ids: Ids = {}
    finish = _thinking_run if request.path.endswith("/cancel") else finished_run
    with httpx2.Client(base_url=url, timeout=30) as client:
        makers = {"run_id": finish, "conversation_id": _conversation}
        if request.path == "/api/agents/conversations" and request.query:
            # So that there is another page.
            _conversation(client)
        make_what_it_needs(client, request, ids, makers)
    return ids


def _conversation(client: httpx2.Client) -> str:
    """A conversation of two questions."""
    conversation_id = conversation(client)
    finished_run(client, **NEXT_QUESTION, conversation_id=conversation_id)
    return conversation_id


def _thinking_run(client: httpx2.Client) -> str:
    """A run whose specialist is chosen and whose model says nothing."""
    run_id = started_run(client, question=QUESTION, agent="system_design")
    while not run(client, run_id)["routing"]:
        time.sleep(0.02)
    return run_id
