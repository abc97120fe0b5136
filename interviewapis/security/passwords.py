"""Hashes and checks passwords with Argon2id (RFC 9106), off the event loop."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from unicodedata import normalize

from argon2 import PasswordHasher
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from interviewapis.errors import Unavailable

AT_ONCE = 2
"""Hashes that are computed at a time: each takes 64 MiB and a tenth of a second."""

MOST_WAITING = 100
"""Others that wait for their turn: about five seconds of work."""

_PARAMETERS = PasswordHasher()  # argon2-cffi's defaults are those of RFC 9106, section 4


def _encoded(size: int) -> str:
    return b64encode(bytes(size)).decode().rstrip("=")


NOBODY = (
    f"$argon2id$v=19$m={_PARAMETERS.memory_cost},t={_PARAMETERS.time_cost}"
    f",p={_PARAMETERS.parallelism}${_encoded(_PARAMETERS.salt_len)}${_encoded(_PARAMETERS.hash_len)}"
)
"""A hash that no password has, and that takes as long to check as anybody's."""


class Passwords:
    """Hashes and checks passwords; a few at a time, the others wait."""

    def __init__(self) -> None:
        self._hasher = PasswordHash((Argon2Hasher(),))
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._under_way = 0

    async def hash(self, password: str) -> str:
        """The hash to keep of a password.

        Raises:
            Unavailable: too many wait already.
        """
        async with self._turn():
            return await asyncio.to_thread(self._hasher.hash, _written(password))

    async def check(self, password: str, kept: str | None) -> tuple[bool, str | None]:
        """Whether a password is the one of a hash; None for nobody's takes as long.

        Returns:
            Whether it is, and a new hash to keep where the old one is weaker than today's.

        Raises:
            Unavailable: too many wait already.
        """
        async with self._turn():
            return await asyncio.to_thread(
                self._hasher.verify_and_update, _written(password), kept or NOBODY
            )

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._under_way >= AT_ONCE + MOST_WAITING:
            raise Unavailable(
                "Too many people sign in right now. Try again in a few seconds.", retry_after=5
            )
        self._under_way += 1
        try:
            async with self._turns:
                yield
        finally:
            self._under_way -= 1


def _written(password: str) -> str:
    # Keyboards differ in how they write an umlaut (RFC 8265, section 4.2.2).
    return normalize("NFC", password)
