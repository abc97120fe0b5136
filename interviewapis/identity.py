"""What user names, passwords and signatures may be, for accounts and for settings."""

import re
from typing import Literal

Algorithm = Literal["HS256", "HS384", "HS512"]
"""What signs tokens (RFC 7518, section 3.2)."""

USERNAME = r"^[A-Za-z0-9_-]{3,50}$"

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 128
"""Characters; Argon2 would take more, but whoever sends them means no good."""


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
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("must not contain half of a surrogate pair") from None
    return text
