"""The keyboard: go anywhere, search, skip; and letters are letters where somebody writes."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.conftest import RunningServer
from tests.e2e.chromium import Chromium
from tests.e2e.client.conftest import Visit, Visiting
from tests.interviewapis.accounts.conftest import serving

pytestmark = [
    pytest.mark.timeout(90, func_only=True),
    pytest.mark.asyncio(loop_scope="module"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(
    cluster: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RunningServer]:
    """The module's server: nothing here changes it."""
    async with serving(cluster, template, tmp_path_factory.mktemp("keyboard")) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(chromium: Chromium) -> AsyncIterator[Browser]:
    """The module's browser; each visit has a profile of its own."""
    async with chromium.running() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def visit(visiting: Visiting, server: RunningServer) -> AsyncIterator[Visit]:
    """A visitor on the page for practising, which has no field that takes the focus."""
    async with visiting(server.url) as visit:
        await visit.open("/practice")
        await visit.heading("Practice")
        yield visit


async def open_palette(visit: Visit) -> None:
    """Open it by its key."""
    await visit.page.keyboard.press("Control+k")
    find = visit.page.get_by_role("combobox", name="Find a page or an action")
    await expect(find).to_be_focused()


async def test_the_palette_leads_to_pages_and_does_things(visit: Visit) -> None:
    """Ctrl+K opens it wherever one is; words narrow it, arrows choose, Enter goes."""
    page = visit.page
    await open_palette(visit)
    await page.keyboard.type("lib")
    await expect(page.get_by_role("option")).to_have_text(["Library"])
    await page.keyboard.press("Enter")
    await visit.heading("Library")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    # In a field as well, where a letter would be a letter.
    await page.get_by_role("searchbox").focus()
    await open_palette(visit)
    await page.keyboard.type("theme")
    await expect(page.get_by_role("option", selected=True)).to_have_text("Theme: light")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("option", selected=True)).to_have_text("Theme: dark")
    await page.keyboard.press("Enter")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await open_palette(visit)
    await page.keyboard.type("no such page")
    await expect(page.get_by_role("option")).to_have_text(["Nothing of that name."])
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await visit.heading("Library")


@pytest.mark.parametrize(
    ("letter", "heading"), [("t", "Tracker"), ("l", "Library"), ("h", "History")]
)
async def test_g_and_a_letter_lead_to_a_page(visit: Visit, letter: str, heading: str) -> None:
    """The heading has the focus there, so that a screen reader says where one is."""
    await visit.page.keyboard.press("g")
    await visit.page.keyboard.press(letter)
    await visit.heading(heading)
    await expect(visit.page.locator("h1")).to_be_focused()


async def test_following_a_link_leads_to_the_heading_too(visit: Visit) -> None:
    """The first page keeps the focus of the browser; the next has it on its heading."""
    await expect(visit.page.locator("body")).to_be_focused()
    link = visit.page.get_by_role("navigation", name="Main").get_by_role("link", name="Tracker")
    await link.first.press("Enter")
    await visit.heading("Tracker")
    await expect(visit.page.locator("h1")).to_be_focused()
    await visit.page.go_back()
    await visit.heading("Practice")
    await expect(visit.page.locator("h1")).to_be_focused()


async def test_a_question_mark_shows_the_keys(visit: Visit) -> None:
    """And the focus goes back to where it was when they are closed."""
    page = visit.page
    link = page.get_by_role("link", name="Practise 3 questions")
    await link.focus()
    await page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard")
    await expect(keys.get_by_text("Go anywhere, do anything")).to_be_visible()
    # A dialog has the keys to itself.
    await page.keyboard.press("g")
    await page.keyboard.press("t")
    await page.keyboard.press("Escape")
    await expect(keys).to_have_count(0)
    await visit.heading("Practice")
    await expect(link).to_be_focused()


async def test_a_slash_searches(visit: Visit) -> None:
    """In the search of the page, or else in the library's."""
    page = visit.page
    await page.keyboard.press("/")
    await visit.heading("Library")
    await page.keyboard.press("/")
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await expect(page.get_by_role("searchbox")).to_have_value("")


async def test_letters_are_letters_while_one_writes(visit: Visit) -> None:
    """In a field, in a choice and with a modifier they do nothing else."""
    page = visit.page
    await visit.open("/practice/new")
    role = page.get_by_role("combobox", name="Role")
    await role.press_sequentially("gt /?gl")
    await expect(role).to_have_value("gt /?gl")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.get_by_role("button", name=re.compile("^Start")).focus()
    await page.keyboard.press("Alt+g")
    await page.keyboard.press("t")
    await open_palette(visit)
    await expect(page.get_by_role("dialog")).to_have_count(1)
    await visit.heading("New practice interview")


async def test_single_letters_can_be_turned_off(visit: Visit) -> None:
    """For good, and for good again; Ctrl+K stays."""
    page = visit.page
    await page.keyboard.press("?")
    await page.get_by_label("Single letters do something").uncheck()
    await expect(page.get_by_text("This list")).to_have_count(0)
    await page.keyboard.press("Escape")
    await page.reload()
    await visit.heading("Practice")
    for letter in "g", "t", "/", "?":
        await page.keyboard.press(letter)
    await open_palette(visit)
    await expect(page.get_by_role("dialog")).to_have_count(1)
    await page.keyboard.press("Escape")
    await visit.heading("Practice")
    await visit.open("/account")
    await page.get_by_label("Single letters do something, such as /").check()
    await page.keyboard.press("Tab")
    await page.keyboard.press("g")
    await page.keyboard.press("t")
    await visit.heading("Tracker")


async def test_the_first_stop_skips_to_the_content(visit: Visit) -> None:
    """The link is seen when it has the focus, and leads past the navigation."""
    page = visit.page
    await page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("main")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("main").locator("a, button").first).to_be_focused()
