"""Looking back at what was asked: filters, pages, order."""

import re
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from database.models import LOCAL_USER_ID
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.runs.asking import ROUTING, Asker, json_text

pytestmark = pytest.mark.asyncio(loop_scope="module")

RUNS = "/api/agents/runs"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def add(asker: Asker, minutes: int, question: str = "A question?", **columns: Any) -> str:
    """Write a run that was asked so long after noon."""
    agent = columns.pop("agent", "coding")
    columns["routing"] = json_text(ROUTING | {"selected_agent": agent}) if agent else None
    created = NOON + timedelta(minutes=minutes)
    return str(await asker.add_run(LOCAL_USER_ID, question=question, created_at=created, **columns))


async def found(asker: Asker, **query: Any) -> list[str]:
    """The ids of the runs that match; the totals agree."""
    response = await asker.client.get(RUNS, params=query)
    assert response.status_code == 200, response.text
    page = response.json()
    assert page["total"] == int(response.headers["x-total-count"])
    if "skip" not in query and "limit" not in query:
        assert (page["skip"], page["limit"]) == (0, 20)
        assert len(page["data"]) == page["total"]
    return [each["run_id"] for each in page["data"]]


async def test_a_run_in_a_list_is_told_in_short(asker: Asker) -> None:
    run_id = await asker.completed(question="What is a hash ring?")
    long = await add(asker, 0, answer="\U0001f600" * 400)
    first, second = (await asker.client.get(RUNS)).json()["data"]
    whole = await asker.get(run_id)
    assert first == {
        name: whole[name]
        for name in (
            "run_id",
            "status",
            "question",
            "provider",
            "model",
            "duration_ms",
            "conversation_id",
            "replaces_run_id",
            "created_at",
            "finished_at",
        )
    } | {"agent": "system_design", "excerpt": "I would start with the requirements."}
    assert second["run_id"] == long
    assert second["excerpt"] == "\U0001f600" * 300


async def test_an_empty_history_is_an_empty_list(asker: Asker) -> None:
    response = await asker.client.get(RUNS)
    assert response.json() == {"total": 0, "skip": 0, "limit": 20, "data": []}
    assert "link" not in response.headers


async def test_a_run_that_goes_on_is_listed(asker: Asker) -> None:
    run_id = await add(asker, 0, agent=None, status="running", answer="So ")
    (shown,) = (await asker.client.get(RUNS, params={"status": "running"})).json()["data"]
    assert (shown["run_id"], shown["agent"], shown["excerpt"]) == (run_id, None, "So ")


async def test_every_filter_alone_and_with_every_other(asker: Asker) -> None:
    conversation = await asker.add_conversation(LOCAL_USER_ID)
    filters: dict[str, tuple[Any, dict[str, Any], dict[str, Any]]] = {
        # What is asked for, columns that match, columns that don't.
        "agent": ("architect", {"agent": "architect"}, {"agent": "coding"}),
        "status": ("failed", {"status": "failed"}, {"status": "completed"}),
        "q": ("NEEDLE", {"question": "A needle?"}, {"question": "Hay?"}),
        "conversation_id": (
            str(conversation),
            {"conversation_id": conversation},
            {"conversation_id": None},
        ),
        "since": ((NOON + timedelta(minutes=100)).isoformat(), {}, {}),
    }
    names = list(filters)
    runs: dict[str, set[str]] = {}
    for number in range(2 ** len(names)):
        matching = {name for bit, name in enumerate(names) if number >> bit & 1}
        columns: dict[str, Any] = {}
        for name, (_, match, other) in filters.items():
            columns |= match if name in matching else other
        minutes = number + (100 if "since" in matching else 0)
        runs[await add(asker, minutes, **columns)] = matching
    for size in range(len(names) + 1):
        for chosen in combinations(names, size):
            query = {name: filters[name][0] for name in chosen} | {"limit": 100}
            expected = {run_id for run_id, matching in runs.items() if matching >= set(chosen)}
            assert set(await found(asker, **query)) == expected, chosen


async def test_dates_include_their_beginning_and_not_their_end(asker: Asker) -> None:
    first, second, third = [await add(asker, minutes) for minutes in (0, 1, 2)]
    at = [(NOON + timedelta(minutes=minutes)).isoformat() for minutes in (0, 1, 2)]
    assert await found(asker, since=at[1]) == [third, second]
    assert await found(asker, until=at[1]) == [first]
    assert await found(asker, since=at[0], until=at[2]) == [second, first]
    assert await found(asker, since=at[1], until=at[1]) == []
    # 13:01 an hour further east is 12:01.
    assert await found(asker, since="2026-03-01T13:01:00+01:00", until=at[2]) == [second]
    assert await found(asker, since="2026-03-01T12:02:00Z") == [third]


@pytest.mark.parametrize(
    "moment",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z",
    ],
)
@pytest.mark.parametrize("name", ["since", "until"])
async def test_the_ends_of_the_calendar_break_nothing(asker: Asker, name: str, moment: str) -> None:
    """A3: never a 500."""
    await add(asker, 0)
    response = await asker.client.get(RUNS, params={name: moment})
    if response.status_code == 200:
        assert response.json()["total"] == ((moment < "2") == (name == "since"))
    else:
        problem = assert_problem(response, 422, "invalid_request")
        assert problem["errors"][0]["field"] == f"query.{name}"


