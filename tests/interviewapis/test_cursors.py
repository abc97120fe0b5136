"""Cursors: one word that holds the last row of a page, and is checked as anything from outside."""

import base64
import string
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from fastapi import Request
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewapis.cursors import (
    Begin,
    Cursor,
    SortedPage,
    SortedQuery,
    begins,
    is_day,
    is_moment,
    sorted_page,
    sorted_response,
)
from interviewapis.errors import InvalidField

LARGEST = 2**31 - 1
LISTED = "AAECAwQF"
CURSOR = Cursor(LISTED, "2026-01-05 09:30:00.25+00", 17, 40)
CHECKS = {"created_at": is_moment, "application_date": is_day}


def read(word: str, sort_by: str = "created_at", listed: str = LISTED) -> Cursor:
    """Unpack a cursor of such a list."""
    return Cursor.read(word, listed, CHECKS.get(sort_by, str))


def packed(value: Any) -> str:
    """Anything, as cursors are packed."""
    return base64.urlsafe_b64encode(orjson.dumps(value)).decode().rstrip("=")


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200)


@settings(deadline=None)
@given(
    st.sampled_from(["company_name", "interview_status"]),
    TEXTS,
    st.integers(1, LARGEST),
    st.integers(0, LARGEST),
)
def test_what_is_packed_is_unpacked(sort_by: str, value: str, key: int, total: int) -> None:
    cursor = Cursor(LISTED, value, key, total)
    word = str(cursor)
    # Needs no escapes in an address.
    assert set(word) <= set(string.ascii_letters + string.digits + "-_")
    assert read(word, sort_by) == cursor
    assert read(word + "=" * (-len(word) % 4), sort_by) == cursor


def test_the_longest_value_fits() -> None:
    """Names have 200 characters, and those that JSON escapes take six bytes each."""
    for character in ("\x01", "\N{GRINNING FACE}", '"'):
        cursor = Cursor(LISTED, character * 200, LARGEST, LARGEST)
        assert len(str(cursor)) <= 2000
        assert read(str(cursor), "company_name") == cursor


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: packed(raw.hex())))
def test_no_text_breaks_the_reading(word: str) -> None:
    with pytest.raises(InvalidField):
        read(word)


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_no_bytes_break_the_reading(raw: bytes) -> None:
    with pytest.raises(InvalidField):
        read(base64.urlsafe_b64encode(raw).decode())


@settings(deadline=None)
@given(JSON)
def test_no_json_breaks_the_reading(value: Any) -> None:
    with pytest.raises(InvalidField):
        read(packed(value))


@settings(deadline=None)
@given(JSON, JSON, JSON)
def test_no_parts_break_the_reading(value: Any, key: Any, total: Any) -> None:
    word = packed([LISTED, value, key, total])
    with suppress(InvalidField):
        cursor = read(word)
        is_moment(cursor.value)
        assert 1 <= cursor.key <= LARGEST
        assert 0 <= cursor.total <= LARGEST


def test_a_cursor_of_another_list_is_told_what_to_do() -> None:
    with pytest.raises(InvalidField, match="send the filters, sort_by and order of the page"):
        read(str(CURSOR), listed="AAECAwQG")


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05 09:30:00+00",
        "2026-01-05 09:30:00.1+00",
        "2026-01-05 09:30:00.123456+00",
        "0001-01-01 00:00:00+00",
        "9999-12-31 23:59:59.999999+00",
        "2024-02-29 00:00:00+00",
    ],
)
def test_moments_are_as_postgresql_writes_them(text: str) -> None:
    is_moment(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "infinity",
        "-infinity",
        "2026-01-05",
        "2026-01-05 09:30:00",
        "2026-01-05T09:30:00+00",
        "2026-01-05 09:30:00+01",
        "2026-01-05 09:30:00+00:00",
        "2026-01-05 09:30:00Z",
        "2026-01-05 09:30:00.+00",
        "2026-01-05 09:30:00.1234567+00",
        "2025-02-29 00:00:00+00",
        "2026-01-05 09:60:00+00",
        "2026-01-05 09:30:60+00",
        "0000-01-01 00:00:00+00",
        "10000-01-01 00:00:00+00",
        " 2026-01-05 09:30:00+00",
        "2026-01-05 09:30:00+00\n",
        "٢٠٢٦-01-05 09:30:00+00",
    ],
)
def test_other_texts_are_no_moments(text: str) -> None:
    with pytest.raises(InvalidField, match="is no cursor of this list"):
        read(packed([LISTED, text, 1, 1]))


@pytest.mark.parametrize("text", ["2026-01-05", "-infinity", "0001-01-01", "9999-12-31"])
def test_days_are_as_postgresql_writes_them(text: str) -> None:
    is_day(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "today",
        "infinity",
        "0000-01-01",
        "10000-01-01",
        "9999999-01-01",
        "2026-02-30",
        "2026-1-5",
        "20260105",
        "2026-W01-1",
        "2026-01-05 ",
        "2026-01-05\n",
        "2026-01-05 00:00:00+00",
        "0044-03-15 BC",
        "٢٠٢٦-01-05",
    ],
)
def test_other_texts_are_no_days(text: str) -> None:
    with pytest.raises(InvalidField, match="is no cursor of this list"):
        read(packed([LISTED, text, 1, 1]), "application_date")


# Pages


