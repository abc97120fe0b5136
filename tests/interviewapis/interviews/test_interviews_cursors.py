"""Lists of interviews by cursor: no row twice and none left out, whatever comes between pages."""

import random
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from itertools import chain

import pytest

from tests.interviewapis.interviews.support import (
    SORTS,
    company,
    ids,
    moment,
    read,
    send,
    write,
    write_all,
)
from tests.interviewapis.interviews.tracker import Tracker

pytestmark = pytest.mark.asyncio(loop_scope="module")

ORDERS = ("asc", "desc")


async def fill(tracker: Tracker, count: int, step: int = 1) -> list[int]:
    """Write interviews with few values, so that many are equal; their ids."""
    names = ("beta", "Alpha", "ALPS", "a\N{GRINNING FACE}\\\"'\x01")
    there = {
        row["company_name"]: row["company_id"] for row in await tracker.fetch("TABLE companies")
    }
    companies = [there.get(name) or await company(tracker, name) for name in names]
    return await write_all(
        tracker,
        [
            {
                "company_id": [*companies, None][number % 5],
                "seniority_level": "senior",
                "interview_status": ("scheduled", "completed", "in_progress")[number % 3],
                "application_date": [None, date(2026, 5, 1), date(2026, 5, 2)][number // 2 % 3],
                "first_interview_date": [date(2026, 6, number % 4 + 1), None][number % 2],
                "created_at": moment("2026-01-01T00:00:00.5") + timedelta(microseconds=number // 3),
                "is_remote": number % 2 == 0,
            }
            for number in range(0, count * step, step)
        ],
    )


Between = Callable[[list[int]], Awaitable[None]]


async def walk(
    tracker: Tracker, query: str, limit: int, between: Between | None = None
) -> list[list[int]]:
    """Ids on each page of a list.

    Args:
        between: Done after each page, which it is given.
    """
    pages: list[list[int]] = []
    cursor = None
    while cursor or not pages:
        assert len(pages) < 100
        page = await read(
            tracker, f"?{query}&limit={limit}" + (f"&cursor={cursor}" if cursor else "")
        )
        pages.append([each["interview_id"] for each in page["data"]])
        cursor = page["next_cursor"]
        assert page["skip"] == 0
        if between:
            await between(pages[-1])
    return pages


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("sort_by", SORTS)
async def test_pages_by_cursor_are_the_list_in_pieces(
    tracker: Tracker, sort_by: str, order: str
) -> None:
    made = await fill(tracker, 24)
    query = f"sort_by={sort_by}&order={order}"
    whole = await ids(tracker, f"?{query}&limit=100")
    assert sorted(whole) == made
    for limit in (1, 5, 6, 23, 24, 25):
        pages = await walk(tracker, query, limit)
        assert list(chain(*pages)) == whole
        # None but the last is short, and the last is not empty.
        assert {len(page) for page in pages[:-1]} <= {limit}
        assert pages[-1]


async def test_pages_by_cursor_keep_to_the_filters(tracker: Tracker) -> None:
    await fill(tracker, 24)
    query = "is_remote=true&interview_status=scheduled&sort_by=company_name&order=asc"
    whole = await ids(tracker, f"?{query}")
    assert len(whole) == 4
    assert list(chain(*await walk(tracker, query, 3))) == whole


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("sort_by", SORTS)
async def test_what_comes_and_goes_meanwhile_neither_repeats_nor_hides_a_row(
    tracker: Tracker, sort_by: str, order: str
) -> None:
    """Rows that were there all the time are shown once each."""
    made = await fill(tracker, 24)
    query = f"sort_by={sort_by}&order={order}"
    whole = await ids(tracker, f"?{query}&limit=100")
    chance = random.Random(7)
    gone: set[int] = set()
    added: list[int] = []

    async def disturb(page: list[int]) -> None:
        if len(added) < 40:
            added.extend(await fill(tracker, 5, step=chance.choice([1, 2, 3, 5])))
        # Among them the row that the cursor stands on.
        for victim in (page[-1], chance.choice(made)):
            await tracker.hide(victim)
            gone.add(victim)

    shown = list(chain(*await walk(tracker, query, 3, disturb)))
    assert len(shown) == len(set(shown))
    assert set(shown) & set(added)
    stayed = [each for each in whole if each not in gone]
    assert [each for each in shown if each in stayed] == stayed


async def test_a_page_as_large_as_the_list_was_at_first_need_not_be_the_last(
    tracker: Tracker,
) -> None:
    async def on(day: int, hour: int = 0) -> int:
        return await write(tracker, created_at=moment(f"2026-01-{day:02} {hour:02}:00"))

    made = [await on(day) for day in range(1, 6)]
    first = await read(tracker, "?limit=2&order=asc")
    added = [await on(2, hour) for hour in range(1, 8)]
    shown, cursor = [], first["next_cursor"]
    while cursor:
        page = await read(tracker, f"?limit=5&order=asc&cursor={cursor}")
        shown += [each["interview_id"] for each in page["data"]]
        cursor = page["next_cursor"]
        assert page["total"] == 5
    assert shown == added + made[2:]


async def test_the_headers_of_a_page_by_cursor(tracker: Tracker) -> None:
    await fill(tracker, 5)
    first = await read(tracker, "?limit=2&order=asc&is_remote=true")
    path = f"?limit=2&order=asc&is_remote=true&cursor={first['next_cursor']}"
    last = await send(tracker, "GET", path)
    assert (last.json()["total"], last.headers["x-total-count"]) == (3, "3")
    assert last.json()["next_cursor"] is None
    assert "link" not in last.headers
    path = f"/?limit=1&order=asc&is_remote=true&cursor={first['next_cursor']}"
    await fill(tracker, 3)
    middle = await send(tracker, "GET", path)
    address, rel = middle.headers["link"].split("; ")
    assert rel == 'rel="next"'
    assert address.startswith("</api/interviews?limit=1&order=asc&is_remote=true&cursor=")
    following = await tracker.client.get(address.strip("<>"))
    everything = await ids(tracker, "?order=asc&is_remote=true")
    assert [each["interview_id"] for each in following.json()["data"]] == everything[3:4]
    tag = middle.headers["etag"]
    again = await send(tracker, "GET", path, If_None_Match=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["link"] == middle.headers["link"]


async def test_a_cursor_is_one_plain_word(tracker: Tracker) -> None:
    await fill(tracker, 8)
    for sort_by in SORTS:
        for order in ORDERS:
            page = await read(tracker, f"?limit=4&sort_by={sort_by}&order={order}")
            cursor = page["next_cursor"]
            assert cursor.replace("-", "").replace("_", "").isalnum()
            assert cursor.isascii()
            # Some clients put the padding back.
            padded = cursor + "=" * (-len(cursor) % 4)
            path = f"?limit=4&sort_by={sort_by}&order={order}&cursor="
            assert (
                await ids(tracker, path + cursor)
                == (await ids(tracker, path + padded))
                == (await ids(tracker, f"?limit=4&skip=4&sort_by={sort_by}&order={order}"))
            )
