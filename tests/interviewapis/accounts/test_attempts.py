"""Guessing passwords and signing up in masses is bounded, and tells nothing by its work."""

import asyncio
import re
import threading
from collections import Counter
from typing import Any

import argon2
import httpx2
import pytest

from interviewapis.security.passwords import AT_ONCE
from tests.interviewapis.accounts.people import PASSWORD, WRONG, People, Person
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.runs.asking import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

ALLOWED = 5
OWN_PASSWORD = "/api/user/password"


def assert_too_many(response: httpx2.Response, seconds: int) -> None:
    """Check a 429 that says when to go on."""
    problem = assert_problem(response, 429, "too_many_requests")
    assert problem["retryable"] is True
    assert 0 < int(response.headers["retry-after"]) <= seconds
    assert re.fullmatch(
        r"Too many attempts\. Try again in [0-9]+ (seconds|minutes)\.", problem["detail"]
    )


async def guess(person: Person, times: int = ALLOWED) -> None:
    """Send so many wrong passwords."""
    for _ in range(times):
        assert (await person.log_in(WRONG)).status_code == 401


async def test_the_sixth_attempt_is_refused_even_with_the_right_password(people: People) -> None:
    ada, grace = await people.add(), await people.add()
    await guess(ada)
    for password in (WRONG, PASSWORD):
        assert_too_many(await ada.log_in(password), 300)
    # Whoever is signed in goes on, and so does everybody else at the same machine.
    assert await ada.me() == 200
    assert (await grace.log_in()).status_code == 200


@pytest.mark.usefixtures("patience")
async def test_of_many_attempts_at_once_no_more_are_looked_at(people: People) -> None:
    ada = await people.add()
    responses = await asyncio.gather(*(ada.log_in(WRONG) for _ in range(20)))
    told = Counter(response.status_code for response in responses)
    assert told == {401: ALLOWED, 429: 20 - ALLOWED}


async def test_a_right_password_forgets_the_wrong_ones(people: People) -> None:
    ada = await people.add()
    await guess(ada, ALLOWED - 1)
    assert (await ada.log_in()).status_code == 200
    await guess(ada)
    assert_too_many(await ada.log_in(), 300)


@pytest.mark.parametrize("spelled", [" IRINA@example.com", "İrİna@example.com"])
async def test_another_spelling_of_an_address_gives_no_new_attempts(
    people: People, spelled: str
) -> None:
    irina = await people.add("irina")
    other = Person(irina.client, irina.user_id, spelled, irina.username)
    assert (await other.log_in()).status_code == 200
    await guess(irina, 3)
    await guess(other, 2)
    for each in (irina, other):
        assert_too_many(await each.log_in(), 300)


async def test_an_unknown_address_is_bounded_like_a_known_one(people: People) -> None:
    nobody = Person(people.client, (await people.add()).user_id, "nobody@example.com", "nobody")
    await guess(nobody)
    assert_too_many(await nobody.log_in(WRONG), 300)


async def test_guessing_the_current_password_is_bounded_too(people: People) -> None:
    ada = await people.add()
    wrong = {"current_password": WRONG, "new_password": "Another-Pass-456"}
    for _ in range(ALLOWED):
        assert (await ada.send("PUT", OWN_PASSWORD, wrong)).status_code == 422
    right = wrong | {"current_password": PASSWORD}
    for body in (wrong, right):
        assert_too_many(await ada.send("PUT", OWN_PASSWORD, body), 300)
    # Whoever got hold of a token must not lock its owner out.
    assert (await ada.log_in()).status_code == 200


async def test_signing_up_is_bounded_for_a_machine(people: People) -> None:
    attempts = people.server.services.attempts
    for _ in range(19):
        await attempts.require_sign_up("127.0.0.1")
    account = {
        "email": "first@example.com",
        "username": "first",
        "password": PASSWORD,
        "full_name": "First",
    }
    register = "/api/auth/register"
    assert (await people.client.post(register, json=account)).status_code == 201
    another = account | {"email": "second@example.com", "username": "second"}
    assert_too_many(await people.client.post(register, json=another), 3600)
    assert (await people.client.post(register, json={})).status_code == 422
    assert await people.fetch("SELECT FROM users WHERE username = 'second'") == []


# What runs


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes that passwords are compared with, without what is secret of them."""
    seen: list[str] = []
    verify = argon2._password_hasher.verify_secret

    def watched(kept: bytes, *arguments: Any) -> Any:
        seen.append(kept.decode().rsplit("$", 2)[0])
        return verify(kept, *arguments)

    monkeypatch.setattr(argon2._password_hasher, "verify_secret", watched)
    return seen


async def test_the_same_work_is_done_whether_or_not_there_is_such_an_account(
    people: People, hashes: list[str]
) -> None:
    """Not by clocks: by what is computed, and with which parameters."""
    ada, asleep = await people.add(), await people.add(is_active=False)
    nobody = Person(people.client, ada.user_id, "nobody@example.com", "nobody")
    for each in (ada, asleep, nobody):
        assert (await each.log_in(WRONG)).status_code == 401
    assert len(hashes) == 3
    assert len(set(hashes)) == 1
    assert hashes[0].startswith("$argon2id$v=19$m=65536,t=3,p=4")


async def test_what_is_refused_for_its_number_costs_no_work(
    people: People, hashes: list[str]
) -> None:
    ada = await people.add()
    await guess(ada)
    hashes.clear()
    assert (await ada.log_in()).status_code == 429
    assert hashes == []


async def test_few_passwords_are_checked_at_a_time_and_nobody_else_waits(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasher = people.server.services.passwords._hasher
    verify = hasher.verify_and_update
    release, lock, threads, most, under_way = threading.Event(), threading.Lock(), set(), 0, 0

    def held(*arguments: Any) -> Any:
        nonlocal most, under_way
        with lock:
            under_way += 1
            most = max(most, under_way)
            threads.add(threading.current_thread())
        release.wait(20)
        try:
            return verify(*arguments)
        finally:
            with lock:
                under_way -= 1

    monkeypatch.setattr(hasher, "verify_and_update", held)
    everybody = [await people.add() for _ in range(AT_ONCE + 3)]
    try:
        signing_in = [asyncio.create_task(each.log_in()) for each in everybody]
        await until(lambda: under_way == AT_ONCE)
        for each in everybody:
            assert await each.me() == 200
        assert under_way == AT_ONCE
        assert not any(task.done() for task in signing_in)
    finally:
        release.set()
    assert {each.status_code for each in await asyncio.gather(*signing_in)} == {200}
    assert most == AT_ONCE
    assert threading.main_thread() not in threads
