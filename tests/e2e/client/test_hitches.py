"""What comes late or not at all: what a busy server tells, a part of the client, of a page."""

import pytest
from playwright.async_api import Route, expect

from database import engine
from tests.conftest import RunningServer
from tests.e2e.client.conftest import Visit
from tests.e2e.client.pages import furnish

pytestmark = pytest.mark.timeout(90, func_only=True)

WIDE = {"width": 1280, "height": 800}

# What a page has when it first has anything, which the browser may show.
FIRST_SEEN = """
new MutationObserver((_, watch) => {
  const page = document.querySelector('app-account');
  if (!page) return;
  watch.disconnect();
  window.firstSeen = page.textContent;
}).observe(document, { childList: true, subtree: true });
"""


async def track_one(server: RunningServer) -> None:
    """Keep an interview, so that there is a board."""
    body = {"custom_role_title": "Head of Vaults", "seniority_level": "senior"}
    made = await server.client.post("/api/interviews", json=body)
    assert made.status_code == 201, made.text


async def test_a_page_waits_for_a_busy_server(
    visit: Visit, server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its reads are sent again when the server says; nobody is bothered with that."""
    await track_one(server)
    refused: list[str] = []

    async def look(route: Route) -> None:
        # Nobody gets a connection until the list was refused once.
        response = await route.fetch()
        if response.status == 503:
            refused.append(response.headers["retry-after"])
            monkeypatch.undo()
        await route.fulfill(response=response)

    await visit.page.route("**/api/interviews?**", look)
    monkeypatch.setattr(engine, "ACQUIRE_SECONDS", 0)
    await visit.open("/tracker")
    await expect(visit.page.get_by_text("Head of Vaults").first).to_be_visible()
    await expect(visit.page.get_by_role("alert")).to_have_count(0)
    assert refused


async def test_a_part_that_does_not_come_is_told(visit: Visit, server: RunningServer) -> None:
    """The rest of the page is there, and the part is, once the page is loaded again."""
    await track_one(server)
    await visit.page.set_viewport_size(WIDE)
    await visit.page.route("**/columns-*.js", lambda route: route.abort())
    await visit.open("/tracker")
    await expect(visit.page.get_by_role("alert")).to_contain_text("did not load")
    await expect(visit.page.get_by_role("searchbox")).to_be_visible()
    await visit.page.unroute("**/columns-*.js")
    await visit.button("load the page again").click()
    await expect(visit.page.get_by_role("link", name="Head of Vaults")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "late", "shown"),
    [
        ("/tracker", "**/api/stats/overview", "Contoso Health"),
        ("/practice", "**/api/skill-gaps?*", "Backend engineer"),
    ],
)
async def test_a_page_opens_without_what_never_comes(
    visit: Visit, server: RunningServer, path: str, late: str, shown: str
) -> None:
    """What it is for is not held up by what goes with it."""
    await furnish(server.client)
    asked: list[Route] = []
    await visit.page.route(late, lambda route: asked.append(route))
    await visit.open(path)
    await expect(visit.page.get_by_text(shown).first).to_be_visible()
    assert asked


async def test_no_page_is_seen_half_filled(visit: Visit) -> None:
    """What came into it a moment later would move the rest."""
    await visit.page.add_init_script(FIRST_SEEN)
    await visit.open("/account")
    assert "local user" in await visit.page.evaluate("window.firstSeen")
