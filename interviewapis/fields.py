"""Field types that several slices' requests share."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Protocol, TypeVar
from unicodedata import category, normalize

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

from database.models import LARGEST_INTEGER


def _no_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("must not contain the character NUL (U+0000)")
    return text


NO_NUL = AfterValidator(_no_nul)
"""PostgreSQL's text can't hold NUL. Stands after ``characters``, so that lengths are told first."""


_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def _no_controls(text: str) -> str:
    if found := _CONTROLS.search(text):
        raise ValueError(
            f"may have line breaks and tabs, but no other control character (U+{ord(found[0]):04X})"
        )
    return _no_nul(text)


NO_CONTROLS = AfterValidator(_no_controls)
"""For texts of several lines. Stands after ``characters``."""

_LONGEST_LINE = 1000
"""Characters of a line before it is normalised, which takes long for thousands of accents."""

_NOT_IN_A_LINE = frozenset({"Cc", "Zl", "Zp"})
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"})
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and a symbol that nobody sees: fillers of Hangul, and Braille without a dot."""


def _one_line(value: object) -> object:
    if not isinstance(value, str) or len(text := value.strip()) > _LONGEST_LINE:
        return value
    text = normalize("NFC", text)
    if not text.isprintable():
        _no_nul(text)
        for each in text:
            if category(each) in _NOT_IN_A_LINE:
                raise ValueError(
                    f"must be one line, without control characters (U+{ord(each):04X})"
                )
    if text and all(category(each) in _UNSEEN or each in _BLANK for each in text):
        raise ValueError("must have a character that can be seen")
    return text


ONE_LINE = BeforeValidator(_one_line)
"""For texts of one line, which have one way to be written (Unicode's NFC). Stands after
``characters``."""


def _single_spaced(value: object) -> object:
    text = _one_line(value)
    # What is too long is not made shorter, as it was not looked at.
    if isinstance(text, str) and len(text) <= _LONGEST_LINE:
        return " ".join(text.split())
    return text


A_NAME = BeforeValidator(_single_spaced)
"""For names, which are told apart: :data:`ONE_LINE`, with single spaces. Stands after
``characters``."""


def _empty_is_null(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


EMPTY_IS_NULL = BeforeValidator(_empty_is_null)
"""For texts that may be null. Stands last."""


def characters(shortest: int, longest: int) -> StringConstraints:
    """Bounds of a text in characters; white space at both ends is dropped before it is measured."""
    return StringConstraints(
        strict=True, strip_whitespace=True, min_length=shortest, max_length=longest
    )


_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def _key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise ValueError("must be 1 to 255 visible ASCII characters, without spaces")
    return text


IdempotencyKey = Annotated[
    str,
    AfterValidator(_key),
    WithJsonSchema({"type": "string", "pattern": f"^{_KEY.pattern}$"}),
]
"""Made by a client for one request: 1 to 255 visible ASCII characters."""

Id = Annotated[int, Field(strict=True, ge=1, le=LARGEST_INTEGER)]
"""Id of a row, in a body."""

Flag = Annotated[bool, Field(strict=True)]

Word = Annotated[Annotated[str, characters(0, 50), ONE_LINE] | None, EMPTY_IS_NULL]
Line = Annotated[Annotated[str, characters(0, 200), ONE_LINE] | None, EMPTY_IS_NULL]
Prose = Annotated[Annotated[str, characters(0, 20_000), NO_CONTROLS] | None, EMPTY_IS_NULL]
"""A text of several paragraphs. Like the others, null where it is empty."""
SearchText = Annotated[Annotated[str, characters(0, 100), ONE_LINE] | None, EMPTY_IS_NULL]
"""What to search for; null for everything."""

_T = TypeVar("_T")


def _once(listed: tuple[_T, ...]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(listed))


def _once_in_any_case(listed: tuple[str, ...]) -> tuple[str, ...]:
    first: dict[str, str] = {}
    for each in listed:
        first.setdefault(each.casefold(), each)
    return tuple(first.values())


ONCE = AfterValidator(_once)
"""For lists in which what occurs again is left out."""

ONCE_IN_ANY_CASE = AfterValidator(_once_in_any_case)
"""The same for words, of which upper and lower case are one."""

Steps = Annotated[tuple[Annotated[str, characters(1, 500), ONE_LINE], ...], Field(max_length=100)]
"""Short texts in their order, of which one may occur again."""

Lines = Annotated[Steps, ONCE]
"""A list of short texts."""

Names = Annotated[Steps, ONCE_IN_ANY_CASE]
"""A list of what things are called."""


def _plain_digits(value: object) -> object:
    # Pydantic takes "1_0" and " 1" too.
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]+", value):
        raise ValueError("must be a whole number")
    return value


PLAIN_DIGITS = BeforeValidator(_plain_digits)
"""For whole numbers in paths and queries. Stands last: OpenAPI shows no bounds from behind it."""

FilterId = Annotated[int, Field(ge=1, le=LARGEST_INTEGER), PLAIN_DIGITS]
"""Id of a row, in a query."""


_ADDRESS = re.compile(
    # Somebody's name there, the host, its port, and the rest.
    r"https?://([^\s/?#@<>\"]+@)?(?P<host>([\w.-]|[^\x00-\x7f\s])+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?"
    r"([/?#][^\s<>\"]*)?",
    re.I,
)


def _web_address(text: str) -> str:
    found = _ADDRESS.fullmatch(text)
    if not found or not found["host"].isprintable() or not re.search(r"[^\W_]", found["host"]):
        raise ValueError("must be an address like https://example.com/page")
    return text


WebAddress = Annotated[
    Annotated[str, characters(0, 500), ONE_LINE, AfterValidator(_web_address)] | None, EMPTY_IS_NULL
]

GivenAddress = Annotated[str, characters(1, 500), ONE_LINE, AfterValidator(_web_address)]
"""A :data:`WebAddress` that is not null."""


def _written_out(value: object) -> object:
    # Pydantic takes numbers too, for seconds since 1970.
    if not isinstance(value, str) or not re.match(r"[0-9]{4}-", value):
        raise ValueError("must be a date with time and offset, like 2026-01-05T09:30:00Z")
    return value


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("must be in the years 1 to 9999, as it is in UTC") from None


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_in_utc)]
"""A point in time."""


def _day(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("must be a date like 2026-01-31")
    return value


Day = Annotated[date, BeforeValidator(_day)]


class WithSkill(Protocol):
    """Something that is said of a skill."""

    @property
    def skill_id(self) -> int:
        """Id of the skill."""


_S = TypeVar("_S", bound=WithSkill)


def _each_skill_once(listed: tuple[_S, ...]) -> tuple[_S, ...]:
    if len({each.skill_id for each in listed}) < len(listed):
        raise ValueError("must have each skill_id only once")
    return listed


EACH_SKILL_ONCE = AfterValidator(_each_skill_once)


class RequestModel(BaseModel):
    """Base of request bodies: a field that does not exist is an error, not a silent loss."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def unchanged() -> Any:
    """Default of a field that a change may leave out but not make null. Never sent anywhere."""


class ResponseModel(BaseModel):
    """Base of response bodies: the string below a field describes it in the documentation."""

    model_config = ConfigDict(use_attribute_docstrings=True)
