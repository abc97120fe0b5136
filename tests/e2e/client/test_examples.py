"""The two ways to read a stream that clients/angular/examples shows, in a browser."""

from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from scripts.build_client import WORKSPACE
from scripts.client.pages import build_page
from tests.conftest import QUESTION, RunningServer, Serve
from tests.doubles.model_server import ModelServer
from tests.doubles.network import Network
from tests.e2e.client.conftest import Visit, Visiting
from tests.e2e.dictation import Dictation
from tests.interviewapis.accounts.people import KEY, People

pytestmark = pytest.mark.timeout(90, func_only=True)


@pytest.fixture(scope="session")
def page_of_examples() -> Path:
    """Both examples, built as an application."""
    return build_page(WORKSPACE, "examples")


@pytest.fixture
async def model_backed(
    serve: Serve, model_server: ModelServer, dictation: Dictation, page_of_examples: Path
) -> RunningServer:
    """A server of that page that asks who one is; its model takes dictation."""
    return await serve(
        auth="required",
        secret_key=KEY,
        client_folder=page_of_examples,
        openai_base_url=model_server.url,
        openai_api_key="sk-test-secret-000000000000",
        openai_first_token_timeout=60,
        openai_idle_timeout=60,
    )


async def begin(visit: Visit, server: RunningServer, name: str) -> Locator:
    """Open the page with a token, and ask in one of the examples; its part of the page."""
    person = await People(server).add()
    await visit.open("/")
    await visit.page.get_by_label("Token").fill(person.token)
    example = visit.page.get_by_role("region", name=name)
    if name == "EventSource":
        await example.get_by_label("Signed in").check()
    await example.get_by_label("Question").fill(QUESTION)
    await example.get_by_role("button", name="Ask").click()
    return example


@pytest.mark.parametrize("name", ["HttpClient", "EventSource"])
async def test_an_answer_is_shown_as_it_is_written(
    visiting: Visiting, model_backed: RunningServer, dictation: Dictation, name: str
) -> None:
    """Each piece once, then what to ask next; one run, and no request that asks again."""
    async with visiting(model_backed.url) as visit:
        example = await begin(visit, model_backed, name)
        for count in (1, 2):
            await dictation.up_to(count)
            so_far = "".join(dictation.pieces[:count])
            await expect(example.locator(".answer")).to_have_js_property("textContent", so_far)
        await dictation.to_the_end()
        await expect(example.get_by_role("listitem").first).to_be_visible()
        await expect(example.get_by_role("button", name="Ask", exact=True)).to_be_visible()
        await expect(example.locator(".answer")).to_have_js_property("textContent", dictation.text)
    (run,) = await model_backed.fetch("SELECT status FROM agent_runs")
    assert run["status"] == "completed"


async def test_event_source_comes_back_with_another_ticket(
    visiting: Visiting, model_backed: RunningServer, dictation: Dictation
) -> None:
    """When the network is back; everything is shown once."""
    async with Network(model_backed.url) as network, visiting(network.url) as visit:
        example = await begin(visit, model_backed, "EventSource")
        await dictation.up_to(1)
        await expect(example.locator(".answer")).to_contain_text("First")
        network.lose()
        await expect(example.get_by_role("status")).to_have_text("No connection. Trying again.")
        await dictation.up_to(2)
        network.restore()
        await dictation.to_the_end()
        await expect(example.get_by_role("listitem").first).to_be_visible()
        await expect(example.locator(".answer")).to_have_js_property("textContent", dictation.text)
    assert len(await model_backed.fetch("SELECT 1 FROM agent_runs")) == 1
