"""Fields with bad values are refused by name, and nothing is changed (A3)."""

from collections.abc import AsyncIterator
from typing import Any

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
from tests.interviewapis.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

SURROGATE = "half \ud800"
NUL = "a\0b"
EMOJI = "\N{GRINNING FACE}"
NO_TEXTS: list[Any] = [NUL, "\0", SURROGATE, "\udc00", 7, 1.5, True, [], ["x"], {}, {"x": 1}]
NO_LINE: list[Any] = [
    *("a\nb", "a\tb", "a\x1fb", "a\x7fb", "a\u0085b", "a\u2028b"),
    *("\u200b", "\ufeff", "\u202e", "\u3164", " \u0301 ", "\N{BRAILLE PATTERN BLANK}"),
    "\x01" + " " * 2000,
]
NO_PROSE: list[Any] = ["a\x08b", "a\x0cb", "a\x1bb", "a\x7fb", "a\u0085b", "\x01" + " " * 2000]
NO_ADDRESSES: list[Any] = [
    *("https://x .io", "https://<script>", "https://x.io/<b>", 'https://x"y.io', "https://."),
    *("https://?x", "https://-", "https://x.io:port/", "https://x.io/a b", "https://\u202ex.io"),
    *("https://x'y.io", "https://(x)", "https://[x]/", "https://x\\y"),
    "javascript:alert(1)",
    "ftp://x.example",
    "www.x.example",
    "https://",
    "http:///x",
]
NO_FLAGS: list[Any] = ["true", "false", "", 0, 1, 1.0, None, [], {}]
NO_IDS: list[Any] = ["1", 0, -1, 1.5, 1.0, True, 2**31, 2**63, 10**30, 1e999, NUL, [], {}]
NO_LISTS: list[Any] = ["x", 7, True, {}, {"0": "x"}, ["x"] * 101, None]
NO_LINES: list[Any] = [*NO_TEXTS, "", "  ", "x" * 501, None]

TEXTS = {
    COMPANIES: {
        "industry": 100,
        "company_size": 50,
        "headquarters": 200,
        "website": 500,
        "company_description": 20_000,
    },
    ROLES: {"role_category": 100, "role_description": 20_000},
    SKILLS: {
        "skill_category": 100,
        "skill_type": 50,
        "skill_description": 20_000,
        "market_demand": 50,
        "official_documentation_url": 500,
    },
}
LISTS = [
    (ROLES, "typical_skills"),
    *((SKILLS, name) for name in ("proficiency_levels", "related_skills", "learning_resources")),
]
FLAGS = ("is_trending", "is_active")


def cases(texts: dict[Any, dict[str, int]]) -> list[Any]:
    """Each text field with its longest length."""
    return [
        pytest.param(noun, field, longest, id=field)
        for noun, fields in texts.items()
        for field, longest in fields.items()
    ]


async def assert_all_refused(
    shelf: Shelf, noun: Noun, *bodies: dict[str, Any], told: str | None = None
) -> None:
    """Send bodies of one field each, to be added and as changes; nothing comes of them.

    Args:
        told: What the refusal names in the place of the field.
    """
    kept = await shelf.add(noun, "Kept")
    for body in bodies:
        (field,) = body
        for method, path in (
            ("POST", noun.path),
            ("PUT", noun.at(kept)),
            ("PATCH", noun.at(kept)),
        ):
            response = await shelf.send(method, path, {noun.name: "New name"} | body)
            assert_refused(response, f"body.{told or field}")
    assert await shelf.get(noun.path) == [kept]


def each(field: str, values: list[Any]) -> list[dict[str, Any]]:
    """A body for each value."""
    return [{field: value} for value in values]


@pytest.mark.parametrize(("noun", "field", "longest"), cases(TEXTS))
async def test_texts(shelf: Shelf, noun: Noun, field: str, longest: int) -> None:
    """A3: NUL in text, lone surrogate."""
    start = "http://x/" if field in ("website", "official_documentation_url") else ""
    too_long = [start.ljust(longest + 1, "x"), start.ljust(longest + 1, EMOJI)]
    await assert_all_refused(shelf, noun, *each(field, [*NO_TEXTS, *too_long]))
    longest_text = start.ljust(longest, EMOJI)
    shown = await shelf.add(noun, "Another", **{field: f" {longest_text}\n"})
    assert shown[field] == longest_text


