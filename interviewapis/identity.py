"""What addresses, user names, passwords and keys may be, for accounts and for settings."""

import re
from itertools import pairwise
from typing import Final, Literal

from pydantic import validate_email
from pydantic_core import PydanticCustomError

Algorithm = Literal["HS256", "HS384", "HS512"]
"""What signs tokens (RFC 7518, section 3.2)."""

USERNAME = r"^[A-Za-z0-9_-]{3,50}$"

LONGEST_EMAIL = 254
"""Characters that fit into the commands of SMTP (RFC 5321, section 4.5.3.1.3)."""

_LONGEST_NAME = 64
"""Characters before the @ of an address (RFC 5321, section 4.5.3.1.1)."""

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 128
"""Characters; Argon2 would take more, but whoever sends them means no good."""

KEY_BYTES: Final[dict[Algorithm, int]] = {"HS256": 32, "HS384": 48, "HS512": 64}
"""The shortest key of each algorithm: as many bytes as it makes (RFC 7518, section 3.2)."""

FEWEST_CHARACTERS = 10
"""Different ones in a key: 32 random characters have fewer about never."""

_REPEATED = 8
"""Characters in a row that a random key has in two places about never."""

_IN_ORDER = 8
"""Characters in a row that a random key has about never in alphabetical order, or backwards."""

# Of six letters or more: shorter words come about by chance.
_FROM_AN_EXAMPLE = re.compile(
    r"secret|change.?(this|me|it)|replace.?(this|me|it)|your.?(own|jwt|key)|example|placeholder"
    r"|password|default|insert.?(here|key|your)|test.?(key|ing)|qwerty|asdfgh|zxcvbn",
    re.I,
)
_MAKE_A_KEY = "python -c 'import secrets; print(secrets.token_urlsafe({}))' makes one"


def good_email(text: str) -> str:
    """An address as it is kept: without white space around it, its domain in small letters.

    Raises:
        ValueError: it is none, or only one in brackets behind a name.
    """
    text = text.strip()
    name, at, domain = text.rpartition("@")
    if len(text) > LONGEST_EMAIL:
        raise ValueError(f"may have at most {LONGEST_EMAIL} characters")
    if "<" in text:
        raise ValueError("must be an address like user@example.com, without a name")
    _require_whole(text)
    if not at:
        raise ValueError("must have an @, like user@example.com")
    if re.search(r"\s", text):
        raise ValueError("must be an address like user@example.com, without spaces")
    if "@" in name:
        raise ValueError("must have only one @, like user@example.com")
    if not name:
        raise ValueError("must have a name before the @, like user@example.com")
    if not domain:
        raise ValueError("must have a domain after the @, like user@example.com")
    if len(name) > _LONGEST_NAME:
        raise ValueError(f"may have at most {_LONGEST_NAME} characters before the @")
    if "." not in domain:
        raise ValueError("must have a dot in its domain, like user@example.com")
    try:
        return validate_email(text)[1]
    except PydanticCustomError:
        raise ValueError(
            "must be an address that can receive mail, like user@example.com: letters, digits and "
            "single dots or hyphens between them, and no domain that is reserved"
        ) from None


def good_password(text: str) -> str:
    """A password as it is, if it may be one.

    Raises:
        ValueError: it is too short or too long, or lacks a capital letter or a digit.
    """
    if not SHORTEST_PASSWORD <= len(text) <= LONGEST_PASSWORD:
        raise ValueError(f"must have {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    if not any(map(str.isupper, text)):
        raise ValueError("must have at least one uppercase letter")
    if not re.search(r"[0-9]", text):
        raise ValueError("must have at least one digit")
    _require_whole(text)
    return text


def good_key(text: str, algorithm: Algorithm) -> str:
    """A key that signs tokens as it is, if nobody can guess it.

    Raises:
        ValueError: it is too short for the algorithm, not random, or the one of an example.
    """
    how = how_to_make_a_key(algorithm)
    if not text.isprintable():
        raise ValueError(f"must be text that can be printed; {how}")
    size = len(text.encode())
    if size < KEY_BYTES[algorithm]:
        raise ValueError(
            f"must have {KEY_BYTES[algorithm]} bytes or more for {algorithm}, and has {size}; {how}"
        )
    if _FROM_AN_EXAMPLE.search(text):
        raise ValueError(f"has words of an example, which everybody knows; {how}")
    if len(set(text)) < FEWEST_CHARACTERS or _has_pattern(text):
        raise ValueError(f"must be random, without repetitions or sequences; {how}")
    return text


def how_to_make_a_key(algorithm: Algorithm) -> str:
    """What to type for a key that is long enough."""
    return _MAKE_A_KEY.format(KEY_BYTES[algorithm])


def _require_whole(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("must not contain half of a surrogate pair") from None


def _has_pattern(text: str) -> bool:
    # As words are, and about no 32 random characters.
    if not re.search(r"[0-9]", text) and (text.islower() or text.isupper()):
        return True
    pieces = [text[at : at + _REPEATED] for at in range(len(text) - _REPEATED + 1)]
    if len(set(pieces)) < len(pieces):
        return True
    # Steps from character to character: 1 in "abc", -1 in "321".
    steps = "".join(
        {1: "+", -1: "-"}.get(ord(after) - ord(before), ".") for before, after in pairwise(text)
    )
    return "+" * (_IN_ORDER - 1) in steps or "-" * (_IN_ORDER - 1) in steps
