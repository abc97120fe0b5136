"""Keys for scripts, and what a key must allow for a request."""

import hashlib
import re
import secrets
from typing import Final

BEGINNING: Final = "iak_"
"""What every key begins with, so that scanners of source code find lost ones."""

SHOWN = len(BEGINNING) + 4
"""Characters of a key that lists show."""

_ASKING = re.compile(
    r"/api/agents/(answer|answer-stream|runs(/.*)?|route|stream-tickets)"
    r"|/api/interview(/.+)?|/api/skill-gaps/.+|/api/questions/[^/]+/answer"
)
_ASKING_BY_GET = re.compile(r"/api/agents/answer-stream|/api/interview/[^/]+/score|/api/test/ai")
_PERSONAL = re.compile(r"/api/(auth|admin)/.*|/api/user/(api-keys(/.*)?|password|profile)")


def new_key() -> str:
    """A key with 256 random bits."""
    return BEGINNING + secrets.token_urlsafe(32)


def digest(key: str) -> bytes:
    """What is kept of a key. SHA-256 without salt suffices for what can't be guessed."""
    return hashlib.sha256(key.encode(errors="replace")).digest()


def needed_scope(method: str, path: str) -> str | None:
    """The scope that a key must have for a request; None where no key suffices.

    Args:
        path: As the document has it, with names in braces.
    """
    reading = method in ("GET", "HEAD")
    if _PERSONAL.fullmatch(path):
        return "read" if reading and path in ("/api/auth/me", "/api/user/profile") else None
    if reading:
        return "ask" if _ASKING_BY_GET.fullmatch(path) else "read"
    return "ask" if method == "POST" and _ASKING.fullmatch(path) else "write"
