"""What schemathesis makes up from the OpenAPI document, and what a server must make of it."""

import re
from dataclasses import dataclass, field
from typing import Any

import httpx2
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

from database.models import LARGEST_INTEGER
from scripts.api_documentation.document import document, is_stream
from scripts.api_documentation.ids import KINDS, Ids, first_shown, in_body
from scripts.api_documentation.making import make_what_it_needs, shown_path
from scripts.api_documentation.request import Request
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
]
"""Ways to refuse bad data: schemathesis's own, and 413, since it makes long bodies too."""

schema = schemathesis.openapi.from_dict(
    document(),
    config=SchemathesisConfig.from_dict(
        {
            "checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}},
            "phases": {
                "stateful": {
                    # Only the links of the document: what a list shows depends on other sequences.
                    "inference": {"algorithms": []},
                    # Bad data leads nowhere, and comes as single requests.
                    "generation": {"mode": "positive"},
                }
            },
        }
    ),
)

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _could_be(kind: str, value: Any) -> bool:
    """Whether a value may be the id of something."""
    return bool(UUID.fullmatch(str(value))) if kind in MAKE else _is_number(kind, value)


def _is_number(kind: str, value: Any) -> bool:
    return kind.endswith("_id") and type(value) is int and 0 < value <= LARGEST_INTEGER


@dataclass
class RealIds:
    """Ids of things that are there, until a request deletes them."""

    client: httpx2.Client
    made: dict[str, Ids] = field(default_factory=dict)

    def put_into(self, case: Case) -> None:
        """Put real ids in the place of those that are made up, but not in that of nonsense."""
        named = ids_in_path(case)
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


def ids_in_path(case: Case) -> dict[str, Any]:
    """The ids in the path of a request."""
    return {name: value for name, value in case.path_parameters.items() if name in KINDS}


def checks(case: Case) -> list[Any]:
    """What the answer to a request is checked for."""
    wanted = list(CHECKS)
    if is_stream(case.operation.definition.raw):
        # It takes the schema of the whole body for that of one event.
        wanted.remove(response_schema_conformance)
    if case.path in ("/api/questions/search", "/api/interview/create"):
        # Other methods take the word for an id, and answer 422.
        wanted.remove(unsupported_method)
    return wanted
