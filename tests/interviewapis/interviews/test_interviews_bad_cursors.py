"""Cursors that are none, and those of other lists, are refused; never a 500 (A3)."""

import base64
import json
from typing import Any

import pytest

from tests.interviewapis.interviews.support import (
    SORTS,
    assert_invalid_field,
    ids,
    read,
    send,
    write,
)
from tests.interviewapis.interviews.tracker import Tracker

pytestmark = pytest.mark.asyncio(loop_scope="module")

UNREADABLE = "is no cursor of this list; take next_cursor of the page before"
OF_ANOTHER = (
    "belongs to another list; send the filters, sort_by and order of the page that it came from, "
    "or begin anew without a cursor"
)


async def fill(tracker: Tracker) -> None:
    """Write two interviews, so that there is something to compare with."""
    for _ in range(2):
        await write(tracker)


async def test_a_cursor_of_another_order_is_told_so(tracker: Tracker) -> None:
    await fill(tracker)
    for sort_by in SORTS:
        page = await read(tracker, f"?limit=1&sort_by={sort_by}")
        for other, order in (*((other, "desc") for other in SORTS), (sort_by, "asc")):
            path = f"?sort_by={other}&order={order}&cursor={page['next_cursor']}"
            response = await send(tracker, "GET", path)
            if (other, order) == (sort_by, "desc"):
                assert response.status_code == 200
            else:
                assert_invalid_field(response, "query.cursor", OF_ANOTHER)


@pytest.mark.parametrize("other", ["interview_status=completed", "is_remote=true", "company_id=1"])
async def test_a_cursor_of_other_filters_is_told_so(tracker: Tracker, other: str) -> None:
    await fill(tracker)
    word = (await read(tracker, "?limit=1&interview_status=scheduled"))["next_cursor"]
    for query in (other, f"interview_status=scheduled&{other}", ""):
        response = await send(tracker, "GET", f"?cursor={word}&{query}")
        if "completed" in other and query.startswith("interview_status=scheduled"):
            continue  # the last one counts, as said elsewhere
        assert_invalid_field(response, "query.cursor", OF_ANOTHER)
    response = await tracker.client.get("/api/questions", params={"cursor": word})
    assert_invalid_field(response, "query.cursor", OF_ANOTHER)


async def test_a_cursor_goes_without_skip(tracker: Tracker) -> None:
    await fill(tracker)
    cursor = (await read(tracker, "?limit=1"))["next_cursor"]
    response = await send(tracker, "GET", f"?skip=1&cursor={cursor}")
    message = "goes without cursor; a cursor says where to begin"
    assert_invalid_field(response, "query.skip", message)
    assert len(await ids(tracker, f"?skip=0&cursor={cursor}")) == 1


async def listed(tracker: Tracker, query: str = "") -> str:
    """What tells cursors of a list from others."""
    word = (await read(tracker, f"?limit=1{query}"))["next_cursor"]
    unpacked: list[Any] = json.loads(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)))
    return str(unpacked[0])


