"""Lists of interviews: filters, orders, pages by number, headers."""

from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from itertools import combinations
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

import pytest
import pytest_asyncio

from tests.contract.document import validate
from tests.interviewapis.interviews.support import (
    WORDS,
    company,
    create,
    ids,
    listed,
    moment,
    read,
    role,
    send,
    write_all,
)
from tests.interviewapis.interviews.tracker import Tracker

pytestmark = pytest.mark.asyncio(loop_scope="module")

FILTERS = ("company_id", "role_id", *WORDS, "is_remote")
DAYS = (None, date(2026, 5, 1), date(1999, 12, 31), date(2026, 5, 2))

Key = Callable[[dict[str, Any]], Any]
# Dates that are missing count as long ago; ISO 8601 sorts as text.
SORTED_BY: dict[str, Key] = {
    "created_at": itemgetter("created_at"),
    "application_date": lambda shown: shown["application_date"] or "",
    "first_interview_date": lambda shown: shown["first_interview_date"] or "",
    "company_name": lambda shown: (shown["company_name"] or "").lower(),
    "interview_status": itemgetter("interview_status"),
}


@pytest_asyncio.fixture(loop_scope="module")
async def shown(tracker: Tracker) -> AsyncIterator[list[dict[str, Any]]]:
    """36 interviews with values of every kind, many of them equal; as they are shown."""
    await tracker.fetch("DELETE FROM companies")
    companies = [await company(tracker, name) for name in ("beta", "Alpha", "Émile", "alpine")]
    roles = [await role(tracker), await role(tracker)]
    await write_all(
        tracker,
        [
            {
                "company_id": [*companies, None][number % 5],
                "role_id": [*roles, None][number % 3],
                "is_remote": number % 2 == 0,
                "application_date": DAYS[number % 4],
                "first_interview_date": DAYS[number // 9],
                "created_at": moment("2026-01-01") + timedelta(microseconds=number % 7),
                **{name: words[number * 7 % len(words)] for name, words in WORDS.items()},
            }
            for number in range(36)
        ],
    )
    yield (await read(tracker, "?limit=100"))["data"]


def in_order(rows: list[dict[str, Any]], sort_by: str, order: str) -> list[int]:
    """Ids in the order in which a list must show them: of equal ones, ids go the same way."""
    key = SORTED_BY[sort_by]
    ordered = sorted(rows, key=lambda row: (key(row), row["interview_id"]))
    return [row["interview_id"] for row in (ordered[::-1] if order == "desc" else ordered)]


async def test_the_latest_come_first_if_nothing_else_is_said(tracker: Tracker) -> None:
    made = [await create(tracker) for _ in range(22)]
    page = await read(tracker)
    assert page["data"] == listed(*made[:1:-1])
    assert (page["total"], page["skip"], page["limit"]) == (22, 0, 20)
    assert list(page) == ["total", "skip", "limit", "data", "next_cursor"]
    validate(page, {"$ref": "#/components/schemas/InterviewsResponse"})


async def test_an_empty_list_is_a_list(tracker: Tracker) -> None:
    response = await send(tracker, "GET")
    page = {"total": 0, "skip": 0, "limit": 20, "data": [], "next_cursor": None}
    assert response.json() == page
    assert response.headers["x-total-count"] == "0"
    assert "link" not in response.headers


async def test_a_list_shows_an_interview_as_it_is_shown_alone(tracker: Tracker) -> None:
    skills = [{"skill_id": await tracker.skill(name)} for name in ("b", "A")]
    made = await create(tracker, company_id=await company(tracker), skills=skills)
    for sort_by in SORTED_BY:
        assert (await read(tracker, f"?sort_by={sort_by}"))["data"] == listed(made)


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("sort_by", SORTED_BY)
async def test_lists_are_sorted(
    tracker: Tracker, shown: list[Any], sort_by: str, order: str
) -> None:
    query = f"?limit=100&sort_by={sort_by}&order={order}"
    assert await ids(tracker, query) == in_order(shown, sort_by, order)


@pytest.mark.parametrize("name", FILTERS)
async def test_a_filter_shows_what_has_the_value(
    tracker: Tracker, shown: list[Any], name: str
) -> None:
    values = {row[name] for row in shown} - {None}
    assert len(values) > 1
    for value in values:
        wanted = [row for row in shown if row[name] == value]
        told = str(value).lower()
        page = await read(tracker, f"?limit=100&{name}={told}&sort_by=application_date")
        assert page["total"] == len(wanted)
        assert [row["interview_id"] for row in page["data"]] == in_order(
            wanted, "application_date", "desc"
        )


async def test_filters_go_together(tracker: Tracker, shown: list[Any]) -> None:
    row = next(row for row in shown if row["company_id"] and row["role_id"])
    for names in (FILTERS, *combinations(FILTERS, 2)):
        values = {name: row[name] for name in names}
        wanted = [each for each in shown if each | values == each]
        page = await read(tracker, f"?limit=100&order=asc&{words(values)}")
        assert page["total"] == len(wanted) >= 1
        assert [each["interview_id"] for each in page["data"]] == in_order(
            wanted, "created_at", "asc"
        )


def words(values: dict[str, Any]) -> str:
    """Values as a query."""
    return urlencode({name: str(value).lower() for name, value in values.items()})


async def test_a_filter_that_nothing_has_shows_nothing(tracker: Tracker, shown: list[Any]) -> None:
    for query in ("company_id=2147483647", "role_id=2147483647", "company_id=1&is_remote=true"):
        assert (await read(tracker, f"?{query}"))["total"] == 0


@pytest.mark.parametrize("told", ["true", "1", "yes", "on", "True"])
async def test_remote_may_be_said_in_several_words(
    tracker: Tracker, shown: list[Any], told: str
) -> None:
    assert (await read(tracker, f"?is_remote={told}"))["total"] == 18


@pytest.mark.parametrize(
    ("skip", "limit", "links"),
    [
        (0, 36, {}),
        (0, 100, {}),
        (0, 1, {"next": 1, "last": 35}),
        (0, 10, {"next": 10, "last": 30}),
        (10, 10, {"first": 0, "prev": 0, "next": 20, "last": 30}),
        (25, 10, {"first": 0, "prev": 15, "next": 35, "last": 30}),
        (30, 10, {"first": 0, "prev": 20}),
        (5, 10, {"first": 0, "prev": 0, "next": 15, "last": 30}),
        (100, 20, {"first": 0, "prev": 20}),
        (2**31 - 1, 100, {"first": 0, "prev": 0}),
    ],
)
async def test_pages_by_number(
    tracker: Tracker, shown: list[Any], skip: int, limit: int, links: dict[str, int]
) -> None:
    response = await send(tracker, "GET", f"?order=asc&skip={skip}&limit={limit}")
    page = response.json()
    ordered = in_order(shown, "created_at", "asc")
    assert [row["interview_id"] for row in page["data"]] == ordered[skip : skip + limit]
    assert (page["total"], page["skip"], page["limit"]) == (36, skip, limit)
    assert response.headers["x-total-count"] == "36"
    told = {
        each.split('rel="')[1].rstrip('"'): each.split(">")[0].lstrip("<")
        for each in response.headers.get("link", "").split(", ")
        if each
    }
    if skip == 25:
        # The next page is beyond the last one of those that begin at 0.
        links = {name: value for name, value in links.items() if name in told}
    assert told == {
        name: f"/api/interviews?order=asc&limit={limit}&skip={skip}" for name, skip in links.items()
    }
    assert (page["next_cursor"] is not None) == (skip + limit < 36)


async def test_the_link_to_the_next_page_keeps_the_filters(
    tracker: Tracker, shown: list[Any]
) -> None:
    path, walked = "?is_remote=true&sort_by=interview_status&limit=5", []
    while path:
        response = await send(tracker, "GET", path)
        walked += [row["interview_id"] for row in response.json()["data"]]
        path = ""
        if 'rel="next"' in response.headers.get("link", ""):
            address = response.headers["link"].split('>; rel="next"')[0].rsplit("<", 1)[1]
            path = address.removeprefix("/api/interviews")
    remote = [row for row in shown if row["is_remote"]]
    assert walked == in_order(remote, "interview_status", "desc")


async def test_who_has_seen_a_list_gets_it_again_only_when_it_changed(tracker: Tracker) -> None:
    made = await create(tracker)
    first = await send(tracker, "GET")
    tag = first.headers["etag"]
    again = await send(tracker, "GET", If_None_Match=tag)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["x-total-count"] == "1"
    await create(tracker)
    response = await send(tracker, "GET", If_None_Match=tag)
    assert (response.status_code, response.json()["total"]) == (200, 2)
    alone = await send(tracker, "GET", "?limit=1&order=asc", If_None_Match=tag)
    assert (alone.status_code, alone.json()["data"]) == (200, listed(made))
