"""Administrators change and delete also what others added; nobody else does."""

from typing import Any

import httpx2
import pytest

from tests.conftest import RunningServer
from tests.interviewapis.accounts.people import People, Person
from tests.interviewapis.catalog.shelf import COMPANIES, Noun, Shelf, assert_told

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def people(shelf: Shelf, shared_server: RunningServer) -> People:
    """People on the server of the catalog; gone with what is on the shelf."""
    return People(shared_server)


async def send(
    person: Person, method: str, path: str, body: Any = None, known: str | None = None
) -> httpx2.Response:
    """Send a request as somebody."""
    return await person.send(method, path, body, headers={"If-Match": known} if known else {})


@pytest.mark.parametrize("known", [None, "*"], ids=["any", "known"])
@pytest.mark.parametrize("gone", [False, True], ids=["somebody's", "nobody's"])
async def test_an_administrator_changes_and_deletes_what_others_added(
    shelf: Shelf, people: People, noun: Noun, gone: bool, known: str | None
) -> None:
    maker = await shelf.somebody_else()
    number = await shelf.add_of(maker, noun)
    if gone:
        await shelf.fetch("DELETE FROM users WHERE user_id = $1", maker)
    admin = await people.add(user_type="admin")
    for method in ("PUT", "PATCH"):
        response = await send(admin, method, noun.at(number), {noun.group: method}, known)
        assert response.status_code == 200, response.text
        assert response.json()[noun.group] == method
        assert response.json()["created_by"] == (None if gone else str(maker))
    stale = await send(admin, "DELETE", noun.at(number), known='"0a1b2c"')
    assert stale.status_code == 412
    assert (await send(admin, "DELETE", noun.at(number), known=known)).status_code == 204
    assert await shelf.get(noun.path) == []


async def test_somebody_who_signed_in_is_no_administrator_thereby(
    shelf: Shelf, people: People, noun: Noun
) -> None:
    number = await shelf.add_of(await shelf.somebody_else(), noun)
    candidate = await people.add()
    for method, body in (("PUT", {}), ("PATCH", {noun.name: "Mine"}), ("DELETE", None)):
        assert (await send(candidate, method, noun.at(number), body)).status_code == 403


async def test_what_others_use_stays_and_an_administrator_is_told_no_more_of_it(
    shelf: Shelf, people: People
) -> None:
    maker = await shelf.somebody_else()
    number = await shelf.add_of(maker, COMPANIES)
    await shelf.add_interview(maker, company_id=number)
    admin = await people.add(user_type="admin")
    path, others = COMPANIES.at(number), "other people's interviews"
    assert_told(
        await send(admin, "DELETE", path),
        409,
        f"Company is in use by {others}, so it can't be deleted. What is other people's, only they "
        "can change.",
    )
    own = await shelf.add_interview(admin.user_id, company_id=number)
    assert_told(
        await send(admin, "DELETE", path),
        409,
        f"Company is in use by 1 of your interviews ({own}) and {others}, so it can't be deleted. "
        "Change those of yours first. What is other people's, only they can change.",
    )