async def test_names(shelf: Shelf, noun: Noun) -> None:
    await assert_all_refused(shelf, noun, *each(noun.name, [*NO_TEXTS, *NO_LINE]))


@pytest.mark.parametrize(("noun", "field", "longest"), cases(TEXTS))
async def test_texts_of_one_line_and_of_several(
    shelf: Shelf, noun: Noun, field: str, longest: int
) -> None:
    several = longest > 500
    await assert_all_refused(shelf, noun, *each(field, NO_PROSE if several else NO_LINE))
    if several:
        text = "One\r\n\ttwo\u2028three"
        assert (await shelf.add(noun, "Another", **{field: text}))[field] == text


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost",
        "https://127.0.0.1:8000/x",
        "http://[::1]:80/",
        "https://müller.example/ä?q=(1)#'x'",
        "https://उदाहरण.परीक्षा",
        "https://a_b-c.example.",
        "https://ada@x.example/",
    ],
)
async def test_addresses_of_all_kinds(shelf: Shelf, address: str) -> None:
    assert (await shelf.add(COMPANIES, website=address))["website"] == address


@pytest.mark.parametrize(
    ("noun", "field"), [(COMPANIES, "website"), (SKILLS, "official_documentation_url")], ids=str
)
async def test_addresses(shelf: Shelf, noun: Noun, field: str) -> None:
    await assert_all_refused(shelf, noun, *each(field, NO_ADDRESSES))


@pytest.mark.parametrize(("noun", "field"), LISTS, ids=str)
async def test_lists(shelf: Shelf, noun: Noun, field: str) -> None:
    await assert_all_refused(shelf, noun, *each(field, NO_LISTS))
    longest = [f"{number:02}{EMOJI * 498}" for number in range(100)]
    assert (await shelf.add(noun, "Another", **{field: longest}))[field] == longest


@pytest.mark.parametrize(("noun", "field"), LISTS, ids=str)
async def test_entries_of_lists(shelf: Shelf, noun: Noun, field: str) -> None:
    bodies = [{field: ["good", value]} for value in (*NO_LINES, *NO_LINE)]
    await assert_all_refused(shelf, noun, *bodies, told=f"{field}.1")


@pytest.mark.parametrize(("noun", "field"), LISTS, ids=str)
async def test_entries_of_lists_count_once(shelf: Shelf, noun: Noun, field: str) -> None:
    shown = await shelf.add(noun, **{field: ["Go", " Go ", "SQL", "go", "Cafe\u0301", "Caf\u00e9"]})
    in_any_case = field != "learning_resources"
    assert shown[field] == ["Go", "SQL", *([] if in_any_case else ["go"]), "Caf\u00e9"]


@pytest.mark.parametrize("field", FLAGS)
async def test_flags(shelf: Shelf, field: str) -> None:
    await assert_all_refused(shelf, SKILLS, *each(field, NO_FLAGS))


async def test_ids(shelf: Shelf) -> None:
    """A3: int >int4, >int8 in body."""
    await assert_all_refused(shelf, SKILLS, *each("parent_skill_id", NO_IDS))


async def test_numbers(shelf: Shelf) -> None:
    """A3: NaN, 1e999."""
    field = "average_salary_impact_percentage"
    bad = ["5", "", True, -100.1, 1000.1, 10**30, 1e999, -1e999, float("nan"), [], {}]
    await assert_all_refused(shelf, SKILLS, *each(field, bad))
    for number, good in enumerate([-100, 1000, 0.1, 5e-324, -0.0, None]):
        shown = await shelf.add(SKILLS, f"Good {number}", **{field: good})
        assert shown[field] == good


async def test_fields_that_are_unknown_or_only_read(shelf: Shelf, noun: Noun) -> None:
    """A3: extra and read-only fields: 422, value unchanged."""
    unknown = ("id", "owner_id", "user_id", "role", "__proto__", noun.name.upper(), "deleted_at")
    await assert_all_refused(
        shelf,
        noun,
        {noun.key: 7},
        {"created_by": "7d5613a6-4f5e-45dd-8fd7-22e1f8427bc6"},
        {"created_at": "2020-01-01T00:00:00Z"},
        {"updated_at": "2020-01-01T00:00:00Z"},
        *({name: "x"} for name in unknown),
    )


