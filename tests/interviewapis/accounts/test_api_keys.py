"""Keys for scripts: shown once, bounded, and ended at once."""

import asyncio
import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from database.models import LOCAL_USER_ID
from tests.contract.document import assert_documented
from tests.database.waiting import started
from tests.interviewapis.accounts.people import People, Person, bearer
from tests.interviewapis.problems import assert_invalid, assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

KEYS, ME = "/api/user/api-keys", "/api/auth/me"
SHOWN = {
    "api_key_id",
    "key_name",
    "key_start",
    "scopes",
    "created_at",
    "expires_at",
    "last_used_at",
}

MOMENT = "must be a date with time and offset, like 2026-01-05T09:30:00Z"
ENDED = "must be in the future: a key that has ended opens nothing"


async def make(person: Person, **body: Any) -> dict[str, Any]:
    """Make a key; how it is shown, for this once."""
    response = await person.send("POST", KEYS, {"key_name": "nightly export"} | body)
    assert_documented("post", KEYS, response)
    assert response.status_code == 201, response.text
    assert response.headers["cache-control"] == "no-store"
    return dict(response.json())


def assert_ended(response: Any) -> None:
    """Check the refusal of a key that does not, or no longer, count."""
    problem = assert_problem(response, 401, "unauthorized")
    assert problem["detail"] == "Could not validate credentials"


async def test_a_key_is_shown_once_and_kept_as_a_digest(people: People) -> None:
    ada = await people.add()
    made = await make(ada, scopes=["write", "read", "write"])
    key = made.pop("api_key")
    assert re.fullmatch(r"iak_[A-Za-z0-9_-]{43}", key)
    assert set(made) == SHOWN
    assert (made["key_name"], made["key_start"]) == ("nightly export", key[:8])
    assert (made["scopes"], made["expires_at"], made["last_used_at"]) == (
        ["read", "write"],
        None,
        None,
    )
    listed = await ada.get(KEYS)
    assert_documented("get", KEYS, listed)
    assert listed.json() == [made]
    assert key[8:] not in listed.text
    (row,) = await people.fetch("SELECT * FROM api_keys WHERE owner_id = $1", ada.user_id)
    assert row["key_digest"] == hashlib.sha256(key.encode()).digest()
    assert key[8:] not in str(row)


async def test_a_key_acts_for_its_owner_in_either_header(people: People) -> None:
    ada = await people.add("ada")
    key = (await make(ada))["api_key"]
    for headers in (bearer(key), {"X-API-Key": key}):
        shown = await people.client.get(ME, headers=headers)
        assert (shown.status_code, shown.json()["username"]) == (200, "ada")
    for wrong in (key[:-1], key + "A", key.upper(), f"{key} {key}"):
        assert_ended(await people.client.get(ME, headers=bearer(wrong)))


async def test_a_key_reads_unless_it_is_given_more(people: People) -> None:
    assert (await make(await people.add()))["scopes"] == ["read"]


async def test_the_latest_key_comes_first(people: People) -> None:
    ada = await people.add()
    for name in ("one", "two", "three"):
        await make(ada, key_name=name)
    listed = (await ada.get(KEYS)).json()
    assert [each["key_name"] for each in listed] == ["three", "two", "one"]


async def test_a_revoked_key_ends_at_once(people: People) -> None:
    ada = await people.add()
    made, kept = await make(ada), await make(ada)
    script = ada.with_token(made["api_key"])
    assert await script.me() == 200
    response = await ada.send("DELETE", f"{KEYS}/{made['api_key_id']}")
    assert (response.status_code, response.content) == (204, b"")
    assert_ended(await script.get(ME))
    assert await ada.with_token(kept["api_key"]).me() == 200
    again = await ada.send("DELETE", f"{KEYS}/{made['api_key_id']}")
    assert assert_problem(again, 404, "not_found")["detail"] == "API key not found"


async def test_a_key_ends_when_it_says(people: People) -> None:
    ada = await people.add()
    end = datetime.now(UTC) + timedelta(hours=1)
    made = await make(ada, expires_at=end.isoformat())
    assert datetime.fromisoformat(made["expires_at"]) == end
    script = ada.with_token(made["api_key"])
    assert await script.me() == 200
    await people.fetch("UPDATE api_keys SET expires_at = now() WHERE owner_id = $1", ada.user_id)
    assert_ended(await script.get(ME))
    assert len((await ada.get(KEYS)).json()) == 1


