"""How passwords are hashed and checked."""

import asyncio
import threading
from typing import Any

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from interviewapis.security.passwords import AT_ONCE, NOBODY, Passwords

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
