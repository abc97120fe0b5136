"""Who administers: whom the settings name, and nobody else."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from database.models import LOCAL_USER_ID
from interviewapis.settings import SettingRefused, Settings
from interviewapis.startup import started
from tests.conftest import RunningServer, Serve, _unwatched
from tests.contract.document import assert_documented, operations
from tests.interviewapis.accounts.people import (
    ADMIN,
    KEY,
    PASSWORD,
    SHOWN,
    People,
    Person,
    bearer,
    password_hash,
)
from tests.interviewapis.problems import assert_problem

module = pytest.mark.asyncio(loop_scope="module")

USERS = "/api/admin/users"
REFUSAL = "Only an administrator may do this."


def administering() -> list[tuple[str, str]]:
    """Method and path of every route for administrators."""
    return [(method, path) for method, path, _ in operations() if path.startswith("/api/admin")]


def of(person: Person, what: str) -> str:
    """Where something is done with an account."""
    return f"{USERS}/{person.user_id}/{what}"


async def names(admin: Person, query: str = "") -> list[str]:
    """Names of the accounts that a list shows."""
    response = await admin.get(f"{USERS}{query}")
    assert response.status_code == 200, response.text
    return [each["username"] for each in response.json()]


# Who is one


@module
async def test_the_administrator_signs_in_like_everybody(people: People) -> None:
    credentials = {"email": ADMIN["admin_email"], "password": ADMIN["admin_password"]}
    response = await people.client.post("/api/auth/login", json=credentials)
    user = response.json()["user"]
    assert (user["username"], user["user_type"]) == ("root", "admin")
    sent = bearer(response.json()["access_token"])
    assert (await people.client.get(USERS, headers=sent)).status_code == 200


@module
@pytest.mark.parametrize(("method", "path"), administering())
async def test_nobody_else_may_do_what_administrators_do(
    people: People, method: str, path: str
) -> None:
    admin, ada, grace = await people.admin(), await people.add(), await people.add()
    everything = "SELECT * FROM users ORDER BY user_id"
    before = await people.fetch(everything)
    filled = re.sub("{user_id}", str(grace.user_id), path)
    body: Any = {} if path.endswith("/password") else None
    for each in (
        ada,
        await people.key(ada, "read", "write", "ask"),
        await people.key(admin, "read", "write", "ask"),
        Person(people.client, LOCAL_USER_ID, "", ""),
    ):
        headers = bearer(each.token) if each.token else {}
        for address in (filled, filled.replace(str(grace.user_id), str(uuid4()))):
            response = await people.client.request(method, address, json=body, headers=headers)
            problem = assert_problem(response, 403, "forbidden")
            assert (problem["detail"] == REFUSAL) != each.token.startswith("iak_")
    assert await people.fetch(everything) == before


@module
async def test_whoever_got_hold_of_a_token_can_not_take_the_account_over(people: People) -> None:
    """The current password must be known, for administrators too."""
    admin = await people.admin()
    kept = await people.fetch("SELECT password_hash FROM users WHERE username = 'root'")
    for body in ({}, {"new_password": "Another-Pass-456"}):
        response = await admin.send("POST", of(admin, "password"), body)
        problem = assert_problem(response, 409, "conflict")
        assert "PUT /api/user/password" in problem["detail"]
    assert await people.fetch("SELECT password_hash FROM users WHERE username = 'root'") == kept
    assert await admin.me() == 200


@module
async def test_an_account_that_becomes_one_does_so_only_in_the_database(people: People) -> None:
    """A token says nothing of it, so that it ends at once."""
    ada = await people.add()
    await people.set(ada, user_type="admin")
    assert (await ada.get(USERS)).status_code == 200
    await people.set(ada, user_type="candidate")
    assert (await ada.get(USERS)).status_code == 403


# What they do


@module
async def test_accounts_are_listed_by_name_in_pages(people: People) -> None:
    admin = await people.admin()
    for name in ("Zoe", "ada", "Bert"):
        await people.add(name)
    response = await admin.get(USERS)
    assert_documented("get", USERS, response)
    assert [each["username"] for each in response.json()] == ["ada", "Bert", "local", "root", "Zoe"]
    assert all(set(each) == SHOWN for each in response.json())
    assert "argon2" not in response.text
    assert response.headers["x-total-count"] == "5"
    assert await names(admin, "?skip=1&limit=2") == ["Bert", "local"]


@module
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=ADA", ["ada"]),
        ("search=lovelace", ["ada"]),
        ("search=ada@example", ["ada"]),
        ("search=example.com", ["ada", "b_b", "beb", "root"]),
        ("search=b_b", ["b_b"]),
        ("search=_", ["b_b"]),
        ("search=100%25", ["beb"]),
        ("search=%25", ["beb"]),
        ("search=%5C", []),
        ("search=%27", []),
        ("search=nobody", []),
        ("is_active=false", ["beb"]),
        ("is_active=true", ["ada", "b_b", "local", "root"]),
        ("user_type=admin", ["root"]),
        ("user_type=candidate&is_active=true&search=b", ["b_b"]),
    ],
)
async def test_accounts_are_searched(people: People, query: str, found: list[str]) -> None:
    admin = await people.admin()
    await people.add("ada", full_name="Ada Lovelace")
    await people.add("b_b")
    await people.add("beb", full_name="100% Beb", is_active=False)
    assert await names(admin, f"?{query}") == found


@module
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("search=a%00", "search"),
        (f"search={'x' * 101}", "search"),
        ("is_active=maybe", "is_active"),
        ("user_type=root", "user_type"),
        ("limit=101", "limit"),
        ("sort=password_hash", "sort"),
    ],
)
async def test_a_bad_query_is_told(people: People, query: str, field: str) -> None:
    response = await (await people.admin()).get(f"{USERS}?{query}")
    problem = assert_problem(response, 422, "invalid_request")
    assert [each["field"] for each in problem["errors"]] == [f"query.{field}"]


@module
async def test_nobody_deactivates_themselves(people: People) -> None:
    admin = await people.admin()
    response = await admin.send("POST", of(admin, "deactivate"))
    problem = assert_problem(response, 409, "conflict")
    assert problem["detail"] == "You can't deactivate yourself. Ask another administrator."
    assert await admin.me() == 200
    assert (await admin.send("POST", of(admin, "reactivate"))).json()["is_active"] is True


@module
@pytest.mark.parametrize("what", ["deactivate", "reactivate", "password"])
@pytest.mark.parametrize("user_id", [str(uuid4()), str(LOCAL_USER_ID)], ids=["nobody", "local"])
async def test_nothing_is_done_with_who_signs_in_nowhere(
    people: People, what: str, user_id: str
) -> None:
    admin = await people.admin()
    body = {} if what == "password" else None
    response = await admin.send("POST", f"{USERS}/{user_id}/{what}", body)
    assert assert_problem(response, 404, "not_found")["detail"] == "User not found"
    assert (await people.client.get("/api/auth/me")).json()["is_active"] is True


@module
@pytest.mark.parametrize("given", ["Given-Pass-789", None])
async def test_a_reset_password_ends_all_sign_ins_and_no_keys(
    people: People, given: str | None
) -> None:
    admin, ada = await people.admin(), await people.add()
    phone, script = await people.signed_in(ada), await people.key(ada, "read")
    body = {} if given is None else {"new_password": given}
    response = await admin.send("POST", of(ada, "password"), body)
    assert_documented("post", f"{USERS}/{{user_id}}/password", response)
    assert response.headers["cache-control"] == "no-store"
    told = response.json()
    assert told["user"]["id"] == str(ada.user_id)
    assert (told["password"] is None) == (given is not None)
    assert (await ada.me(), await phone.me(), await script.me()) == (401, 401, 200)
    assert await admin.me() == 200
    assert (await ada.log_in(PASSWORD)).status_code == 401
    assert (await ada.log_in(given or told["password"])).status_code == 200


@module
async def test_each_password_that_is_made_is_another(people: People) -> None:
    admin, ada = await people.admin(), await people.add()
    made = {
        (await admin.send("POST", of(ada, "password"), {})).json()["password"] for _ in range(2)
    }
    assert len(made) == 2
    assert min(map(len, made)) >= 16


# From the settings, at start


async def log_in(server: RunningServer, password: str, email: str = ADMIN["admin_email"]) -> int:
    """The status of signing in."""
    credentials = {"email": email, "password": password}
    return (await server.client.post("/api/auth/login", json=credentials)).status_code


async def test_a_restart_keeps_the_administrator_and_the_password(serve: Serve) -> None:
    first = await serve(secret_key=KEY, **ADMIN)
    assert await log_in(first, ADMIN["admin_password"]) == 200
    second = await serve(secret_key=KEY, **ADMIN | {"admin_password": "Another-Pass-456"})
    assert await log_in(second, "Another-Pass-456") == 401
    assert await log_in(second, ADMIN["admin_password"]) == 200
    (row,) = await second.fetch("SELECT count(*) FROM users WHERE user_type = 'admin'")
    assert row[0] == 1


async def test_without_settings_there_is_none(server: RunningServer) -> None:
    assert await server.fetch("SELECT FROM users WHERE user_type = 'admin'") == []
    (row,) = await server.fetch("SELECT count(*) FROM users")
    assert row[0] == 1


@pytest.mark.parametrize(
    ("email", "username", "told"),
    [
        (
            "Root@EXAMPLE.com",
            "somebody",
            "ADMIN_EMAIL: somebody has signed up with this address. Choose another.",
        ),
        ("somebody@example.com", "ROOT", "ADMIN_USERNAME: root is taken. Choose another."),
    ],
)
async def test_whoever_signed_up_first_does_not_become_administrator(
    database_url: str,
    admin: asyncpg.Connection,
    tmp_path: Path,
    email: str,
    username: str,
    told: str,
) -> None:
    await admin.execute(
        "INSERT INTO users (email, username, password_hash) VALUES ($1, $2, $3)",
        email,
        username,
        password_hash(),
    )
    settings = Settings(database_url=database_url, data_folder=tmp_path, **ADMIN)
    with _unwatched(), pytest.raises(SettingRefused, match=f"^{re.escape(told)}$"):
        async with started(settings):
            raise AssertionError("it started")
    assert await admin.fetch("SELECT FROM users WHERE user_type = 'admin'") == []
