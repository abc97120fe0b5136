"""Slips that must cost nothing: quick presses, a refused clipboard, the focus, what was typed."""

import re

import pytest
from playwright.async_api import expect

from tests.conftest import QUESTION, RunningServer
from tests.e2e.client.conftest import Visit

pytestmark = pytest.mark.timeout(90, func_only=True)

KEEPS_NOTHING = "Object.defineProperty(navigator, 'clipboard', { value: undefined })"


async def ask(visit: Visit) -> None:
    """Ask a question and wait for the end of its answer."""
    await visit.open("/ask")
    await visit.page.get_by_label("Your question").fill(QUESTION)
    await visit.page.keyboard.press("Enter")
    await expect(visit.page.locator(".follow-up").first).to_be_visible()
    # What reads Markdown may come after the first answer, which is shown as it is until then.
    await expect(visit.page.locator(".as-written")).to_have_count(0)


async def test_a_double_press_asks_once(visit: Visit, server: RunningServer) -> None:
    """Of two presses on what is offered, the second changes nothing."""
    await ask(visit)
    await visit.page.locator(".follow-up").first.dblclick()
    await expect(visit.page.get_by_role("article")).to_have_count(2)
    await expect(visit.button("Ask again")).to_have_count(1)
    assert len(await server.fetch("SELECT 1 FROM agent_runs")) == 2


async def test_a_pause_after_a_space_keeps_it(visit: Visit) -> None:
    """Words are searched for while one types; what is typed stays as it is."""
    await visit.open("/library")
    field = visit.page.get_by_role("searchbox")
    await field.press_sequentially("keeping ")
    await visit.page.wait_for_url("**q=keeping**")
    await field.press_sequentially("caches")
    await expect(field).to_have_value("keeping caches")
    await visit.page.wait_for_url("**q=keeping*caches**")
    await visit.page.get_by_role("link", name="Library").first.click()
    await expect(field).to_have_value("")


async def test_without_a_clipboard(visit: Visit) -> None:
    """Pages that were not loaded securely have none; the page says what to do."""
    await visit.page.add_init_script(KEEPS_NOTHING)
    await ask(visit)
    await visit.button("Copy").click()
    await expect(visit.page.get_by_text("copy it yourself")).to_be_visible()


async def test_a_replay_is_stopped_and_begun_at_another_pace(visit: Visit) -> None:
    """Neither is a problem, and the answer is whole in the end."""
    await ask(visit)
    text = await visit.page.locator("app-markdown").text_content() or ""
    await visit.open("/history")
    await visit.page.get_by_role("link", name=QUESTION).click()
    await visit.button("As it was").click()
    await visit.button("Stop").click()
    await expect(visit.page.locator("app-markdown")).to_have_text(text)
    await visit.button("As it was").click()
    await visit.button("At once").click()
    await expect(visit.button("Stop")).to_have_count(0)
    await expect(visit.page.locator("app-markdown")).to_have_text(text)
    await expect(visit.page.get_by_role("alert")).to_have_count(0)


async def test_a_sheet_that_is_done_gives_the_focus_back(visit: Visit) -> None:
    """Also where it goes with what it was for, and not by being closed."""
    page = visit.page
    await visit.open("/account/keys")
    await visit.button("Make a key").click()
    await page.get_by_label("What is it for?").fill("export")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Your new key")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(visit.button("Make a key")).to_be_focused()


async def test_a_form_is_not_lost_by_a_slip(visit: Visit) -> None:
    """A press beside a sheet, and Escape, close it; where something is written, they ask."""
    page = visit.page
    await visit.open("/account/keys")
    await visit.button("Make a key").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.mouse.click(5, 400)
    await expect(page.get_by_role("dialog")).to_have_count(0)
    field = page.get_by_label("What is it for?")
    await visit.button("Make a key").click()
    await expect(field).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await visit.button("Make a key").click()
    await field.fill("export")
    await page.mouse.click(5, 400)
    await expect(page.get_by_role("alert")).to_have_text("What you wrote is not kept yet.")
    await visit.button("Go on writing").click()
    await page.keyboard.press("Escape")
    await expect(visit.button("Go on writing")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(field).to_be_focused()
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("dialog")).to_have_count(1)
    await expect(field).to_have_value("export")
    await page.keyboard.press("Escape")
    await visit.button("Discard it").press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_the_focus_stays_near_what_is_gone(visit: Visit, server: RunningServer) -> None:
    """It goes on to the next row, in the end to the heading; from a notice, back."""
    for name in "export", "backup":
        body = {"key_name": name, "scopes": ["read"]}
        made = await server.client.post("/api/user/api-keys", json=body)
        assert made.status_code == 201, made.text
    page = visit.page
    await visit.open("/account/keys")
    revoke = page.get_by_role("button", name=re.compile("^Revoke "))
    await expect(revoke).to_have_count(2)
    for left in (1, 0):
        await revoke.first.press("Enter")
        await expect(visit.button("Keep")).to_be_focused()
        await page.keyboard.press("Shift+Tab")
        await page.keyboard.press("Enter")
        await expect(revoke).to_have_count(left)
        await expect(revoke.first if left else page.locator("h1")).to_be_focused()
    close = page.get_by_role("button", name="Close")
    await visit.button("Make a key").focus()
    await close.focus()
    await page.keyboard.press("Enter")
    await expect(close).to_have_count(0)
    await expect(visit.button("Make a key")).to_be_focused()


async def test_an_address_that_makes_no_sense(visit: Visit) -> None:
    """What it names and is not there counts for nothing; the page works."""
    await ask(visit)
    await visit.open("/history?since=soon&agent=oracle")
    await expect(visit.page.get_by_role("link", name=QUESTION)).to_be_visible()
    await visit.open("/library?category=poetry")
    await expect(visit.page.get_by_role("listitem").first).to_be_visible()
    await visit.open("/library/99999999999999999999")
    await visit.heading("This question is not here")
