"""Deleted interviews are listed apart, with when they were deleted."""

from datetime import datetime
from typing import Any

import pytest

from tests.contract.document import validate
from tests.interviewapis.interviews.support import (
    assert_invalid_field,
    create,
    ids,
    listed,
    read,
    references,
    send,
    write,
)
from tests.interviewapis.interviews.tracker import Tracker

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def deleted(tracker: Tracker, **fields: Any) -> Any:
    """Make an interview and delete it; as it was shown before."""
    shown = await create(tracker, **fields)
    response = await send(tracker, "DELETE", shown["interview_id"])
    assert response.status_code == 204
    return shown


async def test_those_that_are_deleted_are_listed_with_when(tracker: Tracker) -> None:
    kept, gone = await create(tracker), await deleted(tracker, job_location="Porto")
    page = await read(tracker, "?is_deleted=true")
    validate(page, {"$ref": "#/components/schemas/InterviewsResponse"})
    (shown,) = page["data"]
    assert page["total"] == 1
    assert shown["deleted_at"] == shown["updated_at"] > gone["updated_at"]
    assert datetime.fromisoformat(shown["deleted_at"]).tzinfo
    same = {"deleted_at": None, "updated_at": gone["updated_at"]}
    assert [shown | same] == listed(gone)
    for query in ("", "?is_deleted=false"):
        assert (await read(tracker, query))["data"] == listed(kept)
    assert kept["deleted_at"] is None


async def test_what_is_restored_is_no_longer_among_them(tracker: Tracker) -> None:
    gone = await deleted(tracker)
    response = await send(tracker, "POST", f"{gone['interview_id']}/restore")
    assert response.json()["deleted_at"] is None
    assert await ids(tracker, "?is_deleted=true") == []
    assert await ids(tracker) == [gone["interview_id"]]


async def test_filters_orders_and_totals_hold_for_them_too(tracker: Tracker) -> None:
    company_id = (await references(tracker))["company_id"]
    first = await deleted(tracker, company_id=company_id, interview_status="completed")
    second = await deleted(tracker, company_id=company_id)
    third = await deleted(tracker, interview_status="completed")
    await create(tracker, company_id=company_id, interview_status="completed")
    numbers = [each["interview_id"] for each in (first, second, third)]
    for query, places in (
        ("", [2, 1, 0]),
        ("&order=asc", [0, 1, 2]),
        (f"&company_id={company_id}", [1, 0]),
        ("&interview_status=completed", [2, 0]),
        (f"&interview_status=completed&company_id={company_id}", [0]),
        ("&sort_by=company_name&order=asc", [2, 0, 1]),
        ("&sort_by=application_date&order=asc", [0, 1, 2]),
    ):
        page = await read(tracker, f"?is_deleted=true{query}")
        assert [each["interview_id"] for each in page["data"]] == [numbers[at] for at in places]
        assert page["total"] == len(places)


async def test_a_cursor_leads_through_them_and_into_no_other_list(tracker: Tracker) -> None:
    gone = [(await deleted(tracker))["interview_id"] for _ in range(3)]
    await create(tracker)
    page = await read(tracker, "?is_deleted=true&limit=2")
    seen = [each["interview_id"] for each in page["data"]]
    query = f"limit=2&cursor={page['next_cursor']}"
    assert seen + await ids(tracker, f"?is_deleted=true&{query}") == gone[::-1]
    response = await send(tracker, "GET", f"?{query}")
    assert_invalid_field(response, "query.cursor")


async def test_other_peoples_are_not_among_them(tracker: Tracker) -> None:
    theirs = await write(tracker, await tracker.somebody_else())
    await tracker.hide(theirs)
    assert await ids(tracker, "?is_deleted=true") == []