async def test_a_key_that_has_just_ended_is_not_made(people: People) -> None:
    ada = await people.add()
    for moment in (datetime.now(UTC), datetime.now(UTC) - timedelta(seconds=1)):
        body = {"key_name": "late", "expires_at": moment.isoformat()}
        assert_invalid(await ada.send("POST", KEYS, body), body__expires_at=ENDED)
    assert (await ada.get(KEYS)).json() == []


@pytest.mark.parametrize("end", [None, "9999-12-31T23:59:59+00:00"])
async def test_a_key_may_last_for_ever(people: People, end: str | None) -> None:
    ada = await people.add()
    made = await make(ada, expires_at=end)
    shown = made["expires_at"] and datetime.fromisoformat(made["expires_at"]).isoformat()
    assert shown == end
    assert await ada.with_token(made["api_key"]).me() == 200


async def test_the_last_use_is_told_to_the_minute(people: People) -> None:
    ada = await people.add()
    script = ada.with_token((await make(ada))["api_key"])
    before = datetime.now(UTC)

    async def used() -> datetime:
        return datetime.fromisoformat((await ada.get(KEYS)).json()[0]["last_used_at"])

    assert await script.me() == 200
    first = await used()
    assert before - timedelta(seconds=1) <= first <= datetime.now(UTC) + timedelta(seconds=1)
    assert await script.me() == 200
    assert await used() == first
    earlier = "UPDATE api_keys SET last_used_at = now() - interval '61 seconds' WHERE owner_id = $1"
    await people.fetch(earlier, ada.user_id)
    assert await script.me() == 200
    assert await used() >= first


async def test_somebody_elses_keys_are_not_there(people: People) -> None:
    ada, grace = await people.add(), await people.add()
    made = await make(ada)
    assert (await grace.get(KEYS)).json() == []
    for key_id in (made["api_key_id"], uuid4()):
        response = await grace.send("DELETE", f"{KEYS}/{key_id}")
        assert assert_problem(response, 404, "not_found")["detail"] == "API key not found"
    assert await ada.with_token(made["api_key"]).me() == 200


async def test_one_has_fifty_keys_at_most(people: People) -> None:
    ada, grace = await people.add(), await people.add()
    await people.fetch(
        "INSERT INTO api_keys (owner_id, key_name, key_digest, key_start, scopes) SELECT $1, 'x', "
        "sha256(n::text::bytea), 'x', '{read}' FROM generate_series(1, 49) AS n",
        ada.user_id,
    )
    last = await make(ada)
    response = await ada.send("POST", KEYS, {"key_name": "one too many"})
    problem = assert_problem(response, 409, "conflict")
    assert problem["detail"] == "You have 50 keys. Revoke those that you no longer need."
    await make(grace)
    await ada.send("DELETE", f"{KEYS}/{last['api_key_id']}")
    await make(ada)


async def test_no_more_than_fifty_are_made_at_once_either(people: People) -> None:
    ada = await people.add()
    await people.fetch(
        "INSERT INTO api_keys (owner_id, key_name, key_digest, key_start, scopes) SELECT $1, 'x', "
        "sha256(n::text::bytea), 'x', '{read}' FROM generate_series(1, 48) AS n",
        ada.user_id,
    )
    settings = people.server.services.settings
    connection = await asyncpg.connect(settings.database_url)
    try:
        async with connection.transaction():
            # Held until all of them have counted, or wait to.
            await connection.execute("SELECT FROM users WHERE user_id = $1 FOR UPDATE", ada.user_id)
            tasks = await started(
                connection,
                *(ada.send("POST", KEYS, {"key_name": str(number)}) for number in range(8)),
            )
        responses = await asyncio.gather(*tasks)
    finally:
        await connection.close()
    assert sorted(each.status_code for each in responses) == [201] * 2 + [409] * 6


