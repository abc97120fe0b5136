"""Requests that schemathesis makes up from the OpenAPI document (A3: schemathesis, stateful)."""

import re
import zlib
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import uuid4

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from database.models import LARGEST_INTEGER
from scripts.api_documentation.document import document, is_stream, is_twin, operations
from scripts.api_documentation.ids import KINDS, NAMES, Ids, first_shown, in_body
from scripts.api_documentation.making import make_what_it_needs, shown_path
from scripts.api_documentation.request import Request
from tests.contract.requests import MAKE, TRACKER

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]

SETTINGS = settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

# The server uses `random` in its thread while Hypothesis, which watches it, generates.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")

REFUSALS = [
    "400",
    "401",
    "403",
    "404",
    "405",
    "406",
    "409",
    "413",
    "415",
    "422",
    "428",
    "429",
    "5xx",
]
"""Ways to refuse bad data: schemathesis's own, and 413, since it makes long bodies too."""

schema = schemathesis.openapi.from_dict(
    document(),
    config=SchemathesisConfig.from_dict(
        {
            "checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}},
            # Only the links of the document: what a list shows depends on other sequences.
            "phases": {"stateful": {"inference": {"algorithms": []}}},
        }
    ),
)

_COUNTER = count()

TRACKER_REGEX = f"^({'|'.join(TRACKER)})"

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _could_be(kind: str, value: Any) -> bool:
    """Whether a value may be the id of something."""
    return bool(_UUID.fullmatch(str(value))) if kind in MAKE else _is_number(kind, value)


def _is_number(kind: str, value: Any) -> bool:
    return kind.endswith("_id") and type(value) is int and 0 < value <= LARGEST_INTEGER


def _is_twin(context: Any) -> bool:
    return is_twin(context.operation.path, context.operation.method.lower())


@dataclass
class RealIds:
    """Ids of things that are there, until a request deletes them."""

    client: httpx2.Client
    made: dict[str, Ids] = field(default_factory=dict)

    def put_into(self, case: Case) -> None:
        """Put real ids in the place of those that are made up, but not in that of nonsense."""
        named = _ids_in_path(case)
        if not all(_could_be(KINDS[name], value) for name, value in named.items()):
            return
        ids = self.made.setdefault(case.path, {})
        body = case.body if isinstance(case.body, dict) else None
        needed = Request(case.method, shown_path(case.path), body=in_body(body, _shown_number))
        make_what_it_needs(self.client, needed, ids, MAKE)
        for name in named:
            case.path_parameters[name] = ids[KINDS[name], first_shown(name)]
        if body is not None:
            # Runs and conversations stay as they are: what one does to them takes time.
            case.body = in_body(
                body,
                lambda kind, value: (
                    ids[kind, first_shown(kind)] if _is_number(kind, value) else value
                ),
            )
        if case.method == "DELETE":
            del self.made[case.path]


def _shown_number(kind: str, value: Any) -> Any:
    return first_shown(kind) if _is_number(kind, value) else None


def _ids_in_path(case: Case) -> dict[str, Any]:
    return {name: value for name, value in case.path_parameters.items() if name in KINDS}


@pytest.fixture
def ids(client: httpx2.Client) -> RealIds:
    """Of the test's own."""
    return RealIds(client)


def _checks(case: Case) -> list[Any]:
    checks = list(CHECKS)
    if is_stream(case.operation.definition.raw):
        # It takes the schema of the whole body for that of one event.
        checks.remove(response_schema_conformance)
    if case.path == "/api/questions/search":
        # Other methods take the word for an id of a question, and answer 422.
        checks.remove(unsupported_method)
    return checks


@dataclass
class Sender:
    """Sends what was generated, half of it with ids of things that are there."""

    url: str
    ids: RealIds

    def check(self, case: Case) -> None:
        """Send it and look at the answer."""
        if zlib.crc32(repr((case.path_parameters, case.body)).encode()) % 2:
            self.ids.put_into(case)
        case.call_and_validate(base_url=self.url, checks=_checks(case), timeout=30)


@pytest.fixture
def sender(library_url: str, ids: RealIds) -> Sender:
    """With ids of the test's own."""
    return Sender(library_url, ids)


@schema.exclude(path_regex=TRACKER_REGEX).parametrize()
@SETTINGS
def test_no_request_breaks_the_contract(case: Case, sender: Sender) -> None:
    """No 5xx, documented statuses only, every body as its schema says."""
    sender.check(case)


@schema.include(path_regex=TRACKER_REGEX).exclude(_is_twin).parametrize()
@settings(SETTINGS, max_examples=8)
def test_no_request_to_the_tracker_breaks_the_contract(case: Case, sender: Sender) -> None:
    """The same. Each operation gets hundreds of requests that follow from its schema; so fewer
    that are made up at random.
    """
    sender.check(case)


@schema.include(_is_twin).parametrize()
@settings(SETTINGS, max_examples=8, phases=[Phase.generate])
def test_no_change_breaks_the_contract(case: Case, sender: Sender) -> None:
    """The same for PUT where it does just what PATCH does, only at random."""
    sender.check(case)


@pytest.mark.parametrize(
    "below",
    [
        "/api/agents/runs",
        "/api/agents/conversations",
        "/api/companies",
        "/api/interviews(/{interview_id}(/restore)?)?$",
        "/api/interviews/{interview_id}/rounds",
    ],
)
def test_no_sequence_of_requests_breaks_the_contract(
    library_url: str, ids: RealIds, below: str
) -> None:
    """The same for requests that use what earlier ones have made, and that undo it."""
    succeeded: set[tuple[str, str]] = set()

    # The base class is made at run time.
    class Sequence(schema.include(path_regex=_pattern(below)).as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            self.told: set[tuple[str, str]] = set()
            # What one sequence deletes is no business of the next.
            ids.made.clear()

        def before_call(self, case: Case) -> None:
            _make_unique(case)
            # A sequence may begin in its middle.
            named = {(KINDS[name], str(value)) for name, value in _ids_in_path(case).items()}
            if not named <= self.told:
                ids.put_into(case)
            run_id = str(case.path_parameters.get("run_id"))
            if case.path.endswith("/regenerate") and _UUID.fullmatch(run_id):
                # What it answers while the run is under way is a matter of time. Ends with the run.
                ids.client.get(f"/api/agents/runs/{run_id}/events")

        def get_call_kwargs(self, case: Case) -> dict[str, Any]:
            return {"base_url": library_url, "timeout": 30}

        def validate_response(self, response: Any, case: Case, **_: Any) -> None:
            case.validate_response(response, checks=_checks(case))
            if response.status_code < 300:
                succeeded.add((case.method.lower(), case.path))
                in_body(_json(response), self._take_down)

        def _take_down(self, kind: str, value: Any) -> None:
            self.told.add((kind, str(value)))

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
    """Put what was not there before in the place of names and keys.

    Hypothesis tries a sequence more than once, and does not allow that it goes another way then.
    """
    if isinstance(case.body, dict):
        for name in NAMES & case.body.keys():
            if isinstance(given := case.body[name], str) and given.strip("\0 "):
                case.body[name] = f"{given[:150]} {next(_COUNTER)}"
    if case.headers.get("Idempotency-Key"):
        case.headers["Idempotency-Key"] = str(uuid4())


def _json(response: Any) -> Any:
    told = response.headers.get("content-type", [""])
    return response.json() if told == ["application/json"] else None
