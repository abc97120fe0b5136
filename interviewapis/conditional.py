"""Conditional requests (RFC 9110, section 13): entity tags out, preconditions in."""

import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import Annotated

from fastapi import Header, Request
from starlette.responses import Response

from interviewapis.errors import InvalidField, PreconditionFailed

ETAG_HEADER = {"ETag": "Names this state of it; for `If-None-Match` and `If-Match`."}
"""What OpenAPI tells of it; of reads that have it, it tells of 304 by itself."""

_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')
_TAG_VALUE = re.compile(r'"[^"]*"')
_TAGS = re.compile(rf"\s*{_TAG.pattern}\s*(?:,\s*{_TAG.pattern}\s*)*")

IfMatchHeader = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=2000,
        description="Do it only if the `ETag` is still one of these; else 412.",
    ),
]


def entity_tag(body: str) -> str:
    """A strong tag: the same for the same bytes only."""
    return f'"{blake2b(body.encode(), digest_size=12).hexdigest()}"'


def seen(request: Request, body: str, headers: Mapping[str, str] | None = None) -> Response:
    """200 with JSON and its tag, or 304 for somebody who has just this."""
    tag = entity_tag(body)
    # Asked for anew each time, which costs little: mostly the answer is 304.
    sent = {"ETag": tag, "Cache-Control": "private, no-cache", **(headers or {})}
    if is_known(request, tag):
        return Response(status_code=304, headers=sent)
    return Response(body, headers=sent, media_type="application/json")


def is_known(request: Request, tag: str) -> bool:
    """Whether somebody has just what this tag names, and says so in ``If-None-Match``."""
    wanted = request.headers.get("if-none-match")
    # A weak comparison: nobody sends weak tags here, but caches in between may weaken ours.
    return wanted is not None and (wanted.strip() == "*" or tag in _TAG_VALUE.findall(wanted))


def require_match(if_match: str, body: str) -> None:
    """Check ``If-Match`` against what is there.

    Raises:
        PreconditionFailed: it has changed since.
        InvalidField: the header has no entity tags.
    """
    if if_match.strip() == "*":
        return
    if not _TAGS.fullmatch(if_match):
        raise InvalidField("header.If-Match", 'must be * or tags in quotes, like "0a1b2c"')
    if entity_tag(body) not in _TAG.findall(if_match):
        raise PreconditionFailed(
            "It has changed since you read it. Read it again, and send the change with its ETag."
        )
