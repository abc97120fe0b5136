"""Bearer tokens: JWTs (RFC 7519) that name a sign-in."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import jwt

from interviewapis.identity import Algorithm
from interviewapis.settings import SettingRefused

ISSUER = "interviewapis"

_REQUIRED = ["exp", "iat", "iss", "jti", "sub"]
_KEY_BYTES = 64
"""As long as the longest digest: RFC 7518, section 3.2 asks for no less."""


@dataclass(frozen=True, slots=True)
class Token:
    """A new token, and the sign-in that it names."""

    text: str = field(repr=False)
    sign_in_id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Tokens:
    """Signs and reads tokens. Whether a sign-in still counts, the database tells.

    Args:
        algorithm: The only one that is accepted, whatever a token says of itself.
        lifetime: From the sign-in on.
    """

    key: str = field(repr=False)
    algorithm: Algorithm
    lifetime: timedelta

    def issue(self, user_id: UUID) -> Token:
        """Make a token for a new sign-in of somebody."""
        now = datetime.now(UTC)
        sign_in_id, expires_at = uuid4(), now + self.lifetime
        claims = {
            "iss": ISSUER,
            "sub": str(user_id),
            "jti": str(sign_in_id),
            "iat": now,
            "exp": expires_at,
        }
        return Token(jwt.encode(claims, self.key, self.algorithm), sign_in_id, expires_at)

    def read(self, text: str) -> UUID | None:
        """The sign-in that a token names; None unless it is one of ours and has not expired."""
        try:
            claims = jwt.decode(
                text,
                self.key,
                algorithms=[self.algorithm],
                issuer=ISSUER,
                options={"require": _REQUIRED},
            )
            return UUID(claims["jti"])
        except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError):
            return None


def kept_key(folder: Path) -> str:
    """The key of an installation that was given none: made once, readable by its user only.

    Several processes of one installation may ask at the same time.

    Raises:
        SettingRefused: it can't be kept there, or what is there is no key.
    """
    path = folder / "secret_key"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _keep_fresh_key(path)
        key = path.read_text("ascii", "replace").strip()
    except OSError as error:
        raise SettingRefused(
            f"SECRET_KEY: {path} can't be used ({error.strerror}). Set SECRET_KEY, or another "
            "DATA_FOLDER."
        ) from None
    # Whoever knows the key can sign in as anybody; an empty one is known.
    if len(key) < _KEY_BYTES:
        raise SettingRefused(f"SECRET_KEY: {path} has no whole key. Delete it; a new one is made.")
    return key


def _keep_fresh_key(path: Path) -> None:
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        fresh.touch(mode=0o600, exist_ok=False)
        fresh.write_text(secrets.token_urlsafe(_KEY_BYTES), "ascii")
        # Fails when there is one; a reader never finds half of one.
        path.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink(missing_ok=True)
