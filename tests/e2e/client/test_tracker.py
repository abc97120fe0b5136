"""The tracker: what is added, moved and deleted on the page is so in the database."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.conftest import RunningServer, Serve
from tests.e2e.client.conftest import Visit, Visiting
from tests.interviewapis.accounts.people import KEY, PASSWORD, People

pytestmark = pytest.mark.timeout(90, func_only=True)

NAME = "Backend engineer at Northwind Payments"


async def standing(server: RunningServer) -> tuple[Any, ...]:
    """How the only interview stands, and whether it is deleted."""
    (row,) = await server.fetch(
        "SELECT interview_status, interview_result, deleted_at IS NOT NULL FROM interviews"
    )
    return tuple(row)


async def tracked(server: RunningServer) -> str:
    """Track an interview; where its page is."""

    async def made(path: str, **body: Any) -> Any:
        response = await server.client.post(f"/api/{path}", json=body)
        assert response.status_code == 201, response.text
        return response.json()

    interview = await made(
        "interviews",
        company_id=(await made("companies", company_name="Northwind Payments"))["company_id"],
        role_id=(await made("roles", role_name="Backend engineer"))["role_id"],
        seniority_level="senior",
    )
    return f"/tracker/{interview['interview_id']}"


async def test_a_newcomer_tracks_an_interview(visit: Visit, server: RunningServer) -> None:
    """Company and role are made on the way; then come a round, and what they ask in it."""
    page = visit.page
    await visit.open("/tracker")
    await page.get_by_role("link", name="Add an interview").click()
    form = page.get_by_role("dialog", name="Add an interview")
    company = form.get_by_role("combobox", name="Company")
    await expect(company).to_be_focused()
    await page.keyboard.type("Northwind Payments")
    await expect(form.get_by_role("option", name="Add “Northwind Payments”")).to_be_visible()
    await page.keyboard.press("Enter")
    # Typed and left: saving makes it.
    await form.get_by_role("combobox", name="Role").fill("Backend engineer")
    await form.get_by_label("Level").select_option("Senior")
    await form.get_by_label("Date").fill("2031-05-12")
    await form.get_by_label("Time", exact=True).fill("14:00")
    await form.get_by_role("button", name="Add the interview").click()
    await visit.heading("Backend engineer")

    await visit.button("Add a round").click()
    form = page.get_by_role("dialog", name="Add a round")
    await form.get_by_label("What it is").select_option("System design")
    await form.get_by_label("Date", exact=True).fill("2031-05-19")
    await form.get_by_role("button", name="Add the round").click()
    rounds = page.get_by_role("region", name="Rounds").get_by_role("article")
    await expect(rounds.get_by_role("heading", level=3)).to_have_text(
        [re.compile("Phone screen"), re.compile("System design")]
    )

    # Two questions one after the other, as somebody asks them.
    await rounds.nth(1).get_by_role("button", name="Add questions").click()
    asked = rounds.nth(1).get_by_role("combobox", name="They ask")
    await expect(asked).to_be_focused()
    for question in ("How would you keep two ledgers in step?", "What breaks first at night?"):
        await page.keyboard.type(question)
        await page.keyboard.press("Enter")
        await expect(rounds.nth(1).get_by_role("listitem").filter(has_text=question)).to_have_count(
            1
        )
        await expect(asked).to_be_focused()

    await page.reload()
    await expect(rounds.nth(1).locator(".question")).to_have_text(
        ["How would you keep two ledgers in step?", "What breaks first at night?"]
    )
    (row,) = await server.fetch(
        "SELECT company_name, role_name, seniority_level, first_interview_date::text AS first,"
        " final_interview_date::text AS final"
        " FROM interviews JOIN companies USING (company_id) JOIN roles USING (role_id)"
    )
    assert dict(row) == {
        "company_name": "Northwind Payments",
        "role_name": "Backend engineer",
        "seniority_level": "senior",
        "first": "2031-05-12",
        "final": "2031-05-19",
    }
    kept = await server.fetch(
        "SELECT question_text, round_type FROM interview_questions"
        " JOIN questions USING (question_id) JOIN interview_rounds USING (round_id)"
        " ORDER BY interview_question_id"
    )
    assert [tuple(each) for each in kept] == [
        ("How would you keep two ledgers in step?", "system_design"),
        ("What breaks first at night?", "system_design"),
    ]


async def test_what_comes_next_is_found(visit: Visit, server: RunningServer) -> None:
    """A card tells its next round; words find an interview, and their address does."""
    path = await tracked(server)
    body = {"round_type": "system_design", "scheduled_date": "2031-05-19"}
    rounds = f"/api/interviews{path.removeprefix('/tracker')}/rounds"
    made = await server.client.post(rounds, json=body)
    assert made.status_code == 201, made.text
    page = visit.page
    await visit.open("/tracker")
    card = page.get_by_role("listitem").filter(has_text="Northwind Payments")
    await expect(card).to_contain_text(re.compile("System design: .*2031"))
    find = page.get_by_role("searchbox", name="Find an interview")
    await find.fill("nobody")
    await expect(page.get_by_text("None of your interviews fits")).to_be_visible()
    await find.fill("engineer northwind")
    await expect(card).to_be_visible()
    await expect(page).to_have_url(re.compile("q=engineer"))
    await visit.open("/tracker?view=list&q=nobody")
    await expect(find).to_have_value("nobody")
    await visit.button("Show all").click()
    await expect(page.get_by_role("cell", name=re.compile("System design.*2031"))).to_be_visible()


async def test_the_board_by_keyboard(visit: Visit, server: RunningServer) -> None:
    """A move is at once, asks what happened where that is unclear, and can be undone."""
    await tracked(server)
    page = visit.page
    await visit.open("/tracker")
    column = page.get_by_role("region", name="Passed or offer")
    await page.get_by_role("button", name=f"Move to… {NAME}").press("Enter")
    stages = page.get_by_role("menuitem")
    await expect(stages).to_have_text(
        ["In progress", "Awaiting result", "Passed or offer", "Closed"]
    )
    await expect(stages.first).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await expect(stages.nth(2)).to_be_focused()
    await page.keyboard.press("Enter")
    what = page.get_by_role("dialog", name="What happened?")
    await what.get_by_role("button", name="Offer received").press("Enter")
    await expect(column.get_by_role("link", name="Northwind Payments")).to_be_visible()
    await expect(column.get_by_text("Offer received")).to_be_visible()
    await expect(page.get_by_text(f"{NAME}: now in Passed or offer.")).to_be_visible()
    assert await standing(server) == ("completed", "offer_received", False)

    await visit.button("Undo").press("Enter")
    await expect(page.get_by_text(f"{NAME} is where it was.")).to_be_visible()
    await expect(
        page.get_by_role("region", name="Scheduled").get_by_role("link", name="Northwind")
    ).to_be_visible()
    assert await standing(server) == ("scheduled", "pending", False)


async def test_a_deleted_interview_comes_back(visit: Visit, server: RunningServer) -> None:
    """By undoing at once, and from the list of deleted ones later."""
    path = await tracked(server)
    page = visit.page
    await visit.open(path)
    await visit.button("Delete").click()
    await visit.heading("Tracker")
    await expect(page.get_by_text(f"{NAME} is deleted.")).to_be_visible()
    assert (await standing(server))[-1] is True
    await visit.button("Undo").click()
    await visit.heading("Backend engineer")
    assert (await standing(server))[-1] is False

    await visit.button("Delete").click()
    await visit.heading("Tracker")
    await visit.open(path)
    await visit.heading("Interview not found")
    await visit.open("/tracker?view=list&deleted=1")
    await visit.button(f"Restore {NAME}").click()
    await expect(page.get_by_text(f"{NAME} is back.")).to_be_visible()
    assert (await standing(server))[-1] is False
    await visit.open("/tracker?view=list")
    await expect(page.get_by_role("rowheader", name=NAME)).to_be_visible()


async def test_somebody_elses_interview_is_not_there(visiting: Visiting, serve: Serve) -> None:
    """Its address says nothing: not what it is, nor that it is."""
    server = await serve(auth="required", secret_key=KEY)
    people = People(server)
    ada, eve = await people.add("ada"), await people.add("eve")
    body = {"custom_role_title": "Head of Vaults", "seniority_level": "senior"}
    body |= {"preparation_notes": "They pay well."}
    made = await ada.send("POST", "/api/interviews", body)
    assert made.status_code == 201, made.text
    there = made.json()["interview_id"]
    seen: dict[int, str] = {}
    async with visiting(server.url) as visit:
        page = visit.page
        await visit.open("/tracker")
        await page.get_by_label("Email").fill(eve.email)
        await page.get_by_label("Password").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await visit.heading("Tracker")
        await expect(page.get_by_text("Keep every interview in one place")).to_be_visible()
        for id_ in there, there + 1_000_000:
            told: list[str] = []
            async with page.expect_response(f"**/api/interviews/{id_}") as response:
                await visit.open(f"/tracker/{id_}")
            told.append(await (await response.value).text())
            await visit.heading("Interview not found")
            await expect(page.get_by_text("This interview is not here")).to_be_visible()
            await expect(visit.button("Delete")).to_have_count(0)
            told.append(await page.locator("body").inner_text())
            seen[id_] = "\n".join(told).replace(str(id_), "ID")
        assert "Vaults" not in await page.content()
    mine, nobodys = (re.sub(r'"request_id":"[^"]*"', "", each) for each in seen.values())
    assert "Vaults" not in mine
    assert mine == nobodys
