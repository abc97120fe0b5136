"""Asking: answers stream, stop, and come back after a reload and a lost network."""

import re

import pytest
from playwright.async_api import expect

from tests.conftest import QUESTION, RunningServer
from tests.doubles.network import Network
from tests.e2e.client.conftest import Visit, Visiting
from tests.e2e.dictation import Dictation

pytestmark = pytest.mark.timeout(90, func_only=True)


async def ask(visit: Visit, question: str = QUESTION) -> None:
    """Type a question and send it by the keyboard."""
    await visit.page.get_by_label("Your question").fill(question)
    await visit.page.keyboard.press("Enter")


async def test_a_newcomer_asks_an_example(visit: Visit, server: RunningServer) -> None:
    """One press brings an answer, who gave it and why, its sources, and what to ask next."""
    await visit.open("/")
    page = visit.page
    await expect(page.locator("header")).to_contain_text("Library (no AI model)")
    await page.get_by_role("button", name="How would you design a URL shortening service?").click()
    answer = page.get_by_role("article")
    await expect(answer.get_by_role("heading", level=2)).to_have_text(
        "How would you design a URL shortening service?"
    )
    await expect(answer.get_by_role("heading", name="Ask further")).to_be_visible()
    await expect(answer.get_by_text("From the library", exact=True)).to_be_visible()
    await expect(answer.locator("details.routing")).to_contain_text("System design")
    # Asking further makes a conversation of it.
    await answer.locator(".follow-up").first.click()
    await expect(page.get_by_role("article")).to_have_count(2)
    await expect(page).to_have_url(re.compile("conversation="))
    (conversation,) = await server.fetch("SELECT title FROM conversations")
    assert conversation["title"]


async def test_an_answer_streams(
    visiting: Visiting, model_backed: RunningServer, dictation: Dictation
) -> None:
    """What the model has said so far is on the page, as markdown, and the rest follows."""
    async with visiting(model_backed.url) as visit:
        await visit.open("/ask")
        await ask(visit)
        answer = visit.page.locator("app-markdown")
        await dictation.up_to(2)
        await expect(answer.locator("strong", has_text="things")).to_be_visible()
        await expect(answer.get_by_role("listitem")).to_have_text(["one"])
        assert await visit.page.get_by_text("And the end of it.").count() == 0
        await dictation.to_the_end()
        await expect(answer.get_by_text("And the end of it.")).to_be_visible()
        await expect(visit.page.get_by_role("status").filter(has_text="complete")).to_have_count(1)


async def test_an_answer_is_stopped_and_kept(
    visiting: Visiting, model_backed: RunningServer, dictation: Dictation
) -> None:
    """Escape stops it; what arrived stays, and says that it is not all."""
    async with visiting(model_backed.url) as visit:
        await visit.open("/ask")
        await ask(visit)
        await dictation.up_to(1)
        await expect(visit.page.locator("strong", has_text="things")).to_be_visible()
        await visit.page.keyboard.press("Escape")
        await expect(visit.page.get_by_text("Stopped", exact=True)).to_be_visible()
        await expect(visit.page.locator("strong", has_text="things")).to_be_visible()
        await expect(visit.button("Ask again")).to_be_visible()
    (run,) = await model_backed.fetch("SELECT status FROM agent_runs")
    assert run["status"] == "cancelled"


async def test_an_answer_survives_a_reload(
    visiting: Visiting, model_backed: RunningServer, dictation: Dictation
) -> None:
    """In the middle of an answer, a reload comes back to the same one."""
    async with visiting(model_backed.url) as visit:
        await visit.open("/ask")
        await ask(visit)
        await dictation.up_to(1)
        await expect(visit.page.locator("strong", has_text="things")).to_be_visible()
        await visit.page.reload()
        await expect(visit.page.locator("strong", has_text="things")).to_be_visible()
        await dictation.to_the_end()
        await expect(visit.page.get_by_text("And the end of it.")).to_be_visible()
    assert len(await model_backed.fetch("SELECT 1 FROM agent_runs")) == 1


async def test_an_answer_survives_a_lost_network(
    visiting: Visiting, model_backed: RunningServer, dictation: Dictation
) -> None:
    """The page says that it reconnects, does so by itself, and shows everything once."""
    async with Network(model_backed.url) as network, visiting(network.url) as visit:
        await visit.open("/ask")
        await ask(visit)
        await dictation.up_to(1)
        await expect(visit.page.locator("strong", has_text="things")).to_be_visible()
        network.lose()
        await expect(visit.page.get_by_text("Reconnecting")).to_be_visible()
        await dictation.to_the_end()
        network.restore()
        await expect(visit.page.get_by_text("And the end of it.")).to_be_visible()
        await expect(visit.page.get_by_text("Reconnecting")).to_have_count(0)
        points = visit.page.locator("app-markdown").get_by_role("listitem")
        await expect(points).to_have_text(["one", "two"])


async def test_a_specialist_is_chosen(visit: Visit) -> None:
    """The caller's choice counts, and the page says whose it was."""
    await visit.open("/ask")
    await visit.page.get_by_label("Who is to answer").select_option("Coding")
    await ask(visit)
    routing = visit.page.locator("details.routing")
    await expect(routing).to_contain_text("Coding")
    await expect(routing).to_contain_text("your choice")


async def test_a_draft_is_kept(visit: Visit) -> None:
    """What was typed and not sent is there after a reload."""
    await visit.open("/ask")
    await visit.page.get_by_label("Your question").fill("How do I say this")
    await visit.page.reload()
    await expect(visit.page.get_by_label("Your question")).to_have_value("How do I say this")


async def test_history_finds_and_replays(visit: Visit) -> None:
    """An answer is found again, and shown as it was written."""
    await visit.open("/ask")
    await ask(visit)
    await expect(visit.page.locator(".follow-up").first).to_be_visible()
    await expect(visit.page.locator(".as-written")).to_have_count(0)
    text = await visit.page.locator("app-markdown").text_content() or ""
    await visit.open("/history?q=shorten")
    await visit.page.get_by_role("link", name=QUESTION).click()
    await expect(visit.page.locator("app-markdown")).to_have_text(text)
    await visit.button("At once").click()
    await expect(visit.button("Stop")).to_have_count(0)
    await expect(visit.page.locator("app-markdown")).to_have_text(text)
