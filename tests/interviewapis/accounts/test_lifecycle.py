"""Signing up, in and out, and one's profile, as the documents show them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from database.models import LOCAL_USER_ID
from tests.contract.document import assert_documented
from tests.interviewapis.accounts.people import PASSWORD, SHOWN, WRONG, People, bearer
from tests.interviewapis.problems import assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

REGISTER, LOGIN, LOGOUT = "/api/auth/register", "/api/auth/login", "/api/auth/logout"
ME, PROFILE, OWN_PASSWORD = "/api/auth/me", "/api/user/profile", "/api/user/password"
ACCOUNT = {
    "email": "user@example.com",
    "username": "myusername",
    "password": "MyPass123",
    "full_name": "My Full Name",
}


async def sign_up(people: People, **changed: Any) -> httpx2.Response:
    """Send what the documents show, with changes."""
    return await people.client.post(REGISTER, json=ACCOUNT | changed)


async def test_the_documented_lifecycle(people: People) -> None:
    registered = await sign_up(people)
    assert registered.status_code == 201
    assert_documented("post", REGISTER, registered)
    account = registered.json()
    assert set(account) == SHOWN
    assert {name: account[name] for name in ("email", "username", "full_name")} == {
        name: ACCOUNT[name] for name in ("email", "username", "full_name")
    }
    assert (account["user_type"], account["is_active"]) == ("candidate", True)
    made = datetime.fromisoformat(account["created_at"])
    assert abs(datetime.now(UTC) - made) < timedelta(minutes=5)

    signed_in = await people.client.post(
        LOGIN, json={"email": ACCOUNT["email"], "password": ACCOUNT["password"]}
    )
    assert signed_in.status_code == 200
    assert_documented("post", LOGIN, signed_in)
    told = signed_in.json()
    assert set(told) == {"access_token", "token_type", "expires_at", "user"}
    assert told["token_type"] == "bearer"
    assert told["user"] == account
    lives = datetime.fromisoformat(told["expires_at"]) - datetime.now(UTC)
    assert timedelta(hours=23, minutes=55) < lives <= timedelta(hours=24)
    sent = bearer(told["access_token"])

    for path in (ME, PROFILE):
        shown = await people.client.get(path, headers=sent)
        assert (shown.status_code, shown.json()) == (200, account)
        assert_documented("get", path, shown)

    changes = {"full_name": "New Full Name", "username": "newusername"}
    changed = await people.client.put(PROFILE, json=changes, headers=sent)
    assert_documented("put", PROFILE, changed)
    assert (changed.status_code, changed.json()) == (200, account | changes)
    assert (await people.client.get(ME, headers=sent)).json() == account | changes

    out = await people.client.post(LOGOUT, headers=sent)
    assert_documented("post", LOGOUT, out)
    assert (out.status_code, out.json()) == (200, {"message": "Successfully logged out"})
    refused = await people.client.get(ME, headers=sent)
    problem = assert_problem(refused, 401, "unauthorized")
    assert problem["detail"] == "Could not validate credentials"
    for response in (registered, signed_in, changed, out):
        assert response.headers["cache-control"] == "no-store"


async def test_what_is_kept_of_a_password_is_an_argon2id_hash(people: People) -> None:
    await sign_up(people)
    (row,) = await people.fetch(
        "SELECT password_hash FROM users WHERE email = $1", "user@example.com"
    )
    assert row["password_hash"].startswith("$argon2id$")
    assert ACCOUNT["password"] not in row["password_hash"]


@pytest.mark.parametrize(
    ("changed", "detail"),
    [
        ({"username": "another"}, "Email already registered"),
        ({"username": "another", "email": "USER@Example.COM"}, "Email already registered"),
        ({"email": "other@example.com"}, "Username already taken"),
        ({"email": "other@example.com", "username": "MyUserName"}, "Username already taken"),
        ({"email": "other@example.com", "username": "LOCAL"}, "Username already taken"),
    ],
    ids=str,
)
async def test_an_address_or_name_in_use_is_refused_in_any_case_of_letters(
    people: People, changed: dict[str, str], detail: str
) -> None:
    await people.add("myusername", email=ACCOUNT["email"])
    count = "SELECT count(*) FROM users"
    before = await people.fetch(count)
    problem = assert_problem(await sign_up(people, **changed), 400, "bad_request")
    assert problem["detail"] == detail
    assert await people.fetch(count) == before


async def test_an_address_that_is_free_is_kept_as_it_was_written(people: People) -> None:
    response = await sign_up(people, email="First.Last+Jobs@EXAMPLE.com", username="Some-Name_9")
    assert response.json()["email"] == "First.Last+Jobs@example.com"
    assert response.json()["username"] == "Some-Name_9"


async def test_one_signs_in_with_the_address_in_any_case_of_letters(people: People) -> None:
    await people.add("ada", email="Ada@example.com")
    for email in ("ada@EXAMPLE.com", " ADA@example.com "):
        credentials = {"email": email, "password": PASSWORD}
        response = await people.client.post(LOGIN, json=credentials)
        assert response.json()["user"]["email"] == "Ada@example.com"


async def test_unknown_address_and_wrong_password_are_told_alike(people: People) -> None:
    ada = await people.add("ada")
    told = []
    for email, password in ((ada.email, WRONG), ("nobody@example.com", PASSWORD), ("no", "")):
        response = await people.client.post(LOGIN, json={"email": email, "password": password})
        problem = assert_problem(response, 401, "unauthorized")
        assert response.headers["www-authenticate"] == "Bearer"
        told.append({name: problem[name] for name in problem if name != "request_id"})
    assert told[0]["detail"] == "Incorrect email or password"
    assert told[0] == told[1] == told[2]


@pytest.mark.parametrize(
    "changes", [{"full_name": "Ada Lovelace"}, {"username": "countess"}, {}], ids=str
)
async def test_a_profile_keeps_what_is_not_sent(people: People, changes: dict[str, str]) -> None:
    ada = await people.add("ada")
    before = (await ada.get(PROFILE)).json()
    response = await ada.send("PUT", PROFILE, changes)
    assert (response.status_code, response.json()) == (200, before | changes)


async def test_one_may_write_ones_own_name_otherwise_but_not_take_anothers(people: People) -> None:
    ada, _ = await people.add("ada"), await people.add("grace")
    assert (await ada.send("PUT", PROFILE, {"username": "ADA"})).json()["username"] == "ADA"
    response = await ada.send("PUT", PROFILE, {"username": "Grace"})
    assert assert_problem(response, 400, "bad_request")["detail"] == "Username already taken"
    assert (await ada.get(PROFILE)).json()["username"] == "ADA"


# The built-in local user


async def test_without_credentials_the_local_user_asks(people: People) -> None:
    for path in (ME, PROFILE):
        response = await people.client.get(path)
        assert_documented("get", path, response)
        shown = response.json()
        assert shown["id"] == str(LOCAL_USER_ID)
        assert (shown["email"], shown["full_name"], shown["user_type"]) == (None, None, "candidate")


async def test_the_local_user_has_no_password_and_nothing_to_sign_out_of(people: People) -> None:
    change = {"current_password": PASSWORD, "new_password": "Another-Pass-456"}
    problem = assert_problem(await people.client.put(OWN_PASSWORD, json=change), 409, "conflict")
    assert "has no password" in problem["detail"]
    problem = assert_problem(await people.client.post(LOGOUT), 401, "unauthorized")
    assert problem["detail"] == "Not authenticated"


async def test_nobody_signs_in_as_the_local_user(people: People) -> None:
    for email in ("local", "null", "None"):
        response = await people.client.post(LOGIN, json={"email": email, "password": PASSWORD})
        assert response.status_code == 401


async def test_whoever_signs_in_sees_nothing_of_the_local_users(people: People) -> None:
    ada = await people.add("ada")
    made = await people.client.post("/api/interviews", json={"seniority_level": "senior"})
    path = f"/api/interviews/{made.json()['interview_id']}"
    assert (await people.client.get(path)).status_code == 200
    assert (await ada.get(path)).status_code == 404
    assert (await ada.get("/api/interviews")).json()["total"] == 0
    assert (await people.client.delete(path)).status_code == 204
