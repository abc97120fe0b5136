"""Parameters and cursors of lists that can't be are refused by name (A3)."""

import base64
from typing import Any

import orjson
import pytest

from tests.interviewapis.problems import assert_problem
from tests.interviewapis.questions.bank import Bank, assert_refused

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("skip=-1", "skip"),
        ("skip=2147483648", "skip"),
        ("skip=x", "skip"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=1_0", "limit"),
        ("limit=%201", "limit"),
        ("category=x", "category"),
        ("category=Coding", "category"),
        ("difficulty=x", "difficulty"),
        ("difficulty=1", "difficulty"),
        ("search=", "search"),
        ("search=ab", "search"),
        ("search=%20ab%20", "search"),
        ("search=a%00bc", "search"),
        (f"search={'x' * 101}", "search"),
        ("tags=", "tags.0"),
        ("tags=fine&tags=a%00b", "tags.1"),
        (f"tags={'x' * 51}", "tags.0"),
        ("&".join(["tags=x"] * 21), "tags"),
        ("skill_id=x", "skill_id.0"),
        ("skill_id=0", "skill_id.0"),
        ("skill_id=1&skill_id=2147483648", "skill_id.1"),
        ("&".join(f"skill_id={number}" for number in range(1, 12)), "skill_id"),
        ("is_active=maybe", "is_active"),
        ("scope=theirs", "scope"),
        ("sort_by=question_text", "sort_by"),
        ("sort_by=id%3Bdrop", "sort_by"),
        ("sort_by=password", "sort_by"),
        ("order=up", "order"),
        ("owner_id=1", "owner_id"),
        ("page=1", "page"),
    ],
)
async def test_parameters_of_a_list(bank: Bank, query: str, field: str) -> None:
    """A3: ``sort=id;drop``, unknown query parameters."""
    assert_refused(await bank.send("GET", f"?{query}"), f"query.{field}")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("x", "path.category"),
        ("Coding", "path.category"),
        ("%00", "path.category"),
        ("coding?difficulty=x", "query.difficulty"),
        ("coding?search=abc", "query.search"),
        ("coding?limit=101", "query.limit"),
        ("coding?cursor=x", "query.cursor"),
    ],
)
async def test_parameters_of_a_category(bank: Bank, path: str, field: str) -> None:
    assert_refused(await bank.send("GET", f"/category/{path}"), field)


# Cursors


def cursor(*packed: Any) -> str:
    """A cursor with something in it."""
    return base64.urlsafe_b64encode(orjson.dumps(packed)).decode().rstrip("=")


NOW = "2026-01-05 09:30:00+00"
GARBAGE = [
    "x",
    "%00",
    "e30",
    "-" * 2000,
    "-" * 2001,
    cursor(),
    cursor("created_at", "desc", NOW, 1),
    cursor("created_at", "desc", NOW, 1, 5, 6),
    cursor("created_at", "desc", NOW, 0, 5),
    cursor("created_at", "desc", NOW, 2**31, 5),
    cursor("created_at", "desc", NOW, "1", 5),
    cursor("created_at", "desc", NOW, 1, -1),
    cursor("created_at", "desc", NOW, 1, None),
    cursor("created_at", "desc", 7, 1, 5),
    cursor("created_at", "desc", None, 1, 5),
    cursor("created_at", "desc", "2026-13-05 09:30:00+00", 1, 5),
    cursor("created_at", "desc", "0000-01-05 09:30:00+00", 1, 5),
    cursor("created_at", "desc", "now", 1, 5),
    cursor("created_at", "desc", f"{NOW}\0", 1, 5),
    cursor("created_at", "desc", "infinity", 1, 5),
]


@pytest.mark.parametrize("word", GARBAGE)
async def test_what_is_no_cursor(bank: Bank, word: str) -> None:
    for path in (f"?cursor={word}", f"/category/coding?cursor={word}"):
        assert_refused(await bank.send("GET", path), "query.cursor")


@pytest.mark.parametrize(
    ("sort_by", "values"),
    [
        ("times_asked", ["x", "", "-1", "1.5", "2147483648", "9" * 30, "1_0", "\u0663", "1\0"]),
        ("times_practiced", ["x", "NaN", "1e3"]),
        ("average_rating", ["x", "", "NaN", "Infinity", "-1", "1e400", "1e-400", "1.", "9" * 400]),
        ("question_difficulty", ["hard", "", "0", "10", "32768", "-1"]),
    ],
)
async def test_values_in_cursors(bank: Bank, sort_by: str, values: list[str]) -> None:
    for value in values:
        word = cursor(sort_by, "desc", value, 1, 5)
        assert_refused(await bank.send("GET", f"?sort_by={sort_by}&cursor={word}"), "query.cursor")


async def test_a_cursor_of_another_sort(bank: Bank) -> None:
    page = await bank.get("?sort_by=times_asked&limit=5")
    word = page["next_cursor"]
    for other in ("", "&sort_by=average_rating", "&sort_by=times_asked&order=asc"):
        response = await bank.send("GET", f"?limit=5&cursor={word}{other}")
        assert_refused(response, "query.cursor")
        assert "sort_by" in response.json()["detail"]
    assert_refused(await bank.send("GET", f"/category/coding?cursor={word}"), "query.cursor")


async def test_a_cursor_goes_without_skip(bank: Bank) -> None:
    word = (await bank.get("?limit=5"))["next_cursor"]
    assert_refused(await bank.send("GET", f"?cursor={word}&skip=5"), "query.skip")


async def test_methods_that_are_not_there(bank: Bank) -> None:
    for method, path in (("PUT", ""), ("DELETE", ""), ("POST", "/1"), ("POST", "/search")):
        response = await bank.client.request(method, f"/api/questions{path}")
        assert_problem(response, 405, "method_not_allowed")


async def test_addresses_with_and_without_a_slash_are_the_same(bank: Bank) -> None:
    made = await bank.add()
    for path in (
        "",
        f"/{made['question_id']}",
        "/category/coding",
        f"/{made['question_id']}/skills",
    ):
        plain, slash = [await bank.client.get(f"/api/questions{path}{end}") for end in ("", "/")]
        assert (plain.status_code, slash.status_code) == (200, 200)
        assert plain.content == slash.content
