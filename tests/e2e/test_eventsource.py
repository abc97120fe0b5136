"""A real browser and its own ``EventSource``: answers survive lost networks and reloads."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import pytest
from playwright.async_api import Page, Response, expect
from starlette.staticfiles import StaticFiles

from tests.conftest import QUESTION, RunningServer
from tests.doubles.model_server import ModelServer
from tests.doubles.network import Network, Request
from tests.e2e.conftest import EXAMPLES
from tests.e2e.dictation import Dictation
from tests.faults.support import until

# Installing a browser has limits of its own.
pytestmark = pytest.mark.timeout(60, func_only=True)

PATIENCE = 20.0
"""Seconds that anything may take on a busy machine; what is proven never depends on it."""

QUIET = 3.0
"""Seconds. An ``EventSource`` that had not given up would come back after one."""

WATCH = """
window.opened = [];
window.EventSource = class extends EventSource {
  constructor(...options) {
    super(...options);
    Object.assign(this, { events: [], closedByPage: false });
    this.addEventListener("message", ({ data, lastEventId }) => {
      this.events.push([lastEventId, data]);
    });
    opened.push(this);
  }
  close() {
    this.closedByPage = true;
    super.close();
  }
};
"""
"""Keeps every EventSource of a page, and what it got; it stays the browser's own."""

STREAM = "/api/agents/answer-stream"


class Browsing:
    """A page, and what it asked the server and was told."""

    def __init__(self, page: Page, network: Network) -> None:
        self.page, self.network = page, network
        self.answer = page.locator("#answer")
        self.status = page.get_by_role("status")
        self.statuses: list[int] = []
        self.errors: list[object] = []
        page.set_default_timeout(PATIENCE * 1000)
        expect.set_options(timeout=PATIENCE * 1000)
        page.on("response", self._note)
        page.on("pageerror", lambda error: self.errors.append(error))

    def _note(self, response: Response) -> None:
        if urlsplit(response.url).path.startswith("/api/"):
            self.statuses.append(response.status)

    async def open(self, address: str, **query: str) -> None:
        """Open the example page there."""
        await self.page.add_init_script(WATCH)
        await self.page.goto(f"{address}?{urlencode({'api': self.network.url} | query)}")

    @property
    def streams(self) -> list[Request]:
        """The requests for streams that came through."""
        return [each for each in self.network.requests if each.target.startswith("/api/agents/")]

    async def shows(self, pieces: Sequence[str]) -> None:
        """Wait until the answer on the page is exactly these."""
        text = "".join(pieces)

        # An assertion of Playwright's would ignore white space.
        async def is_shown() -> bool:
            return await self.answer.text_content() == text

        await until(is_shown, f"an answer that ends with {pieces[-1]!r}", PATIENCE)

    async def received(self, source: int, pieces: Sequence[str]) -> None:
        """Wait until that EventSource of the page has got exactly these pieces of the answer."""
        text = "".join(pieces)

        async def has() -> bool:
            got = await self.page.evaluate("number => opened[number].events", source)
            events = [json.loads(data) for _, data in got]
            chunks = [e["data"]["chunk"] for e in events if e["event_type"] == "content"]
            return "".join(chunks) == text

        await until(has, f"an answer that ends with {pieces[-1]!r}", PATIENCE)

    async def notices(self) -> None:
        """Wait until the page has met the lost network, and tried in vain to come back."""
        before = self.network.refused
        await until(lambda: self.network.refused > before, "an attempt to come back", PATIENCE)
        await expect(self.status).to_have_text("No connection. Retrying.")

    async def is_done(self, run_id: UUID) -> None:
        """The one EventSource of the page had every event once and was ended by the server."""
        await self.page.wait_for_function("opened[0].readyState === EventSource.CLOSED")
        requests, refused = len(self.streams), self.network.refused
        await asyncio.sleep(QUIET)
        assert (len(self.streams), self.network.refused) == (requests, refused)
        assert self.statuses[-1] == 204
        assert 204 not in self.statuses[:-1]
        assert await self.page.evaluate("opened.length") == 1
        assert not await self.page.evaluate("opened[0].closedByPage")
        received: list[list[str]] = await self.page.evaluate("opened[0].events")
        ids = [each for each, _ in received]
        assert ids == [f"{run_id}:{number}" for number in range(1, len(ids) + 1)]
        events = [json.loads(data) for _, data in received]
        assert [event["id"] for event in events] == list(range(1, len(ids) + 1))
        assert [event["event_type"] for event in events[:3]] == ["start", "routing", "processing"]
        assert events[-1]["event_type"] == "complete"
        assert await self.page.get_by_role("listitem").count() == 3
        assert self.errors == []


