"""Accounts: who must sign in is sent to do so, and comes back to where they were."""

import re

import pytest
from playwright.async_api import expect

from tests.conftest import RunningServer, Serve
from tests.e2e.client.conftest import Visit, Visiting

pytestmark = pytest.mark.timeout(90, func_only=True)

PASSWORD = "Correct-Horse-9"


@pytest.fixture
async def server(serve: Serve) -> RunningServer:
    """A server that takes nobody unknown."""
    return await serve(auth="required", secret_key="0f3c9a1b7d5e2846a9c8e7f6d5b4a392817f6e5d")


async def register(visit: Visit, name: str = "Ada Lovelace") -> None:
    """Fill in the form on the page."""
    await visit.page.get_by_label("Name", exact=True).fill(name)
    await visit.page.get_by_label("Username").fill("ada")
    await visit.page.get_by_label("Email").fill("ada@example.com")
    await visit.page.get_by_label("Password").fill(PASSWORD)
    await visit.button("Create the account").click()


async def test_from_registering_to_signing_in_again(visit: Visit) -> None:
    """Registering leads back to the page that was wanted; signing in again works."""
    page = visit.page
    await visit.open("/library?category=coding")
    await visit.heading("Sign in")
    await page.get_by_role("link", name="Create an account").click()
    await register(visit)
    await visit.heading("Library")
    await expect(page).to_have_url(re.compile("category=coding"))
    await page.get_by_role("link", name="Account of ada").click()
    await visit.button("Sign out").click()
    await visit.heading("Sign in")
    await page.get_by_label("Email").fill("ada@example.com")
    await page.get_by_label("Password").fill("wrong")
    await visit.button("Sign in").click()
    await expect(page.get_by_role("alert")).to_contain_text("Incorrect email or password")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await visit.heading("Ask a question")


async def test_a_refused_field_says_what_is_allowed(visit: Visit) -> None:
    """Beside the field, and tied to it for screen readers."""
    await visit.open("/register")
    await visit.button("Create the account").click()
    field = visit.page.get_by_label("Username")
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(field).to_have_accessible_description(re.compile("3 to 50"))


async def test_a_key_is_made_shown_once_and_revoked(visit: Visit, server: RunningServer) -> None:
    """The key works, is not shown again, and ends when it is revoked."""
    page = visit.page
    await visit.open("/register")
    await register(visit)
    await visit.heading("Ask a question")
    await visit.open("/account/keys")
    await visit.button("Make a key").click()
    await page.get_by_label("What is it for?").fill("export")
    await visit.button("Make the key").click()
    key = await page.get_by_label("The key", exact=True).inner_text()
    headers = {"Authorization": f"Bearer {key}"}
    assert (await server.client.get("/api/auth/me", headers=headers)).status_code == 200
    await page.keyboard.press("Escape")
    await expect(page.get_by_text(key)).to_have_count(0)
    assert key not in await page.content()
    await visit.button("Revoke export").click()
    await visit.button("Yes, revoke").click()
    await expect(page.get_by_text("No keys yet")).to_be_visible()
    assert (await server.client.get("/api/auth/me", headers=headers)).status_code == 401


async def test_a_sign_in_that_ends_elsewhere(visit: Visit, server: RunningServer) -> None:
    """The page says so, and leads back after signing in again."""
    await visit.open("/register")
    await register(visit)
    await visit.heading("Ask a question")
    await server.fetch("DELETE FROM sign_ins")
    await visit.page.get_by_role("link", name="Library").first.click()
    await visit.heading("Sign in")
    await expect(visit.page.get_by_role("status")).to_contain_text("has ended")


async def test_nobody_is_led_elsewhere(visiting: Visiting, server: RunningServer) -> None:
    """An address of another site in a link to the sign-in page counts for nothing."""
    async with visiting(server.url) as visit:
        await visit.open("/register?next=https://elsewhere.example/")
        await register(visit)
        await visit.heading("Ask a question")
        assert visit.page.url.startswith(server.url)


async def test_a_question_outlives_the_sign_in(visit: Visit, server: RunningServer) -> None:
    """Asking with a sign-in that has ended leads to signing in; the question waits meanwhile."""
    page = visit.page
    await visit.open("/register")
    await register(visit)
    await visit.heading("Ask a question")
    await server.fetch("DELETE FROM sign_ins")
    await page.get_by_label("Your question").fill("How does a B-tree work?")
    await page.keyboard.press("Enter")
    await visit.heading("Sign in")
    await page.get_by_label("Email").fill("ada@example.com")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await visit.heading("Ask a question")
    await expect(page.get_by_label("Your question")).to_have_value("How does a B-tree work?")


async def test_the_page_that_was_wanted_is_kept(visit: Visit, server: RunningServer) -> None:
    """Also where the sign-in has ended before the first page is there."""
    await visit.open("/register")
    await register(visit)
    await visit.heading("Ask a question")
    await server.fetch("DELETE FROM sign_ins")
    await visit.open("/library?category=coding")
    await visit.heading("Sign in")
    await expect(visit.page).to_have_url(re.compile("next=%2Flibrary%3Fcategory%3Dcoding"))


async def test_a_sign_in_that_ran_out_since_the_last_visit(visit: Visit) -> None:
    """The page says so, once, and forgets it."""
    page = visit.page
    await visit.open("/sign-in")
    kept = {"token": "eyJ", "expiresAt": "2020-01-01T00:00:00Z"}
    await page.evaluate("kept => localStorage.setItem('session', JSON.stringify(kept))", kept)
    await visit.open("/tracker")
    await visit.heading("Sign in")
    await expect(page.get_by_role("status")).to_contain_text("has ended")
    assert await page.evaluate("localStorage.getItem('session')") is None
    await visit.open("/tracker")
    await visit.heading("Sign in")
    await expect(page.get_by_role("status")).to_have_count(0)


async def test_an_account_that_was_put_out_of_use_has_to_sign_in(
    visit: Visit, server: RunningServer
) -> None:
    """Its token is still good, but for nothing; whoever signs in with another account goes on."""
    page = visit.page
    await visit.open("/register")
    await register(visit)
    await visit.heading("Ask a question")
    await server.fetch("UPDATE users SET is_active = false")
    await visit.open("/tracker")
    await visit.heading("Sign in")
    await server.fetch("UPDATE users SET is_active = true")
    await page.get_by_label("Email").fill("ada@example.com")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await visit.heading("Tracker")


async def test_from_another_machine_one_has_to_sign_in_all_the_same(
    serve: Serve, visiting: Visiting
) -> None:
    """The server lets in whoever is at its machine, which a page can't tell."""
    server = await serve(auth="local")
    proxied = {"X-Forwarded-For": "203.0.113.7"}
    async with visiting(server.url, extra_http_headers=proxied) as visit:
        await visit.open("/library")
        await visit.heading("Sign in")
        assert "ended" not in visit.page.url
