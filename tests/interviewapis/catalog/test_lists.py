"""Looking through the catalog: order, search, filters, pages."""

import re
from typing import Any
from urllib.parse import quote, urlencode

import httpx2
import pytest

from tests.interviewapis.catalog.shelf import (
    COMPANIES,
    OWN,
    ROLES,
    SKILLS,
    Noun,
    Shelf,
    assert_refused,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATHS = [COMPANIES.path, ROLES.path, SKILLS.path, OWN]
LINK = re.compile(r'<([^>]+)>; rel="(\w+)"')
AWKWARD = ("100% remote", "100x remote", "snake_case", "snakeXcase", "back\\slash", "backXslash")


def links(response: httpx2.Response) -> dict[str, str]:
    """Addresses of other pages by what they are."""
    return {name: address for address, name in LINK.findall(response.headers.get("link", ""))}


async def fill(shelf: Shelf, path: str, count: int) -> list[str]:
    """Add so many to a list; their names in order."""
    (noun,) = (
        each for each in (COMPANIES, ROLES, SKILLS) if each.path in (path, f"/api{path[9:]}")
    )
    names = [f"Name {number:02}" for number in range(count)]
    for name in reversed(names):
        shown = await shelf.add(noun, name)
        if path == OWN:
            await shelf.set_own(shown)
    return names


def names_in(response: httpx2.Response) -> list[str]:
    """The names in a list."""
    assert response.status_code == 200, response.text
    return [next(each[name] for name in each if name.endswith("_name")) for each in response.json()]


async def test_lists_are_sorted_by_name_in_any_case(shelf: Shelf, noun: Noun) -> None:
    for name in ("beta", "Alpha", "Gamma", "alpha 2", "10", "9", "\N{GRINNING FACE}"):
        await shelf.add(noun, name)
    assert await shelf.names(noun) == [
        "10",
        "9",
        "Alpha",
        "alpha 2",
        "beta",
        "Gamma",
        "\N{GRINNING FACE}",
    ]


async def test_everybodys_are_listed(shelf: Shelf, noun: Noun) -> None:
    await shelf.add(noun, "Mine")
    await shelf.add_of(await shelf.somebody_else(), noun, "Theirs")
    await shelf.add_of(None, noun, "Nobody's")
    assert await shelf.names(noun) == ["Mine", "Nobody's", "Theirs"]


# Search


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("0% r", ["100% remote"]),
        ("100%", ["100% remote"]),
        ("%%%", []),
        ("___", []),
        ("e_c", ["snake_case"]),
        ("k\\s", ["back\\slash"]),
        ("\\\\\\", []),
        ("\\%\\", []),
        ("100_", []),
        ("'''", []),
        ("';--", []),
        ("(a|b)*", []),
    ],
)
async def test_a_search_takes_every_character_as_it_is(
    shelf: Shelf, noun: Noun, search: str, found: list[str]
) -> None:
    """A3: `%` in search."""
    for name in AWKWARD:
        await shelf.add(noun, name)
    assert await shelf.names(noun, f"?search={quote(search)}") == found


async def test_a_search_finds_parts_of_the_name_and_the_group_in_any_case(
    shelf: Shelf, noun: Noun
) -> None:
    await shelf.add(noun, "Éclair Software", **{noun.group: "Baking"})
    await shelf.add(noun, "Other", **{noun.group: "Software"})
    text = next(each for each in noun.full if each.endswith("_description"))
    await shelf.add(noun, "Third", **{text: "Software"})
    assert await shelf.names(noun, "?search=softWARE") == ["Other", "Éclair Software"]
    assert await shelf.names(noun, f"?search={quote('éCLA')}") == ["Éclair Software"]
    assert await shelf.names(noun, "?search=%20%20king%20") == ["Éclair Software"]
    assert await shelf.names(noun, "?search=nothing") == []
    assert await shelf.names(noun, f"?search={quote('x' * 100)}") == []


async def test_one_or_two_characters_find_what_begins_with_them(shelf: Shelf, noun: Noun) -> None:
    for name in ("Go", "golang", "Algo", "G%", "Éa"):
        await shelf.add(noun, name)
    assert await shelf.names(noun, "?search=go") == ["Go", "golang"]
    assert await shelf.names(noun, "?search=G") == ["G%", "Go", "golang"]
    assert await shelf.names(noun, "?search=%25") == []
    assert await shelf.names(noun, "?search=g%25") == ["G%"]
    assert await shelf.names(noun, "?search=%C3%A9a") == ["Éa"]


