"""Makes what a request of the documentation needs to be there: runs and conversations."""

import json
import re
import time
import urllib.request
from typing import Any

from interviewapis.runs.examples import CONVERSATION, RUN
from scripts.api_documentation.shown import QUESTION

NEXT_QUESTION = {"question": "And how would you count the clicks?", "agent": "system_design"}

_LIST_OF_CONVERSATIONS = re.compile(r"/api/agents/conversations \\\n  -G")
_SECONDS = 30


def prepare(command: str, url: str) -> dict[str, str]:
    """Make what a command needs.

    Returns:
        The id of what was made for each id that the documentation shows in this command.
    """
    ids = {}
    if RUN in command:
        ids[RUN] = _thinking_run(url) if "/cancel" in command else _finished_run(url)
    if CONVERSATION in command:
        ids[CONVERSATION] = _conversation(url)
    if _LIST_OF_CONVERSATIONS.search(command):
        # So that there is another page.
        _conversation(url)
        _conversation(url)
    return ids


def filled(command: str, ids: dict[str, str]) -> str:
    """The command with real ids."""
    for shown, real in ids.items():
        command = command.replace(shown, real)
    return command


def _conversation(url: str) -> str:
    """A conversation of two questions."""
    begun = _call(f"{url}/api/agents/conversations", {"run_id": _finished_run(url)})
    conversation_id = str(begun["conversation_id"])
    _finished_run(url, NEXT_QUESTION | {"conversation_id": conversation_id})
    return conversation_id


def _finished_run(url: str, question: dict[str, str] | None = None) -> str:
    run_id = _started(url, question)
    while _call(f"{url}/api/agents/runs/{run_id}")["status"] == "running":
        time.sleep(0.02)
    return run_id


def _thinking_run(url: str) -> str:
    """A run whose specialist is chosen and whose model says nothing."""
    run_id = _started(url, {"question": QUESTION, "agent": "system_design"})
    while not _call(f"{url}/api/agents/runs/{run_id}")["routing"]:
        time.sleep(0.02)
    return run_id


def _started(url: str, question: dict[str, str] | None = None) -> str:
    return str(_call(f"{url}/api/agents/runs", question or {"question": QUESTION})["run_id"])


def _call(url: str, body: Any = None) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    # S310 warns of other schemes than http; this is the address of our own server.
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=_SECONDS) as response:  # noqa: S310
        content: dict[str, Any] = json.load(response)
        return content