async def the_one_run(server: RunningServer) -> Any:
    """The only run in the database."""
    (run,) = await server.fetch("SELECT run_id, status, answer FROM agent_runs")
    return run


async def is_stored(server: RunningServer) -> None:
    """Wait until the answer is in the database, whoever reads it."""

    async def completed() -> bool:
        runs = await server.fetch("SELECT FROM agent_runs WHERE status = 'completed'")
        return len(runs) == 1

    await until(completed, "the end of the answer", PATIENCE)


@pytest.fixture
def browsing(page: Page, network: Network) -> Browsing:
    """The page on the far side of the network."""
    return Browsing(page, network)


async def test_answer_survives_three_losses_of_the_network(
    browsing: Browsing, server: RunningServer, model_server: ModelServer, dictation: Dictation
) -> None:
    """A2: Last-Event-ID replays without gap or duplicate; after the end, 204 stops the browser."""
    network = browsing.network
    # uvicorn also takes an application by its name; here it is the application itself.
    server.uvicorn.config.app.mount("/examples", StaticFiles(directory=EXAMPLES))  # type: ignore[union-attr]
    await browsing.open(f"{network.url}/examples/eventsource.html", question=QUESTION)

    await expect(browsing.status).to_contain_text("specialist is answering")
    await expect(browsing.answer).to_be_empty()
    network.lose()
    await dictation.up_to(8)
    await browsing.notices()
    await expect(browsing.answer).to_be_empty()
    network.restore()
    await browsing.shows(dictation.pieces[:8])

    # In the middle of an event: the half that arrives must not be shown, nor lost.
    # What is on its way when a connection breaks may be lost, so the piece before it comes first.
    await dictation.up_to(12)
    await browsing.shows(dictation.pieces[:12])
    network.lose_after(b'"chunk":"Piece 13 of')
    await dictation.up_to(16)
    await browsing.notices()
    await browsing.shows(dictation.pieces[:12])
    network.restore()
    await browsing.shows(dictation.pieces[:16])
    await dictation.up_to(24)
    await browsing.shows(dictation.pieces)

    network.lose()
    await dictation.to_the_end()
    await is_stored(server)
    await browsing.notices()
    network.restore()

    await expect(browsing.status).to_have_text("Answer complete.")
    await browsing.shows(dictation.pieces)
    run = await the_one_run(server)
    assert (run["status"], run["answer"]) == ("completed", dictation.text)
    await browsing.is_done(run["run_id"])
    assert browsing.statuses == [200, 200, 200, 200, 204]
    first, *others = browsing.streams
    assert "last-event-id" not in first.headers
    assert all(each.target == first.target for each in others)
    assert len(model_server.streams) == len(model_server.asked_for("FollowUpsReply")) == 1


async def test_reloaded_page_shows_its_run_from_the_first_event(
    browsing: Browsing,
    server: RunningServer,
    site: str,
    model_server: ModelServer,
    dictation: Dictation,
) -> None:
    """A2: ids count on; a reader who comes back asks nothing again."""
    await browsing.open(f"{site}/eventsource.html", question=QUESTION)
    await dictation.up_to(8)
    await browsing.shows(dictation.pieces[:8])
    await browsing.page.reload()
    await browsing.shows(dictation.pieces[:8])
    await dictation.up_to(10)
    await browsing.shows(dictation.pieces[:10])
    browsing.network.lose_after(b'"chunk":"Piece 11 of')
    await dictation.up_to(16)
    await browsing.notices()
    await browsing.shows(dictation.pieces[:10])
    browsing.network.restore()
    await dictation.to_the_end()

    await expect(browsing.status).to_have_text("Answer complete.")
    await browsing.shows(dictation.pieces)
    run = await the_one_run(server)
    assert (run["status"], run["answer"]) == ("completed", dictation.text)
    await browsing.is_done(run["run_id"])
    assert browsing.statuses == [200, 200, 200, 204]
    resumed = [(each.target, each.headers.get("last-event-id")) for each in browsing.streams[1:3]]
    events = f"/api/agents/runs/{run['run_id']}/events"
    assert resumed[0] == (events, None)
    assert resumed[1][0] == events
    assert len(model_server.streams) == 1


