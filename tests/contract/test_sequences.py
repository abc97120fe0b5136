"""Sequences of requests that schemathesis makes up along the document's links (A3: stateful)."""

import re
from itertools import count
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from hypothesis import settings
from schemathesis import Case

from scripts.api_documentation.document import operations
from scripts.api_documentation.ids import NAMES
from tests.contract.generating import SETTINGS, UUID, RealIds, checks, schema

# The server uses `random` in its thread while Hypothesis, which watches it, generates.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")

_COUNTER = count()

LONGEST_NAMES = {"company_name": 200, "role_name": 200, "skill_name": 100}


@pytest.mark.parametrize(
    "below",
    [
        "/api/agents/runs",
        "/api/agents/conversations",
        "/api/companies",
        "/api/roles",
        "/api/skills",
        "/api/questions(/{question_id}(/skills)?)?$",
        "/api/interviews(/{interview_id}(/restore)?)?$",
        "/api/interviews/{interview_id}/rounds",
        "/api/interviews/{interview_id}/questions",
    ],
)
def test_no_sequence_of_requests_breaks_the_contract(
    library_url: str, client: httpx2.Client, below: str
) -> None:
    """No 5xx and documented statuses only, for requests that use what earlier ones have made, and
    that undo it. Every operation that a link leads to succeeds with what was made before.
    """
    ids = RealIds(client)
    succeeded: set[tuple[str, str]] = set()

    # The base class is made at run time.
    class Sequence(schema.include(path_regex=_pattern(below)).as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            self.shown: list[dict[str, Any]] = []
            self.follows = False
            # What one sequence deletes is no business of the next.
            ids.made.clear()

        def before_call(self, case: Case) -> None:
            _make_unique(case)
            self.follows = self._leads_to_what_was_shown(case)
            # A sequence may begin in its middle.
            if not self.follows:
                ids.put_into(case)
            run_id = str(case.path_parameters.get("run_id"))
            if case.path.endswith("/regenerate") and UUID.fullmatch(run_id):
                # What it answers while the run is under way is a matter of time. Ends with the run.
                ids.client.get(f"/api/agents/runs/{run_id}/events")

        def _leads_to_what_was_shown(self, case: Case) -> bool:
            names = re.findall(r"{(\w+)}", case.path)
            for thing in self.shown:
                if names and str(thing.get(names[-1])) == str(case.path_parameters[names[-1]]):
                    # A link tells what was made, and not what it is a part of.
                    case.path_parameters.update({name: thing[name] for name in names})
                    return True
            return False

        def get_call_kwargs(self, case: Case) -> dict[str, Any]:
            return {"base_url": library_url, "timeout": 30}

        def validate_response(self, response: Any, case: Case, **_: Any) -> None:
            case.validate_response(response, checks=checks(case))
            if response.status_code < 300:
                if self.follows:
                    succeeded.add((case.method.lower(), case.path))
                self.shown += _thing_in(response)

    Sequence.run(settings=settings(SETTINGS, stateful_step_count=8))
    assert _linked(below) <= succeeded


def _linked(below: str) -> set[tuple[str, str]]:
    """Method and path of the operations that links of the document lead to."""
    within = [each for each in operations() if re.match(_pattern(below), each[1])]
    ids = {
        link["operationId"]
        for _, _, operation in within
        for response in operation["responses"].values()
        for link in response.get("links", {}).values()
    }
    return {(method, path) for method, path, each in within if each["operationId"] in ids}


def _pattern(below: str) -> str:
    return "^" + below.replace("{", r"\{")


def _make_unique(case: Case) -> None:
    """Put what was not there before in the place of names that the schema allows, and of keys.

    Hypothesis tries a sequence more than once, and does not allow that it goes another way then.
    """
    if isinstance(case.body, dict):
        for name in NAMES & case.body.keys():
            given = case.body[name]
            if isinstance(given, str) and 1 <= len(given) <= LONGEST_NAMES[name]:
                # The body may be an example of the document, which others read as well.
                case.body = {**case.body, name: f"{given[:80]} {next(_COUNTER)}"}
    if case.headers.get("Idempotency-Key"):
        case.headers["Idempotency-Key"] = str(uuid4())


def _thing_in(response: Any) -> list[dict[str, Any]]:
    """What a response shows, if that is one thing."""
    if response.headers.get("content-type") != ["application/json"]:
        return []
    shown = response.json()
    return [shown] if isinstance(shown, dict) else []
