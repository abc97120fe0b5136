"""Requests that schemathesis makes up from the OpenAPI document (A3: schemathesis, stateful)."""

import re
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
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

from tests.contract.document import document, operations
from tests.contract.requests import MAKE

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
        {"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}}
    ),
)

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass
class Ids:
    """Ids of things that are there, until a request deletes them."""

    client: httpx2.Client
    made: dict[str, str] = field(default_factory=dict)

    def put_into(self, case: Case) -> None:
        """Put real ids in the place of those that are made up."""
        for name, value in case.path_parameters.items():
            if _ID.fullmatch(str(value)):
                if case.method == "DELETE" or name not in self.made:
                    self.made[name] = MAKE[name](self.client)
                case.path_parameters[name] = self.made[name]


@pytest.fixture
def ids(client: httpx2.Client) -> Ids:
    """Of the test's own."""
    return Ids(client)


def _checks(case: Case) -> list[Any]:
    checks = list(CHECKS)
    if case.path.endswith(("-stream", "/events")):
        # It takes the schema of the whole body for that of one event.
        checks.remove(response_schema_conformance)
    return checks


@schema.parametrize()
@SETTINGS
def test_no_request_breaks_the_contract(case: Case, library_url: str, ids: Ids) -> None:
    """No 5xx, documented statuses only, every body as its schema says."""
    if all(str(each)[-1:] in "02468ace" for each in case.path_parameters.values()):
        ids.put_into(case)
    case.call_and_validate(base_url=library_url, checks=_checks(case), timeout=30)


@pytest.mark.parametrize("below", ["/api/agents/runs", "/api/agents/conversations"])
def test_no_sequence_of_requests_breaks_the_contract(
    library_url: str, ids: Ids, below: str
) -> None:
    """The same for requests that use what earlier ones have made, and that undo it."""
    succeeded: set[tuple[str, str]] = set()

    # The base class is made at run time.
    class Sequence(schema.include(path_regex=f"^{below}").as_state_machine()):  # type: ignore[misc]
        told = ""

        def before_call(self, case: Case) -> None:
            # A sequence may begin in its middle.
            if not all(str(each) in self.told for each in case.path_parameters.values()):
                ids.put_into(case)

        def get_call_kwargs(self, case: Case) -> dict[str, Any]:
            return {"base_url": library_url, "timeout": 30}

        def validate_response(self, response: Any, case: Case, **_: Any) -> None:
            case.validate_response(response, checks=_checks(case))
            if response.status_code < 300:
                succeeded.add((case.method.lower(), case.path))
                self.told += response.text

    Sequence.run(settings=settings(SETTINGS, stateful_step_count=8))
    assert {
        (method, path) for method, path, _ in operations() if path.startswith(below) and "{" in path
    } <= succeeded
