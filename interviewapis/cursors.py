"""Long lists, which can be read by cursor: each page begins after the last row of another."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import Annotated, Any, Literal, Self

import orjson
from fastapi import Request
from pydantic import Field, TypeAdapter, ValidationError
from starlette.responses import Response

from database.models import LARGEST_INTEGER
from interviewapis.conditional import seen
from interviewapis.errors import InvalidField
from interviewapis.fields import NO_NUL, Id
from interviewapis.pagination import PageQuery, page_headers

_FIELD = "query.cursor"
_UNREADABLE = "is no cursor of this list; take next_cursor of the page before"
_OF_ANOTHER = (
    "belongs to another list; send the filters, sort_by and order of the page that it came from, "
    "or begin anew without a cursor"
)
_LONGEST = 2000
_PACKED: TypeAdapter[tuple[Any, ...]] = TypeAdapter(
    tuple[
        str,
        Annotated[str, NO_NUL],
        Id,
        Annotated[int, Field(strict=True, ge=0, le=LARGEST_INTEGER)],
    ]
)


class SortedQuery(PageQuery):
    """A part of a list that is sorted by a field ``sort_by`` of the subclass."""

    order: Annotated[
        Literal["asc", "desc"], Field(description="`desc` has the latest or largest first.")
    ] = "desc"
    cursor: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=_LONGEST,
            description="`next_cursor` of the page before. Pages by cursor are fast however far "
            "in they are, and neither repeat nor leave out a row when others are added. Send it "
            "with the same filters and sorting, and without `skip`; one of another list is "
            "refused.",
        ),
    ] = None

    @property
    def filters(self) -> dict[str, Any]:
        """The fields of the subclass that have a value, without ``sort_by``."""
        paging = {"skip", "limit", "order", "cursor", "sort_by"}
        return self.model_dump(exclude=paging, exclude_none=True)


@dataclass(frozen=True, slots=True)
class Begin:
    """Where a page begins.

    Args:
        listed: Digest of which list it is.
        values: Parameters of the statement.
        total: Of the list, where a cursor knows it.
    """

    listed: str
    values: Mapping[str, Any]
    total: int | None = None

    @property
    def seeking(self) -> bool:
        """Whether it begins after a cursor."""
        return self.total is not None


@dataclass(frozen=True, slots=True)
class SortedPage:
    """A page as it is sent.

    Args:
        body: ``total``, ``skip``, ``limit``, ``data`` and ``next_cursor`` as JSON.
        cursor: Of the next page; None on the last.
    """

    body: str
    total: int
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page. Callers see it as a word without meaning.

    Args:
        listed: Digest of which list it is.
        value: What that row is sorted by, as PostgreSQL writes it.
        key: Id of that row.
        total: Of the list, when its first page was read.
    """

    listed: str
    value: str
    key: int
    total: int

    def __str__(self) -> str:
        packed = orjson.dumps([self.listed, self.value, self.key, self.total])
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def read(cls, word: str, listed: str, check: Callable[[str], object]) -> Self:
        """Unpack a cursor for a list.

        Args:
            listed: Digest of which list it is.
            check: Raises ``ValueError`` for what can't be a value that this list is sorted by.

        Raises:
            InvalidField: it is none, or one of another list.
        """
        try:
            if len(word) > _LONGEST:
                raise ValueError
            padded = word.encode("ascii") + b"=" * (-len(word) % 4)
            unpacked = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
            cursor = cls(*_PACKED.validate_python(unpacked))
        except (ValueError, binascii.Error, ValidationError):
            raise InvalidField(_FIELD, _UNREADABLE) from None
        if cursor.listed != listed:
            raise InvalidField(_FIELD, _OF_ANOTHER)
        try:
            check(cursor.value)
        except ValueError:
            raise InvalidField(_FIELD, _UNREADABLE) from None
        return cursor


Checks = Mapping[str, Callable[[str], object]]
"""By ``sort_by``: raises ``ValueError`` for what is no value that PostgreSQL would write."""

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?\+00")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_moment(text: str) -> None:
    """Check a ``timestamptz``.

    Raises:
        ValueError: it is none.
    """
    if not _MOMENT.fullmatch(text):
        raise ValueError
    datetime.fromisoformat(text)


def is_day(text: str) -> None:
    """Check a ``date``, ``-infinity`` included.

    Raises:
        ValueError: it is none.
    """
    if text == "-infinity":
        return
    if not _DAY.fullmatch(text):
        raise ValueError
    date.fromisoformat(text)


def begins(query: SortedQuery, sort_by: str, checks: Checks, *of: object) -> Begin:
    """Where the page that is asked for begins.

    Args:
        checks: For values that are not plain text.
        of: What tells the list from others: its name and its filters, which ``repr`` has to show.

    Raises:
        InvalidField: the cursor is none of this list, or there is a ``skip`` too.
    """
    listed = _digest(sort_by, query.order, *of)
    if query.cursor is None:
        return Begin(listed, {"skip": query.skip})
    if query.skip:
        raise InvalidField("query.skip", "goes without cursor; a cursor says where to begin")
    cursor = Cursor.read(query.cursor, listed, checks.get(sort_by, str))
    return Begin(listed, {"after_value": cursor.value, "after_id": cursor.key}, cursor.total)


def _digest(*told: object) -> str:
    # Keeps apart what is taken for something else; forging one does no harm.
    return base64.b64encode(blake2b(repr(told).encode(), digest_size=6).digest()).decode()


def sorted_page(query: SortedQuery, begin: Begin, row: Any) -> SortedPage:
    """The page that a statement of ``database.statements.pages.sorted_page`` found."""
    total: int = row["total"] if begin.total is None else begin.total
    cursor = None
    if row["last_id"] is not None:
        cursor = str(Cursor(begin.listed, row["last_value"], row["last_id"], total))
    told = f'"{cursor}"' if cursor else "null"
    body = (
        f'{{"total":{total},"skip":{query.skip},"limit":{query.limit},'
        f'"data":{row["data"]},"next_cursor":{told}}}'
    )
    return SortedPage(body, total, cursor)


def sorted_response(request: Request, query: SortedQuery, page: SortedPage) -> Response:
    """200 with a page, its tag, and links to others; or 304."""
    if query.cursor is None:
        return seen(request, page.body, page_headers(request, query, page.total))
    headers = {"X-Total-Count": str(page.total)}
    if page.cursor:
        next_page = request.url.include_query_params(cursor=page.cursor)
        headers["Link"] = f'<{next_page.path}?{next_page.query}>; rel="next"'
    return seen(request, page.body, headers)
