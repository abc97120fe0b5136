"""The problems that the documentation shows are those that it announces."""

import httpx2
import pytest

from scripts.api_documentation.ids import NOBODYS, Ids
from scripts.api_documentation.making import filled, make_what_it_needs
from scripts.api_documentation.recording import recorded
from scripts.api_documentation.request import Request
from scripts.api_documentation.shown import PROBLEMS, Shown


@pytest.mark.parametrize("shown", PROBLEMS, ids=lambda shown: shown.name)
def test_what_is_recorded_has_the_status_that_it_is_shown_for(shown: Shown) -> None:
    answer = recorded(shown)
    assert answer["status"] == shown.status
    if isinstance(answer["body"], dict):
        assert answer["body"]["status"] == shown.status


def test_nothing_is_made_for_an_id_of_nobodys(client: httpx2.Client) -> None:
    ids: Ids = {}
    asked = Request("GET", f"/api/agents/runs/{NOBODYS}")
    make_what_it_needs(client, asked, ids, {"run_id": lambda _: pytest.fail("a run was made")})
    assert filled(asked, ids) == asked
    assert client.get(asked.path).status_code == 404
