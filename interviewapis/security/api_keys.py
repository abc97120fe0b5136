"""Keys for scripts, and what a key must allow for a request."""

import hashlib
import re
import secrets
from typing import Final, Literal

Scope = Literal["read", "write", "ask"]

BEGINNING: Final = "iak_"
"""What every key begins with, so that scanners of source code find lost ones."""

SHOWN = len(BEGINNING) + 4
"""Characters of a key that lists show."""

_ASKING = re.compile(
    r"/api/agents/(answer|answer-stream|runs(/.*)?|route)"
    r"|/api/interview(/.+)?|/api/skill-gaps/.+|/api/questions/[^/]+/answer"
)
_STREAM = "/api/agents/answer-stream"
_ASKING_BY_GET = re.compile(rf"{_STREAM}|/api/test/ai")
_SCORE = re.compile(r"/api/interview/[^/]+/score")
_TICKETS = "/api/agents/stream-tickets"
_PERSONAL = re.compile(r"/api/(auth|admin)/.*|/api/user/(api-keys(/.*)?|password|profile)")


def new_key() -> str:
    """A key with 256 random bits."""
    return BEGINNING + secrets.token_urlsafe(32)


def digest(key: str) -> bytes:
    """What is kept of a key. SHA-256 without salt suffices for what can't be guessed."""
    return hashlib.sha256(key.encode(errors="replace")).digest()


def needed_scopes(method: str, path: str, *, resuming: bool = False) -> tuple[Scope, ...]:
    """The scopes of which a key must have one for a request; none where no key suffices.

    Args:
        path: As the document has it, with names in braces.
        resuming: Whether a reader comes back to an answer, with ``Last-Event-ID``.
    """
    reading = method in ("GET", "HEAD")
    if _PERSONAL.fullmatch(path):
        return ("read",) if reading and path in ("/api/auth/me", "/api/user/profile") else ()
    if reading and path == _STREAM and resuming:
        # Nothing is asked then, and it may be any answer that there is.
        return ("read",)
    if reading and _SCORE.fullmatch(path):
        # Its handler refuses a summary, which a model writes, to keys that only read.
        return ("read", "ask")
    if reading:
        return ("ask",) if _ASKING_BY_GET.fullmatch(path) else ("read",)
    if path == _TICKETS:
        # It opens no more than whoever got it may open.
        return ("read", "ask")
    return ("ask",) if method == "POST" and _ASKING.fullmatch(path) else ("write",)
