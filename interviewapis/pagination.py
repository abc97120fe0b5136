"""Pages of lists: ``skip`` and ``limit`` in, ``total`` and links to other pages out."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Request
from pydantic import Field
from starlette.responses import Response

from database.models import LARGEST_INTEGER
from interviewapis.conditional import ETAG_HEADER, seen
from interviewapis.fields import PLAIN_DIGITS, RequestModel

PAGE_HEADERS = ETAG_HEADER | {
    "X-Total-Count": "How many there are on all pages, like `total`.",
    "Link": "Addresses of other pages: `first`, `prev`, `next`, `last`, as far as there are any "
    "(RFC 8288).",
}
"""What OpenAPI tells of the headers of a page."""


class PageQuery(RequestModel):
    """Which part of a list to show."""

    skip: Annotated[
        int, Field(ge=0, le=LARGEST_INTEGER, description="How many to leave out."), PLAIN_DIGITS
    ] = 0
    limit: Annotated[
        int, Field(ge=1, le=100, description="How many to show at most."), PLAIN_DIGITS
    ] = 20


def page_response(request: Request, query: PageQuery, total: int, data: str) -> Response:
    """One page of a list.

    Args:
        total: Of the whole list; also sent as ``X-Total-Count``.
        data: The page as a JSON array, as PostgreSQL made it.
    """
    body = f'{{"total":{total},"skip":{query.skip},"limit":{query.limit},"data":{data}}}'
    return seen(request, body, page_headers(request, query, total))


def array_response(request: Request, query: PageQuery, total: int, data: str) -> Response:
    """One page of a list whose documents show a bare array; the rest is in the headers."""
    return seen(request, data, page_headers(request, query, total))


def page_headers(request: Request, query: PageQuery, total: int) -> dict[str, str]:
    """What the headers tell of a page; see ``PAGE_HEADERS``."""
    headers = {"X-Total-Count": str(total)}
    if links := ", ".join(_links(request, query, total)):
        headers["Link"] = links
    return headers


def _links(request: Request, query: PageQuery, total: int) -> list[str]:
    # RFC 8288. Relative, so that they hold behind whatever address the client used.
    params = request.query_params.multi_items()
    others = urlencode([(name, value) for name, value in params if name != "skip"])
    address = f"{request.url.path}?{others}&" if others else f"{request.url.path}?"
    last = max(0, (total - 1) // query.limit * query.limit)
    pages = {
        "first": 0 if query.skip else None,
        # From beyond the end, back to where there is something.
        "prev": min(max(0, query.skip - query.limit), last) if query.skip and total else None,
        "next": query.skip + query.limit if query.skip + query.limit < total else None,
        "last": last if query.skip < last else None,
    }
    return [
        f'<{address}skip={skip}>; rel="{name}"' for name, skip in pages.items() if skip is not None
    ]