class Query(SortedQuery):
    """A list of something."""

    kind: str | None = None
    is_new: bool | None = None
    sort_by: str = "created_at"


def test_filters_are_what_the_list_has_of_its_own() -> None:
    assert Query(kind="x", skip=3, limit=4, order="asc", cursor="c", sort_by="s").filters == {
        "kind": "x"
    }
    assert Query(is_new=False).filters == {"is_new": False}


def test_a_list_begins_at_a_row_or_after_a_cursor() -> None:
    first = begins(Query(skip=7), "created_at", CHECKS, "things")
    assert (first.values, first.total, first.seeking) == ({"skip": 7}, None, False)
    cursor = str(Cursor(first.listed, CURSOR.value, 17, 40))
    begin = begins(Query(cursor=cursor), "created_at", CHECKS, "things")
    assert begin == Begin(first.listed, {"after_value": CURSOR.value, "after_id": 17}, 40)
    assert begin.seeking
    # Also where there was nothing at first.
    listed = begins(Query(), "company_name", CHECKS, "things").listed
    empty = Cursor(listed, "", 1, 0)
    assert begins(Query(cursor=str(empty)), "company_name", CHECKS, "things").seeking
    with pytest.raises(InvalidField, match=r"query\.skip"):
        begins(Query(cursor=cursor, skip=1), "created_at", CHECKS, "things")
    with pytest.raises(InvalidField, match=r"query\.cursor"):
        begins(Query(cursor="123"), "created_at", CHECKS)


@pytest.mark.parametrize(
    ("query", "sort_by", "of"),
    [
        (Query(order="asc"), "created_at", ("things", {"kind": "x"})),
        (Query(), "company_name", ("things", {"kind": "x"})),
        (Query(), "created_at", ("others", {"kind": "x"})),
        (Query(), "created_at", ("things", {"kind": "y"})),
        (Query(), "created_at", ("things", {})),
    ],
)
def test_a_cursor_belongs_to_one_list(query: Query, sort_by: str, of: tuple[object, ...]) -> None:
    one = begins(Query(limit=3), "created_at", CHECKS, "things", {"kind": "x"})
    cursor = str(Cursor(one.listed, CURSOR.value, 17, 40))
    begins(Query(cursor=cursor), "created_at", CHECKS, "things", {"kind": "x"})
    with pytest.raises(InvalidField, match="belongs to another list"):
        begins(query.model_copy(update={"cursor": cursor}), sort_by, CHECKS, *of)


def test_a_page_has_a_cursor_if_another_follows() -> None:
    row = {"total": 9, "data": '[{"a":1}]', "last_value": "zz", "last_id": 5}
    page = sorted_page(Query(limit=1), Begin(LISTED, {"skip": 0}), row)
    assert page.cursor is not None
    assert read(page.cursor, "company_name") == Cursor(LISTED, "zz", 5, 9)
    assert orjson.loads(page.body) == {
        "total": 9,
        "skip": 0,
        "limit": 1,
        "data": [{"a": 1}],
        "next_cursor": page.cursor,
    }
    last = row | {"last_value": None, "last_id": None}
    page = sorted_page(Query(skip=8, limit=1), Begin(LISTED, {"skip": 8}), last)
    assert (page.cursor, orjson.loads(page.body)["next_cursor"]) == (None, None)


def test_the_total_of_the_first_page_goes_along() -> None:
    row = {"total": None, "data": "[]", "last_value": "zz", "last_id": 5}
    page = sorted_page(Query(), Begin(LISTED, {}, 12), row)
    assert page.total == 12
    assert page.cursor is not None
    assert read(page.cursor, "company_name").total == 12


def asked(query: str, **headers: str) -> Request:
    """A request for a list."""
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "server": ("testserver", 80),
        "path": "/api/things",
        "query_string": query.encode(),
        "headers": sent,
    }
    return Request(scope)


def test_a_page_by_cursor_links_to_the_next_one_only() -> None:
    page = SortedPage("{}", 40, "next-one")
    query = Query(cursor=str(CURSOR), limit=5)
    words = f"kind=a%20b&cursor={CURSOR}&limit=5"
    response = sorted_response(asked(words), query, page)
    assert response.headers["x-total-count"] == "40"
    address, rel = response.headers["link"].split("; ")
    assert rel == 'rel="next"'
    parts = urlsplit(address.strip("<>"))
    assert (parts.scheme, parts.netloc, parts.path) == ("", "", "/api/things")
    assert parse_qs(parts.query) == {"kind": ["a b"], "cursor": ["next-one"], "limit": ["5"]}
    last = sorted_response(asked(words), query, SortedPage("{}", 40, None))
    assert "link" not in last.headers


def test_a_page_by_number_links_to_numbers() -> None:
    page = SortedPage("{}", 40, "next-one")
    response = sorted_response(asked("limit=20"), Query(limit=20), page)
    assert response.headers["link"] == (
        '</api/things?limit=20&skip=20>; rel="next", </api/things?limit=20&skip=20>; rel="last"'
    )


def test_who_has_a_page_is_not_sent_it_again() -> None:
    for query in (Query(), Query(cursor=str(CURSOR))):
        page = SortedPage("{}", 1, None)
        tag = sorted_response(asked(""), query, page).headers["etag"]
        again = sorted_response(asked("", if_none_match=tag), query, page)
        assert (again.status_code, again.body) == (304, b"")