async def test_a_key_makes_and_revokes_no_keys(people: People) -> None:
    ada = await people.add()
    made = await make(ada, scopes=["read", "write", "ask"])
    script = ada.with_token(made["api_key"])
    for method, path, body in (
        ("GET", KEYS, None),
        ("POST", KEYS, {"key_name": "more"}),
        ("DELETE", f"{KEYS}/{made['api_key_id']}", None),
        ("PUT", "/api/user/profile", {"full_name": "Taken over"}),
        ("PUT", "/api/user/profile/", {"full_name": "Taken over"}),
        ("PUT", "/api/user/profile%0A", {"full_name": "Taken over"}),
        ("PUT", "/api/user//profile", {"full_name": "Taken over"}),
        ("POST", f"{KEYS}%0A", {"key_name": "more"}),
        ("PUT", "/api/user/password", {"current_password": "x", "new_password": "Another-1"}),
        ("POST", "/api/auth/logout", None),
    ):
        response = await script.send(method, path, body)
        assert response.status_code in (403, 404), (path, response.text)
        assert response.status_code == 403 or "%" in path or "//" in path
    assert (await ada.get("/api/user/profile")).json()["full_name"] != "Taken over"
    assert len((await ada.get(KEYS)).json()) == 1


async def test_the_local_user_may_have_keys(people: People) -> None:
    made = (await people.client.post(KEYS, json={"key_name": "cron"})).json()
    shown = await people.client.get(ME, headers={"Host": "a.example"} | bearer(made["api_key"]))
    assert shown.json()["id"] == str(LOCAL_USER_ID)
    response = await people.client.delete(f"{KEYS}/{made['api_key_id']}")
    assert response.status_code == 204


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("key_name", "", "must not be empty; white space at both ends does not count"),
        ("key_name", "x" * 101, "may have at most 100 characters"),
        ("key_name", "a\0", "must not contain the character NUL (U+0000)"),
        ("key_name", None, "can't be null"),
        ("scopes", [], "must have at least one of 'read', 'write' and 'ask'"),
        ("scopes", "read", "must be a list"),
        ("scopes", None, "can't be null"),
        ("scopes", {}, "must be a list"),
        (
            "expires_at",
            "2026-01-31",
            MOMENT,
        ),
        ("expires_at", 1, MOMENT),
        ("expires_at", "2027-01-31T10:00:00", MOMENT),
        ("expires_at", "12027-01-31T10:00:00Z", MOMENT),
        ("expires_at", "2020-01-31T10:00:00Z", ENDED),
        ("expires_at", "0001-01-01T00:00:00Z", ENDED),
        (
            "expires_at",
            "9999-12-31T23:59:59-01:00",
            "must be in the years 1 to 9999, as it is in UTC",
        ),
        ("api_key", "iak_mine", "can't be set; leave it out"),
        ("owner_id", str(LOCAL_USER_ID), "unknown field; remove it"),
    ],
    ids=lambda value: ascii(value)[:30],
)
async def test_a_bad_key_is_told(people: People, field: str, value: Any, message: str) -> None:
    ada = await people.add()
    response = await ada.send("POST", KEYS, {"key_name": "a script"} | {field: value})
    assert_invalid(response, **{f"body__{field}": message})
    assert (await ada.get(KEYS)).json() == []


@pytest.mark.parametrize("scope", ["admin", "READ", "*", "", 1])
async def test_an_unknown_scope_is_told_with_those_that_there_are(
    people: People, scope: Any
) -> None:
    ada = await people.add()
    response = await ada.send("POST", KEYS, {"key_name": "a script", "scopes": ["read", scope]})
    problem = assert_problem(response, 422, "invalid_request")
    assert problem["errors"] == [
        {"field": "body.scopes.1", "message": "must be 'read', 'write' or 'ask'"}
    ]


@pytest.mark.parametrize(
    "key_id", ["1", "x", "%00", "0b9a1f6e-6c1d-4a52-9d3a-5f8e2c7b4d1", "' OR 1=1"]
)
async def test_an_id_that_is_none_is_told(people: People, key_id: str) -> None:
    ada = await people.add()
    response = await ada.send("DELETE", f"{KEYS}/{key_id}")
    assert_problem(response, 422, "invalid_request")
