"""How many attempts there are, for whom and how long."""

import asyncio
import time

import pytest

from interviewapis.errors import TooManyRequests
from interviewapis.security.attempts import Attempts

ADA = "ada@example.com"


async def taken(attempts: Attempts, times: int, peer: str = "192.0.2.1", email: str = ADA) -> int:
    """How many of so many attempts are allowed."""
    allowed = 0
    for _ in range(times):
        try:
            await attempts.require_sign_in(peer, email)
        except TooManyRequests:
            continue
        allowed += 1
    return allowed


async def test_one_address_from_one_machine_has_five_attempts() -> None:
    attempts = Attempts()
    assert await taken(attempts, 10) == 5
    assert await taken(attempts, 10, peer="192.0.2.2") == 5
    assert await taken(attempts, 10, email="grace@example.com") == 5


@pytest.mark.parametrize(
    ("one", "other", "left"),
    [
        # Whoever has a connection chooses among 2^64 addresses.
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", 0),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", 5),
        ("192.0.2.1", "::ffff:192.0.2.1", 0),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", 5),
        ("fe80::1%eth0", "fe80::2%eth0", 0),
    ],
)
async def test_addresses_that_one_machine_can_have_are_one(one: str, other: str, left: int) -> None:
    attempts = Attempts()
    assert await taken(attempts, 5, one) == 5
    assert await taken(attempts, 5, other) == left
    for _ in range(20):
        await attempts.require_sign_up(one)
    if left:
        await attempts.require_sign_up(other)
    else:
        with pytest.raises(TooManyRequests):
            await attempts.require_sign_up(other)
    await attempts.succeeded(other, ADA)
    assert await taken(attempts, 5, one) == (0 if left else 5)


async def test_many_at_once_have_no_more() -> None:
    attempts = Attempts()
    allowed = await asyncio.gather(*(taken(attempts, 1) for _ in range(50)))
    assert sum(allowed) == 5


async def test_one_machine_has_sixty_whatever_the_addresses() -> None:
    attempts = Attempts()
    allowed = [await taken(attempts, 1, email=f"user{number}@example.com") for number in range(80)]
    assert sum(allowed) == 60
    assert await taken(attempts, 1, peer="192.0.2.2") == 1


async def test_one_address_has_a_hundred_from_many_machines() -> None:
    attempts = Attempts()
    allowed = [await taken(attempts, 5, peer=f"192.0.2.{number}") for number in range(30)]
    assert sum(allowed) == 100
    assert await taken(attempts, 1, peer="192.0.2.200", email="grace@example.com") == 1


async def test_one_machine_locks_nobody_out_elsewhere() -> None:
    """However long it goes on: what it is refused counts only for itself."""
    attempts = Attempts()
    for spelled in (ADA, ADA.upper(), "aDa@example.com"):
        await taken(attempts, 100, "192.0.2.66", spelled)
    assert await taken(attempts, 1) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ADA, "ADA@Example.COM"),
        ("irina@example.com", "İrİna@example.com"),
        ("kelvin@example.com", "\N{KELVIN SIGN}elvin@example.com"),
        ("σσ@example.com", "ΣΣ@example.com"),
    ],
)
async def test_spellings_that_the_database_takes_for_one_are_one(one: str, other: str) -> None:
    attempts = Attempts()
    assert await taken(attempts, 3, email=one) == 3
    assert await taken(attempts, 7, email=other) == 2


async def test_a_right_password_begins_anew_for_this_machine_only() -> None:
    attempts = Attempts()
    for peer in ("192.0.2.1", "192.0.2.2"):
        assert await taken(attempts, 6, peer) == 5
    await attempts.succeeded("192.0.2.1", ADA.upper())
    assert await taken(attempts, 6, "192.0.2.1") == 5
    assert await taken(attempts, 6, "192.0.2.2") == 0


async def test_attempts_come_back_with_time(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts, now = Attempts(), time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    assert await taken(attempts, 6) == 5
    now += 299
    with pytest.raises(TooManyRequests) as refused:
        await attempts.require_sign_in("192.0.2.1", ADA)
    assert refused.value.retry_after == 1
    assert refused.value.retryable is True
    now += 2
    assert await taken(attempts, 6) == 5


async def test_one_machine_makes_twenty_accounts_an_hour() -> None:
    attempts = Attempts()
    for _ in range(20):
        await attempts.require_sign_up("192.0.2.1")
    with pytest.raises(TooManyRequests, match=r"Try again in (59|60) minutes\."):
        await attempts.require_sign_up("192.0.2.1")
    await attempts.require_sign_up("192.0.2.2")
