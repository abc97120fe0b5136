"""How passwords are hashed and checked."""

import asyncio
import threading
from typing import Any

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from interviewapis.errors import Unavailable
from interviewapis.security.passwords import AT_ONCE, MOST_WAITING, NOBODY, Passwords

PASSWORD = "Correct-Horse-7 ü\0\N{GRINNING FACE}"


async def test_a_hash_is_argon2id_of_today_and_checks_only_its_password() -> None:
    passwords = Passwords()
    kept, again = await asyncio.gather(passwords.hash(PASSWORD), passwords.hash(PASSWORD))
    assert kept != again
    found = extract_parameters(kept)
    # RFC 9106, section 4: the second recommended option.
    assert (found.type, found.memory_cost, found.time_cost) == (Type.ID, 65536, 3)
    assert await passwords.check(PASSWORD, kept) == (True, None)
    for wrong in (PASSWORD[:-1], PASSWORD.lower(), PASSWORD + " ", ""):
        assert await passwords.check(wrong, kept) == (False, None)


async def test_a_password_is_the_same_however_a_keyboard_writes_its_umlauts() -> None:
    passwords = Passwords()
    composed, decomposed = "Sch\u00f6n-4711", "Scho\u0308n-4711"
    for kept in (await passwords.hash(composed), await passwords.hash(decomposed)):
        assert await passwords.check(composed, kept) == (True, None)
        assert await passwords.check(decomposed, kept) == (True, None)
        # What only looks alike is another.
        assert await passwords.check("Schon-4711", kept) == (False, None)


async def test_nobodys_hash_costs_what_anybodys_does_and_is_no_passwords() -> None:
    passwords = Passwords()
    assert extract_parameters(NOBODY) == extract_parameters(await passwords.hash(PASSWORD))
    for guess in ("", "\0", PASSWORD):
        assert await passwords.check(guess, None) == (False, None)


async def test_a_hash_of_weaker_parameters_is_replaced_by_todays() -> None:
    passwords = Passwords()
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    right, stronger = await passwords.check(PASSWORD, weak)
    assert right
    assert stronger is not None
    assert await passwords.check(PASSWORD, stronger) == (True, None)
    assert await passwords.check("wrong", weak) == (False, None)


async def test_few_are_computed_at_a_time_in_other_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    passwords = Passwords()
    release, entered, threads = threading.Event(), threading.Semaphore(0), []

    def held(*_: Any) -> Any:
        threads.append(threading.current_thread())
        entered.release()
        release.wait(20)
        return "hash"

    monkeypatch.setattr(passwords._hasher, "hash", held)
    tasks = [asyncio.create_task(passwords.hash(PASSWORD)) for _ in range(AT_ONCE + 2)]
    for _ in range(AT_ONCE):
        assert await asyncio.to_thread(entered.acquire, timeout=20)
    assert len(threads) == AT_ONCE
    assert threading.current_thread() not in threads
    release.set()
    assert await asyncio.gather(*tasks) == ["hash"] * (AT_ONCE + 2)


async def test_of_those_who_wait_there_are_not_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords, release = Passwords(), threading.Event()

    def held(*_: Any) -> Any:
        release.wait(60)
        return True, None

    monkeypatch.setattr(passwords._hasher, "verify_and_update", held)
    try:
        waiting = [
            asyncio.create_task(passwords.check(PASSWORD, None))
            for _ in range(AT_ONCE + MOST_WAITING)
        ]
        await asyncio.sleep(0)
        for refused in (passwords.check(PASSWORD, None), passwords.hash(PASSWORD)):
            with pytest.raises(Unavailable) as told:
                await refused
            assert told.value.retry_after == 5
        # Whoever goes away makes room.
        waiting.pop().cancel()
        await asyncio.sleep(0)
        waiting.append(asyncio.create_task(passwords.check(PASSWORD, None)))
        await asyncio.sleep(0)
    finally:
        release.set()
    assert await asyncio.gather(*waiting) == [(True, None)] * len(waiting)
