"""Requests that schemathesis makes up from the OpenAPI document (A3: schemathesis)."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.contract.document import document

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]

# The server uses `random` in its thread while Hypothesis, which watches it, generates.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")

schema = schemathesis.openapi.from_dict(document())


@schema.parametrize()
@settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_no_request_breaks_the_contract(case: Case, library_url: str) -> None:
    """No 5xx, documented statuses only, every body as its schema says."""
    checks = list(CHECKS)
    if case.path.endswith("-stream"):
        # It takes the schema of the whole body for that of one event.
        checks.remove(response_schema_conformance)
    case.call_and_validate(base_url=library_url, checks=checks, timeout=30)
