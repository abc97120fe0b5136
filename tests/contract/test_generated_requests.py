"""Single requests that schemathesis makes up (A3: schemathesis)."""

import zlib
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from hypothesis import Phase, settings
from schemathesis import Case

from scripts.api_documentation.document import is_twin
from tests.contract.generating import SETTINGS, RealIds, checks, schema
from tests.contract.requests import SIGN_IN, TRACKER

# The server uses `random` in its thread while Hypothesis, which watches it, generates.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")

TRACKER_REGEX = f"^({'|'.join(TRACKER)})"


def _is_twin(context: Any) -> bool:
    return is_twin(context.operation.path, context.operation.method.lower())


@dataclass
class Sender:
    """Sends what was generated, half of it with ids of things that are there."""

    url: str
    ids: RealIds

    def check(self, case: Case) -> None:
        """Send it and look at the answer."""
        half = zlib.crc32(repr((case.path_parameters, case.body)).encode()) % 2
        if half and not case.path.startswith(SIGN_IN):
            self.ids.put_into(case)
        case.call_and_validate(base_url=self.url, checks=checks(case), timeout=30)


@pytest.fixture
def sender(library_url: str, client: httpx2.Client) -> Sender:
    """With ids of the test's own."""
    return Sender(library_url, RealIds(client))


@schema.exclude(path_regex=TRACKER_REGEX).parametrize()
@settings(SETTINGS, max_examples=10)
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