@pytest.mark.parametrize("search", ["a" * 101, "abc%00", "%00%00%00", "a%0Ab", "%E2%80%8B"])
async def test_other_searches_are_refused(shelf: Shelf, noun: Noun, search: str) -> None:
    response = await shelf.send("GET", f"{noun.path}?search={search}")
    assert_refused(response, "query.search")


@pytest.mark.parametrize("search", ["", "%20%20"])
async def test_an_empty_search_is_none(shelf: Shelf, noun: Noun, search: str) -> None:
    await shelf.add(noun, "One")
    group = "" if noun is COMPANIES else "&category="
    assert await shelf.names(noun, f"?search={search}{group}") == ["One"]


async def test_a_search_finds_accents_however_they_are_written(shelf: Shelf, noun: Noun) -> None:
    await shelf.add(noun, "Cafe\u0301 Central")
    assert await shelf.names(noun, "?search=caf%C3%A9") == ["Caf\u00e9 Central"]
    assert await shelf.names(noun, "?search=cafe%CC%81") == ["Caf\u00e9 Central"]


async def test_bytes_that_are_no_text_find_nothing(shelf: Shelf, noun: Noun) -> None:
    await shelf.add(noun)
    assert await shelf.names(noun, "?search=%ED%A0%80%FF%FE") == []


# Filters


@pytest.mark.parametrize("noun", [ROLES, SKILLS], ids=str)
async def test_a_category_is_matched_whole(shelf: Shelf, noun: Noun) -> None:
    for name, group in (("One", "Data"), ("Two", "data"), ("Three", "Data 2"), ("Four", None)):
        await shelf.add(noun, name, **{noun.group: group})
    assert await shelf.names(noun, "?category=Data") == ["One"]
    assert await shelf.names(noun, "?category=%20Data%202%20") == ["Three"]
    assert await shelf.names(noun, "?category=D%25") == []
    assert await shelf.names(noun, "?category=Data&search=one") == ["One"]
    assert await shelf.names(noun, "?category=Data&search=two") == []
    for category in ("x" * 101, "a%00"):
        response = await shelf.send("GET", f"{noun.path}?category={category}")
        assert_refused(response, "query.category")


async def test_skills_are_listed_while_they_are_active(shelf: Shelf) -> None:
    for name, active, trending in (
        ("Both", True, True),
        ("Active", True, False),
        ("Trending", False, True),
        ("Neither", False, False),
    ):
        await shelf.add(SKILLS, name, is_active=active, is_trending=trending)
    for query, names in (
        ("", ["Active", "Both"]),
        ("?is_active=true", ["Active", "Both"]),
        ("?is_active=false", ["Neither", "Trending"]),
        ("?is_trending=true", ["Both"]),
        ("?is_trending=false", ["Active"]),
        ("?is_trending=true&is_active=false", ["Trending"]),
        ("?is_trending=false&is_active=false&search=NEITHER", ["Neither"]),
    ):
        response = await shelf.send("GET", f"{SKILLS.path}{query}")
        assert names_in(response) == names, query
        assert response.headers["x-total-count"] == str(len(names))


@pytest.mark.parametrize("value", ["", "maybe", "2", "null", "%00"])
@pytest.mark.parametrize("name", ["is_trending", "is_active"])
async def test_flags_in_queries_are_true_or_false(shelf: Shelf, name: str, value: str) -> None:
    assert_refused(await shelf.send("GET", f"{SKILLS.path}?{name}={value}"), f"query.{name}")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "name", ["sort", "order", "sort_by", "Search", "q", "offset", "page", "created_by", "owner_id"]
)
async def test_unknown_parameters_are_refused(shelf: Shelf, path: str, name: str) -> None:
    """A3: sort=`id;drop`, sort=password."""
    response = await shelf.send("GET", f"{path}?{urlencode({name: 'id;drop table users'})}")
    assert_refused(response, f"query.{name}")


async def test_filters_of_others_are_unknown(shelf: Shelf) -> None:
    for path, name in (
        (COMPANIES.path, "category"),
        (COMPANIES.path, "is_active"),
        (ROLES.path, "is_trending"),
        (OWN, "search"),
        (OWN, "category"),
    ):
        assert_refused(await shelf.send("GET", f"{path}?{name}=true"), f"query.{name}")


# Pages


