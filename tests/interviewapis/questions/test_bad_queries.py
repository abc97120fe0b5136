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


@pytest.mark.parametrize("search", ["", "%20"])
async def test_an_empty_search_is_none(bank: Bank, search: str) -> None:
    made = await bank.add()
    assert (await bank.get(f"?scope=own&search={search}"))["data"] == [made]


async def test_the_last_of_parameters_that_occur_twice_counts(bank: Bank) -> None:
    made = await bank.add(question_category="coding")
    await bank.add(question_category="product")
    query = "?scope=library&category=product&limit=1&category=coding&scope=own&limit=5"
    assert (await bank.get(query))["data"] == [made]


async def test_a_missing_category_is_told_so(bank: Bank) -> None:
    for path in ("/category", "/category/"):
        response = await bank.client.get(f"/api/questions{path}")
        assert "system_design" in assert_problem(response, 404, "not_found")["detail"]
    strange = await bank.client.get("/api/questions/category", headers={"Host": "evil.example"})
    assert strange.status_code == 401


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
    cursor("list", NOW, 1),
    cursor("list", NOW, 1, 5, 6),
    cursor("list", NOW, 1, 5),
]
WRONG_PARTS: list[Any] = [
    *([NOW, number, 5] for number in (0, 2**31, "1", None)),
    *([NOW, 1, total] for total in (-1, None, 2**31, 2**53)),
    *([value, 1, 5] for value in (7, None, "now", "infinity", f"{NOW}\0")),
    *([f"{day} 09:30:00+00", 1, 5] for day in ("2026-13-05", "0000-01-05")),
]


async def listed(bank: Bank, query: str) -> str:
    """What tells cursors of a list from others."""
    word = (await bank.get(f"?limit=1&{query}"))["next_cursor"]
    packed: list[Any] = orjson.loads(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)))
    return str(packed[0])


@pytest.mark.parametrize("word", GARBAGE)
async def test_what_is_no_cursor(bank: Bank, word: str) -> None:
    for path in (f"?cursor={word}", f"/category/coding?cursor={word}"):
        assert_refused(await bank.send("GET", path), "query.cursor")


async def test_parts_of_a_cursor_that_can_not_be(bank: Bank) -> None:
    of = await listed(bank, "")
    assert (await bank.get(f"?cursor={cursor(of, NOW, 1, 5)}"))["total"] == 5
    for parts in WRONG_PARTS:
        assert_refused(await bank.send("GET", f"?cursor={cursor(of, *parts)}"), "query.cursor")


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
    of = await listed(bank, f"sort_by={sort_by}")
    for value in values:
        word = cursor(of, value, 1, 5)
        assert_refused(await bank.send("GET", f"?sort_by={sort_by}&cursor={word}"), "query.cursor")


async def test_a_cursor_of_another_sort(bank: Bank) -> None:
    page = await bank.get("?sort_by=times_asked&limit=5")
    word = page["next_cursor"]
    for other in ("", "&sort_by=average_rating", "&sort_by=times_asked&order=asc"):
        response = await bank.send("GET", f"?limit=5&cursor={word}{other}")
        assert_refused(response, "query.cursor")
        assert "belongs to another list" in response.json()["detail"]
    assert_refused(await bank.send("GET", f"/category/coding?cursor={word}"), "query.cursor")


@pytest.mark.parametrize(
    "other",
    ["scope=own", "is_active=false", "category=coding", "difficulty=easy", "tags=x", "search=what"],
)
async def test_a_cursor_of_another_list(bank: Bank, other: str) -> None:
    word = (await bank.get("?limit=5"))["next_cursor"]
    response = await bank.send("GET", f"?limit=5&cursor={word}&{other}")
    assert_refused(response, "query.cursor")
    of_coding = (await bank.get("/category/coding?limit=1"))["next_cursor"]
    for path in ("/category/product", "", "?category=coding&difficulty=hard"):
        sign = "&" if "?" in path else "?"
        response = await bank.send("GET", f"{path}{sign}cursor={of_coding}")
        assert_refused(response, "query.cursor")


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
