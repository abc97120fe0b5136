"""What comes next in each interview of a list, and finding interviews by words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.contract.document import validate
from tests.interviewapis.interviews.support import (
    assert_invalid_field,
    company,
    create,
    ids,
    read,
    role,
    send,
    write,
)
from tests.interviewapis.interviews.tracker import Tracker

pytestmark = pytest.mark.asyncio(loop_scope="module")


def day(days: int) -> str:
    """A day from today, in UTC."""
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


async def add_round(tracker: Tracker, interview_id: int, **fields: Any) -> Any:
    """Add a round; how it is shown."""
    body = {"round_type": "technical"} | fields
    response = await send(tracker, "POST", f"{interview_id}/rounds", body)
    assert response.status_code == 201, response.text
    return response.json()


async def next_round(tracker: Tracker) -> Any:
    """Of the only interview."""
    page = await read(tracker)
    validate(page, {"$ref": "#/components/schemas/InterviewsResponse"})
    (listed,) = page["data"]
    return listed["next_round"]


async def test_an_interview_without_rounds_has_none(tracker: Tracker) -> None:
    await create(tracker)
    assert await next_round(tracker) is None


async def test_the_next_by_its_date_and_time(tracker: Tracker) -> None:
    interview_id = (await create(tracker))["interview_id"]
    await add_round(tracker, interview_id)
    await add_round(tracker, interview_id, scheduled_date=day(9))
    wanted = await add_round(
        tracker,
        interview_id,
        round_name="Draw it",
        round_type="system_design",
        scheduled_date=day(3),
        scheduled_time="09:30:00",
        timezone="Asia/Kolkata",
        duration_minutes=45,
        round_status="rescheduled",
    )
    await add_round(tracker, interview_id, scheduled_date=day(3), scheduled_time="10:00:00")
    following = await next_round(tracker)
    assert following == {name: wanted[name] for name in following}
    assert set(following) >= {"round_id", "round_name", "scheduled_time", "timezone"}


async def test_what_is_under_way_comes_first(tracker: Tracker) -> None:
    interview_id = (await create(tracker))["interview_id"]
    await add_round(tracker, interview_id, scheduled_date=day(0))
    wanted = await add_round(
        tracker, interview_id, scheduled_date=day(-40), round_status="in_progress"
    )
    assert (await next_round(tracker))["round_id"] == wanted["round_id"]


@pytest.mark.parametrize(
    "over",
    [
        {"round_status": "completed", "scheduled_date": day(2)},
        {"round_status": "cancelled"},
        {"scheduled_date": day(-3)},
    ],
    ids=["completed", "cancelled", "long ago"],
)
async def test_what_is_over_is_not_next(tracker: Tracker, over: dict[str, Any]) -> None:
    interview_id = (await create(tracker))["interview_id"]
    await add_round(tracker, interview_id, **over)
    assert await next_round(tracker) is None
    wanted = await add_round(tracker, interview_id)
    assert (await next_round(tracker))["round_id"] == wanted["round_id"]


async def test_yesterday_in_utc_may_be_today_elsewhere(tracker: Tracker) -> None:
    interview_id = (await create(tracker))["interview_id"]
    wanted = await add_round(tracker, interview_id, scheduled_date=day(-1))
    assert (await next_round(tracker))["round_id"] == wanted["round_id"]


async def test_one_interview_has_the_round_of_no_other(tracker: Tracker) -> None:
    first, second = [(await create(tracker))["interview_id"] for _ in range(2)]
    wanted = await add_round(tracker, first, scheduled_date=day(1))
    rounds = {
        each["interview_id"]: each["next_round"] for each in (await read(tracker, ""))["data"]
    }
    assert rounds[second] is None
    assert rounds[first]["round_id"] == wanted["round_id"]


async def named(tracker: Tracker) -> dict[str, int]:
    """Interviews with names of every kind; their ids."""
    await tracker.fetch("DELETE FROM companies")
    await tracker.fetch("DELETE FROM roles")
    northwind, percent = [
        await company(tracker, name) for name in ("Northwind Payments", "100%_fit")
    ]
    backend, writer = [await role(tracker, name) for name in ("Backend engineer", "Écrivain")]
    return {
        "both": await write(tracker, company_id=northwind, role_id=backend),
        "company": await write(tracker, company_id=percent),
        "role": await write(tracker, role_id=writer),
        "title": await write(tracker, custom_role_title="Staff engineer, back-office"),
        "nothing": await write(tracker),
    }


@pytest.mark.parametrize(
    ("search", "wanted"),
    [
        ("northwind", {"both"}),
        ("ENGINEER", {"both", "title"}),
        ("engineer northwind", {"both"}),
        ("back", {"both", "title"}),
        ("northwind staff", set()),
        ("écrivain", {"role"}),
        ("%", {"company"}),
        ("_", {"company"}),
        ("\\", set()),
        ("0%_f", {"company"}),
        ("' OR 1=1 --", set()),
    ],
)
async def test_words_are_searched_in_company_role_and_title(
    tracker: Tracker, search: str, wanted: set[str]
) -> None:
    there = await named(tracker)
    for sort_by in ("created_at", "company_name"):
        response = await tracker.client.get(
            "/api/interviews", params={"search": search, "sort_by": sort_by}
        )
        page = response.json()
        assert {each["interview_id"] for each in page["data"]} == {there[name] for name in wanted}
        assert page["total"] == len(wanted)


async def test_words_go_with_filters_and_cursors(tracker: Tracker) -> None:
    title = "Data engineer"
    made = [await write(tracker, custom_role_title=title, is_remote=True) for _ in range(3)]
    await write(tracker, custom_role_title=title)
    await write(tracker, custom_role_title="Designer", is_remote=True)
    query = "?search=engineer&is_remote=true&limit=2"
    page = await read(tracker, query)
    assert [each["interview_id"] for each in page["data"]] == made[:0:-1]
    rest = f"{query}&cursor={page['next_cursor']}"
    assert await ids(tracker, rest) == made[:1]
    response = await send(tracker, "GET", rest.replace("engineer", "data"))
    assert_invalid_field(response, "query.cursor")


@pytest.mark.parametrize("nothing", ["", "%20%20"])
async def test_no_words_find_all(tracker: Tracker, nothing: str) -> None:
    made = await write(tracker)
    assert await ids(tracker, f"?search={nothing}") == [made]