@pytest.mark.parametrize("path", PATHS)
async def test_an_empty_list_is_an_empty_array(shelf: Shelf, path: str) -> None:
    response = await shelf.send("GET", path)
    assert response.text == "[]"
    assert response.headers["x-total-count"] == "0"
    assert "link" not in response.headers


@pytest.mark.parametrize("path", PATHS)
async def test_links_lead_through_all_pages_and_back(shelf: Shelf, path: str) -> None:
    names = await fill(shelf, path, 5)
    response = await shelf.send("GET", f"{path}?limit=2")
    pages = [names_in(response)]
    assert set(links(response)) == {"next", "last"}
    while "next" in links(response):
        response = await shelf.send("GET", links(response)["next"])
        assert response.headers["x-total-count"] == "5"
        pages.append(names_in(response))
    assert pages == [names[:2], names[2:4], names[4:]]
    assert set(links(response)) == {"first", "prev"}
    response = await shelf.send("GET", links(response)["prev"])
    assert names_in(response) == names[2:4]
    assert set(links(response)) == {"first", "prev", "next", "last"}
    assert names_in(await shelf.send("GET", links(response)["first"])) == names[:2]
    assert names_in(await shelf.send("GET", links(response)["last"])) == names[4:]


@pytest.mark.parametrize("path", PATHS)
async def test_from_beyond_the_end_a_link_leads_back_to_where_something_is(
    shelf: Shelf, path: str
) -> None:
    names = await fill(shelf, path, 5)
    for skip, back in ((5, names[3:5]), (6, names[4:]), (2**31 - 1, names[4:])):
        response = await shelf.send("GET", f"{path}?limit=2&skip={skip}")
        assert names_in(response) == []
        assert set(links(response)) == {"first", "prev"}
        assert names_in(await shelf.send("GET", links(response)["prev"])) == back


@pytest.mark.parametrize("path", PATHS)
async def test_where_nothing_is_no_link_leads_back(shelf: Shelf, path: str) -> None:
    response = await shelf.send("GET", f"{path}?skip=1")
    assert set(links(response)) == {"first"}


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_has_what_was_asked_for(shelf: Shelf, path: str) -> None:
    names = await fill(shelf, path, 21)
    for query, shown in (
        ("", names[:20]),
        ("?limit=100", names),
        ("?limit=1", names[:1]),
        ("?skip=20", names[20:]),
        ("?skip=3&limit=4", names[3:7]),
        ("?skip=21", []),
        (f"?skip={2**31 - 1}&limit=100", []),
    ):
        response = await shelf.send("GET", f"{path}{query}")
        assert names_in(response) == shown, query
        assert response.headers["x-total-count"] == "21"


async def test_links_keep_what_was_asked_for(shelf: Shelf) -> None:
    for number in range(3):
        await shelf.add(SKILLS, f"100% äöü&={number}", skill_category="a&b=c", is_active=False)
    query = urlencode({"search": "0% äöü&=", "category": "a&b=c", "is_active": "false"})
    response = await shelf.send("GET", f"{SKILLS.path}?{query}&limit=1&skip=1")
    found = links(response)
    assert set(found) == {"first", "prev", "next", "last"}
    assert all(address.startswith(f"{SKILLS.path}?") for address in found.values())
    assert names_in(await shelf.send("GET", found["first"])) == ["100% äöü&=0"]
    assert names_in(await shelf.send("GET", found["next"])) == ["100% äöü&=2"]


async def test_totals_count_what_matches(shelf: Shelf, noun: Noun) -> None:
    for name in ("Alpha one", "Alpha two", "Beta"):
        await shelf.add(noun, name)
    response = await shelf.send("GET", f"{noun.path}?search=alpha&limit=1")
    assert names_in(response) == ["Alpha one"]
    assert response.headers["x-total-count"] == "2"


NO_NUMBERS: list[Any] = ["", "abc", "1_0", "1.0", "1e1", "+1", "%201", "%D9%A3", "%00", "0x1", "-1"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("limit", value) for value in (*NO_NUMBERS, 0, 101, 2**31, 2**63, 10**19, 10**30)),
        *(("skip", value) for value in (*NO_NUMBERS, 2**31, 2**63, 10**19, 10**30)),
    ],
)
async def test_other_pages_are_refused(shelf: Shelf, path: str, name: str, value: object) -> None:
    assert_refused(await shelf.send("GET", f"{path}?{name}={value}"), f"query.{name}")