# One's own skills


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("proficiency_level", [*NO_TEXTS, "x" * 51]),
        ("notes", [*NO_TEXTS, "x" * 5001]),
        ("wants_to_improve", NO_FLAGS),
        (
            "years_of_experience",
            ["4", "", True, -0.1, 80.1, 2**31, 10**30, 1e999, -1e999, float("nan"), [], {}],
        ),
        (
            "last_used_year",
            ["2020", 1949, 2101, 2020.0, 2020.5, -1, 2**31, 2**63, 10**30, 1e999, True, [], {}],
        ),
        *(
            (name, ["x"])
            for name in ("skill_id", "owner_id", "skill_name", "skill_category", "created_at", "x")
        ),
    ],
)
async def test_what_own_skills_refuse(shelf: Shelf, field: str, values: list[Any]) -> None:
    had = await shelf.add(SKILLS, "Had")
    new = await shelf.add(SKILLS, "New")
    kept = await shelf.set_own(had, notes="Kept.")
    for value in values:
        for skill in (had, new):
            response = await shelf.send("PUT", f"{OWN}/{skill['skill_id']}", {field: value})
            assert_refused(response, f"body.{field}")
    assert await shelf.get(OWN) == [kept]


# Bodies that are no object


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"17", b'"x"', b"[{}]"])
async def test_bodies_that_are_no_object(shelf: Shelf, noun: Noun, content: bytes) -> None:
    kept = await shelf.add(noun)
    json = {"Content-Type": "application/json"}
    for method, path in (("POST", noun.path), ("PUT", noun.at(kept)), ("PATCH", noun.at(kept))):
        response = await shelf.client.request(method, path, content=content, headers=json)
        assert_refused(response, "body")
        response = await shelf.client.request(method, path, content=b'{"x": 1}')
        assert_refused(response, "body")
    assert await shelf.get(noun.path) == [kept]


@pytest.mark.parametrize(
    "content",
    [b"{", b'{"a":' * 3000 + b"1" + b"}" * 3000, b'{"x": ' + b"9" * 5000 + b"}", b"\xff\xfe{}"],
    ids=["cut", "deep", "long number", "no UTF-8"],
)
async def test_what_cannot_be_read_is_malformed(shelf: Shelf, noun: Noun, content: bytes) -> None:
    """A3: 5,000-digit int, 3k-deep JSON, bad UTF-8 body."""
    json = {"Content-Type": "application/json"}
    response = await shelf.client.post(noun.path, content=content, headers=json)
    assert_problem(response, 400, "malformed_request")


async def test_json_900_deep_is_not_stored(shelf: Shelf, noun: Noun) -> None:
    """A3: 900-deep JSON."""
    value: Any = 1
    for _ in range(450):
        value = {"a": [value]}
    for field in noun.bare:
        response = await shelf.send("POST", noun.path, {noun.name: "x", field: value})
        assert_problem(response, 422, "invalid_request")
    assert await shelf.count(noun.table) == 0


async def test_a_body_over_the_limit_is_refused(shelf: Shelf, noun: Noun) -> None:
    """A3: 50 MB body: 413 early, chunked too."""
    kept = await shelf.add(noun)
    json = {"Content-Type": "application/json"}

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 65_536

    for method, path in (("POST", noun.path), ("PUT", noun.at(kept)), ("PATCH", noun.at(kept))):
        for content in (b" " * 2_000_000, chunks()):
            response = await shelf.client.request(method, path, content=content, headers=json)
            assert_problem(response, 413, "body_too_large")


# Ids in paths


@pytest.mark.parametrize(
    "number",
    [
        *("0", "-1", "2147483648", "9223372036854775808", "9" * 30),
        *("1_0", "1.0", "+1", "%201", "1%20", "1e1", "0x1", "%D9%A3", "abc", "null", "%00"),
        *("1%00", "%ED%A0%80", "'", "7d5613a6-4f5e-45dd-8fd7-22e1f8427bc6"),
    ],
)
async def test_ids_in_paths(shelf: Shelf, noun: Noun, number: str) -> None:
    """A3: path id >int8, id `1_0`."""
    kept = await shelf.add(noun)
    for method, body in (
        ("GET", None),
        ("PUT", {noun.name: "x"}),
        ("PATCH", {noun.name: "x"}),
        ("DELETE", None),
    ):
        assert_refused(await shelf.send(method, noun.at(number), body), f"path.{noun.key}")
    if noun is SKILLS:
        for method, body in (("GET", None), ("PUT", {}), ("DELETE", None)):
            response = await shelf.send(method, f"{OWN}/{number}", body)
            assert_refused(response, "path.skill_id")
    assert await shelf.get(noun.path) == [kept]
