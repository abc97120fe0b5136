"""Bounds on attempts to sign in and to sign up."""

from ipaddress import IPv6Address, ip_address, ip_network

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from interviewapis.errors import TooManyRequests

OF_ONE = parse("5 per 5 minutes")
"""For one address from one machine, until a right password. Nobody locks others out elsewhere."""

FOR_ADDRESS = parse("100 per hour")
"""For one address, wherever from: many machines may guess together."""

FROM_PEER = parse("60 per 5 minutes")
"""From one machine, whatever the address."""

SIGN_UPS = parse("20 per hour")
"""New accounts from one machine."""

_SUBNET = 64
"""Bits of an IPv6 address that whoever has a connection can't choose (RFC 6177)."""


class Attempts:
    """Counts attempts in memory, each server process for itself."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def require_sign_in(self, peer: str, email: str) -> None:
        """Count an attempt, before the password is looked at: many may come at once.

        Raises:
            TooManyRequests: there were too many lately.
        """
        name, peer = _folded(email), _machine(peer)
        for limit, key in (
            (FROM_PEER, peer),
            (OF_ONE, _both(peer, name)),
            # Last: what one machine is refused must not use up what all others have.
            (FOR_ADDRESS, name),
        ):
            await self._require(limit, key)

    async def succeeded(self, peer: str, email: str) -> None:
        """Forget the wrong passwords before the right one."""
        await self._limiter.clear(OF_ONE, _both(_machine(peer), _folded(email)))

    async def require_sign_up(self, peer: str) -> None:
        """Count a new account.

        Raises:
            TooManyRequests: too many were made lately.
        """
        await self._require(SIGN_UPS, _machine(peer))

    async def _require(self, limit: RateLimitItem, key: str) -> None:
        if not await self._limiter.hit(limit, key):
            window = await self._limiter.get_window_stats(limit, key)
            raise TooManyRequests.until(window.reset_time)


def _folded(email: str) -> str:
    # As PostgreSQL does it, character by character: Python makes two of a capital I with a dot,
    # and whoever guesses would begin anew with each spelling.
    return "".join(each.lower()[0] for each in email)


def _machine(peer: str) -> str:
    """What counts as one machine: an address, or all that one IPv6 connection has."""
    try:
        address = ip_address(peer)
    except ValueError:
        return peer
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ip_network((int(address), _SUBNET), strict=False))
    return str(address)


def _both(peer: str, name: str) -> str:
    return f"{peer} {name}"