ASK_WITH_TICKET = """
async ([api, path, query]) => {
  const response = await fetch(`${api}/api/agents/stream-tickets`, { method: "POST" });
  const { ticket } = await response.json();
  new EventSource(`${api}${path}?${new URLSearchParams({ ...query, ticket })}`);
}
"""
"""What a page does that may not send credentials with a stream."""


async def test_ticket_opens_one_stream_for_a_page_of_another_origin(
    browsing: Browsing, server: RunningServer, site: str, dictation: Dictation
) -> None:
    """A2: EventSource can't send Authorization: a ticket in the address opens one stream, once."""
    page, network = browsing.page, browsing.network
    await browsing.open(f"{site}/eventsource.html")
    await page.evaluate(ASK_WITH_TICKET, [network.url, STREAM, {"question": QUESTION}])
    await dictation.up_to(8)
    await browsing.received(0, dictation.pieces[:8])
    await page.evaluate("new EventSource(opened[0].url)")
    await page.wait_for_function("opened[1].readyState === EventSource.CLOSED")
    assert browsing.statuses == [201, 200, 401]
    await dictation.up_to(12)
    await browsing.received(0, dictation.pieces[:12])

    # Who comes back needs a new one; the old one does not even open the same run.
    network.cut()
    await page.wait_for_function("opened[0].readyState === EventSource.CLOSED")
    assert browsing.statuses == [201, 200, 401, 401]
    (last,) = await page.evaluate("opened[0].events.slice(-1).map(([id]) => id)")
    run_id, _, after = last.partition(":")
    events = f"/api/agents/runs/{run_id}/events"
    await page.evaluate(ASK_WITH_TICKET, [network.url, events, {"after": after}])
    await dictation.to_the_end()
    await browsing.received(2, dictation.pieces[12:])
    await page.wait_for_function("opened[2].readyState === EventSource.CLOSED")
    assert browsing.statuses == [201, 200, 401, 401, 201, 200, 401]
    run = await the_one_run(server)
    assert (str(run["run_id"]), run["status"]) == (run_id, "completed")
    assert browsing.errors == []


async def test_page_of_a_foreign_origin_starts_nothing(
    browsing: Browsing, server: RunningServer, site: str, model_server: ModelServer
) -> None:
    """A page that ALLOWED_ORIGINS does not name is told nothing, and costs nothing."""
    foreign = site.replace("localhost", "127.0.0.1")
    await browsing.open(f"{foreign}/eventsource.html", question=QUESTION)
    await browsing.page.wait_for_function("opened[0].readyState === EventSource.CLOSED")
    await expect(browsing.status).to_have_text("The server refused this.")
    assert await browsing.page.evaluate("opened[0].events") == []
    assert len(browsing.streams) == 1
    assert await server.fetch("SELECT FROM agent_runs") == []
    assert model_server.exchanges == []


async def test_answer_survives_a_loss_before_its_first_event(
    browsing: Browsing,
    server: RunningServer,
    site: str,
    model_server: ModelServer,
    dictation: Dictation,
) -> None:
    """A2: without a Last-Event-ID, the key in the address leads back to the same run."""
    browsing.network.lose_after(b"HTTP/1.1 200 OK\r\n")
    await browsing.open(f"{site}/eventsource.html", question=QUESTION)
    await browsing.notices()
    browsing.network.restore()
    await dictation.to_the_end()
    await expect(browsing.status).to_have_text("Answer complete.")
    await browsing.shows(dictation.pieces)
    await browsing.is_done((await the_one_run(server))["run_id"])
    assert all("last-event-id" not in each.headers for each in browsing.streams[:2])
    assert browsing.statuses == [200, 204]
    assert len(model_server.streams) == 1