LITERAL = {
    "100%": "Is it 100% safe?",
    "a_b": "What is a_b?",
    "a\\b": "What is a\\b?",
    "\\%_": "What is \\%_ for?",
    "%%%": "Why %%% here?",
    "___": "Why ___ here?",
    "it's": "What if it's quoted?",
    '"$1"': 'What is "$1"?',
    "ÄÖÜ": "Was sind äöü?",
    "\U0001f600\U0001f600\U0001f600": "Is \U0001f600\U0001f600\U0001f600 funny?",
}


async def test_text_is_found_as_it_is_written(asker: Asker) -> None:
    """A3: `%` in a search is no wildcard."""
    runs = {
        text: await add(asker, number, question)
        for number, (text, question) in enumerate(LITERAL.items())
    }
    await add(asker, 99, "Is it 100 safe, and what is axb, and a\\\\b?")
    for text, run_id in runs.items():
        assert await found(asker, q=text) == [run_id], text
        assert await found(asker, q=f"  {text} ") == [run_id], text


async def test_text_is_found_in_questions_and_answers_in_any_case(asker: Asker) -> None:
    asked = await add(asker, 0, "What is a NEEDLE?")
    told = await add(asker, 1, answer="Look for the needle.")
    await add(asker, 2, context="needle")
    assert await found(asker, q="Needle") == [told, asked]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("q=ab", "q"),
        ("q=%20a%20b", None),
        ("q=ab%20", "q"),
        ("q=" + "x" * 201, "q"),
        ("q=abc%00", "q"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("limit=1.5", "limit"),
        ("limit=" + "9" * 5000, "limit"),
        ("skip=-1", "skip"),
        ("skip=2147483648", "skip"),
        ("skip=1_0", "skip"),
        ("status=over", "status"),
        ("agent=astrologer", "agent"),
        ("conversation_id=7", "conversation_id"),
        ("since=yesterday", "since"),
        ("since=2026-03-01T12:00:00", "since"),
        ("until=2026-02-30T12:00:00Z", "until"),
        ("sort=id%3Bdrop", "sort"),
        ("owner_id=x", "owner_id"),
    ],
)
async def test_a_bad_filter_names_itself(asker: Asker, query: str, field: str | None) -> None:
    """A3: NUL in a query, sort, ids, numbers: 422 that names the field."""
    response = await asker.client.get(f"{RUNS}?{query}")
    if field is None:
        assert response.status_code == 200
    else:
        problem = assert_problem(response, 422, "invalid_request")
        assert [each["field"] for each in problem["errors"]] == [f"query.{field}"]


async def test_pages_lead_from_the_first_to_the_last_and_show_every_run_once(
    asker: Asker,
) -> None:
    runs = [await add(asker, minutes, "A needle?") for minutes in range(11)]
    await add(asker, 99, "Hay?")
    query = {"q": "needle", "limit": "3", "agent": "coding"}
    response = await asker.client.get(RUNS, params=query)
    seen: list[str] = []
    while True:
        assert response.headers["x-total-count"] == "11"
        seen += [each["run_id"] for each in response.json()["data"]]
        links = response.links
        assert ("prev" in links) == ("first" in links) == (len(seen) > 3)
        assert ("next" in links) == ("last" in links) == (len(seen) < 11)
        assert all(each["url"].startswith(f"{RUNS}?") for each in links.values())
        if "next" not in links:
            break
        response = await asker.client.get(links["next"]["url"])
    assert seen == runs[::-1]
    first = await asker.client.get(response.links["first"]["url"])
    assert [each["run_id"] for each in first.json()["data"]] == seen[:3]
    last = await asker.client.get(first.links["last"]["url"])
    assert last.json() == response.json()
    before = await asker.client.get(response.links["prev"]["url"])
    assert [each["run_id"] for each in before.json()["data"]] == seen[6:9]


async def test_a_page_beyond_the_end_is_empty(asker: Asker) -> None:
    await add(asker, 0)
    for skip in (1, 2147483647):
        response = await asker.client.get(RUNS, params={"skip": skip})
        assert response.json() == {"total": 1, "skip": skip, "limit": 20, "data": []}
        assert "next" not in response.links


async def test_links_keep_what_was_searched_for(asker: Asker) -> None:
    for minutes in range(2):
        await add(asker, minutes, 'Is "100%" & more > less?')
    response = await asker.client.get(RUNS, params={"q": '"100%" & more > less', "limit": 1})
    assert re.fullmatch(r"[\x20-\x7e]+", response.headers["link"])
    following: httpx2.Response = await asker.client.get(response.links["next"]["url"])
    assert following.json()["total"] == 2
    assert len(following.json()["data"]) == 1


async def test_the_newest_come_first_and_those_of_one_moment_keep_their_order(
    asker: Asker,
) -> None:
    for _ in range(5):
        await add(asker, 0)
    newest = await add(asker, 1)
    listed = await found(asker)
    assert listed[0] == newest
    assert listed[1:] == sorted(listed[1:], reverse=True)
    one_by_one = [(await found(asker, skip=skip, limit=1))[0] for skip in range(6)]
    assert one_by_one == listed


async def test_a_conversation_of_nobody_has_no_runs(asker: Asker) -> None:
    await add(asker, 0)
    assert await found(asker, conversation_id=str(uuid4())) == []