def packed(*parts: Any) -> str:
    """Something that looks like a cursor."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


MOMENT = "2026-01-01 00:00:00+00"
NOT_PACKED = [
    "123",
    "x",
    "=",
    "====",
    "!!!",
    " ",
    "%00",
    "a%00b",
    "%C3%A9",
    "null",
    "W10",
    "e30",
    "bnVsbA",
    "IiI",
    "MQ",
    "%2B%2F%2B%2F",
    "_-_-",
    "A" * 2000,
    base64.urlsafe_b64encode(b"[" * 1400).decode(),
    base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    base64.urlsafe_b64encode(b'["list","\\ud800",1,1]').decode(),
    base64.urlsafe_b64encode(b'["list","2026-01-01 00:00:00+00",1,1e999]').decode(),
    base64.urlsafe_b64encode(b'["list","2026-01-01 00:00:00+00",1,NaN]').decode(),
]
WRONG_PARTS = [
    [],
    [None] * 4,
    ["list", MOMENT, 1],
    ["list", MOMENT, 1, 1, 1],
    ["list", None, 1, 1],
    ["list", 20260101, 1, 1],
    ["list", [MOMENT], 1, 1],
    ["list", MOMENT, "1", 1],
    ["list", MOMENT, True, 1],
    ["list", MOMENT, 1.5, 1],
    ["list", MOMENT, None, 1],
    ["list", MOMENT, 0, 1],
    ["list", MOMENT, -1, 1],
    ["list", MOMENT, 2**31, 1],
    ["list", MOMENT, 2**63, 1],
    ["list", MOMENT, 10**30, 1],
    ["list", MOMENT, 1, -1],
    ["list", MOMENT, 1, "1"],
    ["list", MOMENT, 1, 2**31],
    ["list", MOMENT, 1, 2**64],
    ["list", MOMENT, 1, 1.5],
    [["list"], MOMENT, 1, 1],
    [{}, MOMENT, 1, 1],
    [1, 2, 3, 4],
]
WRONG_VALUES = {
    "created_at": [
        "",
        "now",
        "today",
        "infinity",
        "-infinity",
        "epoch",
        "2026-01-01",
        "2026-01-01 00:00:00",
        "2026-01-01T00:00:00+00",
        "2026-01-01 00:00:00+01",
        "2026-13-01 00:00:00+00",
        "2026-02-30 00:00:00+00",
        "2026-01-01 25:00:00+00",
        "2026-01-01 00:00:61+00",
        "0000-01-01 00:00:00+00",
        "9999999-01-01 00:00:00+00",
        "2026-01-01 00:00:00.1234567+00",
        "2026-01-01 00:00:00+00\0",
        "2026-01-01 00:00:00+00\n",
        "٢٠٢٦-01-01 00:00:00+00",
        "'; DROP TABLE interviews; --",
        "x" * 1000,
    ],
    "application_date": [
        "",
        "today",
        "infinity",
        "9999999-01-01",
        "0000-01-01",
        "2026-02-30",
        "2026-1-1",
        "20260101",
        "2026-W01-1",
        "0044-03-15 BC",
        "2026-01-01\n",
        "-infinity\0",
        " -infinity",
        MOMENT,
    ],
    "company_name": ["\0", "a\0b"],
    "interview_status": ["\0"],
}


@pytest.mark.parametrize("sort_by", SORTS)
async def test_what_is_no_cursor_is_refused(tracker: Tracker, sort_by: str) -> None:
    await fill(tracker)
    for word in NOT_PACKED:
        response = await send(tracker, "GET", f"?sort_by={sort_by}&cursor={word}")
        assert_invalid_field(response, "query.cursor", UNREADABLE)


async def test_parts_of_a_cursor_must_be_of_their_kind(tracker: Tracker) -> None:
    await fill(tracker)
    of = await listed(tracker)
    for parts in WRONG_PARTS:
        as_of_this = [of if each == "list" else each for each in parts]
        response = await send(tracker, "GET", f"?cursor={packed(*as_of_this)}")
        assert_invalid_field(response, "query.cursor", UNREADABLE)
    good = packed(of, MOMENT, 2**31 - 1, 2**31 - 1)
    assert (await read(tracker, f"?cursor={good}"))["total"] == 2**31 - 1


@pytest.mark.parametrize("sort_by", WRONG_VALUES)
async def test_values_of_a_cursor_must_be_such_that_a_row_can_have(
    tracker: Tracker, sort_by: str
) -> None:
    """A3: never a 500 from a cast in the database."""
    await fill(tracker)
    of = await listed(tracker, f"&sort_by={sort_by}")
    for value in WRONG_VALUES[sort_by]:
        cursor = packed(of, value, 1, 1)
        response = await send(tracker, "GET", f"?sort_by={sort_by}&cursor={cursor}")
        assert_invalid_field(response, "query.cursor", UNREADABLE)


@pytest.mark.parametrize(
    ("sort_by", "value"),
    [
        ("created_at", "0001-01-01 00:00:00+00"),
        ("created_at", "9999-12-31 23:59:59.999999+00"),
        ("application_date", "-infinity"),
        ("first_interview_date", "9999-12-31"),
        ("application_date", "0001-01-01"),
        ("company_name", ""),
        ("company_name", "\N{GRINNING FACE}' %s $1 \\"),
        ("interview_status", "zzz"),
    ],
)
async def test_values_that_a_row_might_have_are_taken(
    tracker: Tracker, sort_by: str, value: str
) -> None:
    await fill(tracker)
    for order in ("asc", "desc"):
        of = await listed(tracker, f"&sort_by={sort_by}&order={order}")
        cursor = packed(of, value, 2**31 - 1, 2)
        page = await read(tracker, f"?sort_by={sort_by}&order={order}&cursor={cursor}")
        assert page["next_cursor"] is None


async def test_a_cursor_that_names_what_does_not_exist_is_not_repeated(tracker: Tracker) -> None:
    for of in ("password", "", "<b>sesame-4711</b>", "\0"):
        response = await send(tracker, "GET", f"?cursor={packed(of, MOMENT, 1, 1)}")
        assert_invalid_field(response, "query.cursor", OF_ANOTHER)
        assert "sesame" not in response.text


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("", "must not be empty; white space at both ends does not count"),
        ("A" * 2001, "may have at most 2000 characters"),
    ],
    ids=["empty", "2001 characters"],
)
async def test_a_cursor_has_1_to_2000_characters(tracker: Tracker, word: str, message: str) -> None:
    assert_invalid_field(await send(tracker, "GET", f"?cursor={word}"), "query.cursor", message)
