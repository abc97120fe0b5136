"""Field types that several slices' requests share."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from database.models import LARGEST_INTEGER


def _no_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("must not contain the character NUL (U+0000)")
    return text


NO_NUL = AfterValidator(_no_nul)
"""PostgreSQL's text can't hold NUL. Stands after ``characters``, so that lengths are told first."""


def characters(shortest: int, longest: int) -> StringConstraints:
    """Bounds of a text in characters; white space at both ends is dropped before it is measured."""
    return StringConstraints(
        strict=True, strip_whitespace=True, min_length=shortest, max_length=longest
    )


IdempotencyKey = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,255}$")]
"""Made by a client for one request: 1 to 255 visible ASCII characters."""

Id = Annotated[int, Field(strict=True, ge=1, le=LARGEST_INTEGER)]
"""Id of a row, in a body."""

Flag = Annotated[bool, Field(strict=True)]

Word = Annotated[str, characters(0, 50), NO_NUL]
Line = Annotated[str, characters(0, 200), NO_NUL]
Prose = Annotated[str, characters(0, 20_000), NO_NUL]
"""A text of several paragraphs."""

Lines = Annotated[tuple[Annotated[str, characters(1, 500), NO_NUL], ...], Field(max_length=100)]
"""A list of short texts."""


def _plain_digits(value: object) -> object:
    # Pydantic takes "1_0" and " 1" too.
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,20}", value, re.ASCII):
        raise ValueError("must be a whole number")
    return value


PLAIN_DIGITS = BeforeValidator(_plain_digits)
"""For whole numbers in paths and queries."""


def _web_address(text: str) -> str:
    if text and not re.match(r"https?://[^\s/?#]+", text, re.I):
        raise ValueError("must be an address like https://example.com/page")
    return text


WebAddress = Annotated[str, characters(0, 500), NO_NUL, AfterValidator(_web_address)]


def _written_out(value: object) -> object:
    # Pydantic takes numbers too, for seconds since 1970.
    if not isinstance(value, str) or not re.match(r"[0-9]{4}-", value):
        raise ValueError("must be a date with time and offset, like 2026-01-05T09:30:00Z")
    return value


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("is too far away") from None


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_in_utc)]
"""A point in time."""


def _day(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("must be a date like 2026-01-31")
    return value


Day = Annotated[date, BeforeValidator(_day)]


class RequestModel(BaseModel):
    """Base of request bodies: a field that does not exist is an error, not a silent loss."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def unchanged() -> Any:
    """Default of a field that a change may leave out but not make null. Never sent anywhere."""


class ResponseModel(BaseModel):
    """Base of response bodies: the string below a field describes it in the documentation."""

    model_config = ConfigDict(use_attribute_docstrings=True)
