"""Passwords, tokens and keys are in no log, no error and no list."""

import logging
from typing import Any

import pytest

from tests.interviewapis.accounts.people import KEY, People, bearer

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIRST, SECOND, THIRD = "Canary-First-1", "Canary-Second-2", "Canary-Third-3"
WRONG = ("canary-lower-1", "Canary-Wrong-4", "Canary-No-Digit")
ACCOUNT = {
    "email": "bird@example.com",
    "username": "bird",
    "password": FIRST,
    "full_name": "A Bird",
}


async def test_no_secret_is_told_again(
    people: People, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    # The client's own are not the server's.
    for client in ("httpx2", "httpcore2"):
        caplog.set_level(logging.WARNING, client)
    texts: list[str] = []
    secrets = [FIRST, SECOND, THIRD, *WRONG, KEY]

    async def send(method: str, path: str, body: Any = None, token: str = "") -> Any:
        headers = bearer(token) if token else {}
        response = await people.client.request(method, path, json=body, headers=headers)
        texts.append(f"{response.headers} {response.text}")
        return response

    for password in (*WRONG[::2], FIRST):
        await send("POST", "/api/auth/register", ACCOUNT | {"password": password})
    await send("POST", "/api/auth/register", ACCOUNT)
    login = {"email": ACCOUNT["email"]}
    for password in WRONG:
        await send("POST", "/api/auth/login", login | {"password": password})
    await send("POST", "/api/auth/login", login | {"password": FIRST, "extra": FIRST})
    await send("POST", "/api/auth/login", {"password": FIRST})
    signed_in = await send("POST", "/api/auth/login", login | {"password": FIRST})
    texts.pop()
    token = signed_in.json()["access_token"]
    change = {"current_password": FIRST, "new_password": SECOND}
    for wrong in ({"new_password": WRONG[0]}, {"current_password": WRONG[1]}, {"x": SECOND}, {}):
        await send("PUT", "/api/user/password", change | wrong, token)
    made = await send("POST", "/api/user/api-keys", {"key_name": "x"}, token)
    texts.pop()
    key = made.json()["api_key"]
    for path in ("/api/user/api-keys", "/api/auth/me", "/api/nowhere"):
        await send("GET", path, None, token)
        await send("GET", path, None, key)
    await send("GET", "/api/auth/me", None, f"{token}x")
    await send("GET", "/api/auth/me", None, f"{key}x")
    admin = await people.admin()
    path = f"/api/admin/users/{signed_in.json()['user']['id']}/password"
    await send("POST", path, {"new_password": THIRD}, admin.token)
    await send("GET", "/api/admin/users", None, admin.token)
    await send("POST", "/api/auth/logout", None, token)

    logged = [
        f"{record.getMessage()} {record.exc_text or ''} {vars(record)}" for record in caplog.records
    ]
    written = capfd.readouterr()
    everything = "\n".join((*texts, *logged, written.out, written.err))
    for secret in (*secrets, token, key, admin.token, "argon2"):
        assert secret not in everything, secret


async def test_no_service_shows_its_secrets(people: People) -> None:
    services = people.server.services
    for each in (services, services.settings, services.tokens):
        assert KEY not in repr(each) + str(each)
        assert "Administrator-1" not in repr(each) + str(each)
    token = services.tokens.issue((await people.add()).user_id)
    assert token.text not in repr(token)
