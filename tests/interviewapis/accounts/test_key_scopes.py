"""What a key may do with which scope, on every route that there is."""

import re
from typing import Any
from uuid import uuid4

import pytest

from database.models import LARGEST_INTEGER
from interviewapis.security.api_keys import needed_scopes
from tests.contract.document import operations
from tests.interviewapis.accounts.people import People
from tests.interviewapis.problems import assert_problem

SCOPES = ("read", "write", "ask")
ASKING = {
    "answer_stream",
    "answer_event_source",
    "start_run",
    "regenerate_run",
    "cancel_run",
    "answer",
    "route",
    "interview",
    "answer_question",
    "test_ai",
}
"""What has a model or the library think, or belongs to that."""

PRACTISING = ("/api/interview/", "/api/skill-gaps")
"""Beginnings of paths of which everything that is sent asks for something."""

NO_KEYS = {
    "logout",
    "update_profile",
    "change_password",
    "list_api_keys",
    "create_api_key",
    "revoke_api_key",
    "list_users",
    "deactivate_user",
    "reactivate_user",
    "reset_password",
}
"""What only people do."""


def guarded() -> list[tuple[str, str, str]]:
    """Method, path and name of every operation that looks at credentials."""
    return [
        (method.upper(), path, operation["operationId"])
        for method, path, operation in operations()
        if "401" in operation["responses"] and operation["operationId"] != "login"
    ]


def expected(method: str, path: str, name: str) -> tuple[str, ...]:
    """The scopes of which an operation needs one, by what it does."""
    if name in NO_KEYS:
        return ()
    if name == "issue_stream_ticket":
        return ("read", "ask")
    if name in ASKING or (path.startswith(PRACTISING) and method == "POST"):
        return ("ask",)
    return ("read",) if method == "GET" else ("write",)


def test_each_operation_needs_the_scope_of_what_it_does() -> None:
    wrong = {
        name: needed_scopes(method, path)
        for method, path, name in guarded()
        if not path.startswith(PRACTISING)
        and needed_scopes(method, path) != expected(method, path, name)
    }
    assert wrong == {}
    assert {name for *_, name in guarded()} >= ASKING | NO_KEYS


def test_no_practising_is_done_with_a_key_that_only_reads() -> None:
    for method, path, name in guarded():
        if path.startswith(PRACTISING) and method != "GET":
            assert needed_scopes(method, path) in (("ask",), ("write",)), name


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("scope", SCOPES)
async def test_a_key_is_refused_exactly_where_another_scope_is_needed(
    people: People, scope: str
) -> None:
    ada = await people.add()
    script = await people.key(ada, scope)
    told: dict[str, Any] = {}
    for method, path, name in guarded():
        needed = needed_scopes(method, path)
        response = await script.send(method, filled(path), None if method == "GET" else {})
        if scope in needed:
            if response.status_code in (401, 403):
                told[name] = response.text
            continue
        problem = assert_problem(response, 403, "forbidden")
        if not needed:
            assert problem["detail"].startswith("A key can't do this."), name
        else:
            assert problem["detail"] == (
                f"This key lacks the scope {' or '.join(needed)}. Make one that has it."
            ), name
    assert told == {}


@pytest.mark.asyncio(loop_scope="module")
async def test_a_slash_at_the_end_changes_nothing(people: People) -> None:
    script = await people.key(await people.add(), "read")
    for method, path, _ in guarded():
        if "read" not in needed_scopes(method, path):
            response = await script.send(method, f"{filled(path)}/", {})
            assert response.status_code == 403, (method, path)


def filled(path: str) -> str:
    """A path with ids that nobody has, and the words that may stand in it."""
    path = path.replace("{category}", "technical")
    whole = ("company_id", "role_id", "skill_id", "interview_id", "round_id", "question_id")
    numbers = [name for name in whole if not path.startswith(PRACTISING)]
    return re.sub(
        r"{(\w+)}",
        lambda found: str(LARGEST_INTEGER) if found[1] in numbers else str(uuid4()),
        path,
    )
