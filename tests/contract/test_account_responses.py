"""Responses of what needs a sign-in match the OpenAPI document."""

from itertools import count

import httpx2
import pytest

from database.models import LARGEST_INTEGER
from tests.contract.conftest import Execute
from tests.contract.document import assert_documented, operations
from tests.contract.requests import SIGN_IN

PASSWORD = "Another-Pass-456"
_NUMBERS = count(1)
NOBODYS = "00000000-0000-4000-8000-0000000000ff"


class Person:
    """Somebody with an account, signed in."""

    def __init__(self, client: httpx2.Client, name: str) -> None:
        self.client = client
        self.account = {
            "email": f"{name}@example.com",
            "username": name,
            "password": PASSWORD,
            "full_name": name.title(),
        }
        registered = client.post("/api/auth/register", json=self.account)
        assert registered.status_code == 201, registered.text
        assert_documented("post", "/api/auth/register", registered)
        self.user_id = registered.json()["id"]
        self.sign_in()

    def sign_in(self) -> None:
        """Get a token, as documented."""
        credentials = {name: self.account[name] for name in ("email", "password")}
        signed_in = self.client.post("/api/auth/login", json=credentials)
        assert signed_in.status_code == 200, signed_in.text
        assert_documented("post", "/api/auth/login", signed_in)
        self.headers = {"Authorization": f"Bearer {signed_in.json()['access_token']}"}

    def ask(
        self, status: int, method: str, path: str, json: object = None, **ids: str
    ) -> httpx2.Response:
        """Send a request whose response has that status and is as documented."""
        response = self.client.request(
            method.upper(), path.format(**ids), json=json, headers=self.headers
        )
        assert response.status_code == status, response.text
        assert_documented(method, path, response)
        return response


@pytest.fixture
def ada(client: httpx2.Client) -> Person:
    """Somebody who signed in; another one for each test."""
    return Person(client, f"ada-{next(_NUMBERS)}")


def test_ones_own_account_is_as_documented(ada: Person) -> None:
    ada.ask(200, "get", "/api/auth/me")
    ada.ask(200, "get", "/api/user/profile")
    ada.ask(200, "put", "/api/user/profile", {"full_name": "Ada Lovelace"})
    ada.ask(400, "put", "/api/user/profile", {"username": "local"})
    ada.ask(422, "put", "/api/user/password", {"current_password": "x", "new_password": PASSWORD})
    changed = {"current_password": PASSWORD, "new_password": "Yet-Another-7"}
    ada.ask(204, "put", "/api/user/password", changed)
    ada.ask(200, "post", "/api/auth/logout")
    ada.ask(401, "get", "/api/auth/me")
    ada.ask(401, "post", "/api/auth/logout")


def test_keys_are_as_documented(ada: Person) -> None:
    made = ada.ask(201, "post", "/api/user/api-keys", {"key_name": "a script"})
    ada.ask(200, "get", "/api/user/api-keys")
    key_id = made.json()["api_key_id"]
    ada.ask(204, "delete", "/api/user/api-keys/{api_key_id}", api_key_id=key_id)
    ada.ask(404, "delete", "/api/user/api-keys/{api_key_id}", api_key_id=key_id)


def test_refusals_of_accounts_are_as_documented(ada: Person, client: httpx2.Client) -> None:
    again = client.post("/api/auth/register", json=ada.account)
    assert (again.status_code, again.json()["detail"]) == (400, "Email already registered")
    assert_documented("post", "/api/auth/register", again)
    wrong = client.post("/api/auth/login", json={"email": "a@example.com", "password": "x"})
    assert (wrong.status_code, wrong.json()["detail"]) == (401, "Incorrect email or password")
    assert_documented("post", "/api/auth/login", wrong)
    for path in ("/api/auth/register", "/api/auth/login"):
        for status, content in ((400, b"{"), (422, b"[]"), (413, b"x" * 2_000_000)):
            response = client.post(
                path, content=content, headers={"Content-Type": "application/json"}
            )
            assert response.status_code == status
            assert_documented("post", path, response)


ADMINISTRATION = [
    (method, path) for method, path, _ in operations() if path.startswith("/api/admin/")
]


@pytest.mark.parametrize(("method", "path"), ADMINISTRATION)
def test_administration_by_others_is_refused_as_documented(
    ada: Person, method: str, path: str
) -> None:
    body = {} if path.endswith("password") else None
    ada.ask(403, method, path, body, user_id=NOBODYS)


def test_administration_is_as_documented(ada: Person, execute: Execute) -> None:
    bob = Person(ada.client, "bob-for-the-administrator")
    execute(f"UPDATE users SET user_type = 'admin' WHERE user_id = '{ada.user_id}'")
    ada.ask(200, "get", "/api/admin/users")
    for action in ("deactivate", "reactivate"):
        path = f"/api/admin/users/{{user_id}}/{action}"
        ada.ask(200, "post", path, user_id=bob.user_id)
        ada.ask(404, "post", path, user_id=NOBODYS)
        ada.ask(422, "post", path, user_id=str(LARGEST_INTEGER))
    ada.ask(409, "post", "/api/admin/users/{user_id}/deactivate", user_id=ada.user_id)
    path = "/api/admin/users/{user_id}/password"
    ada.ask(200, "post", path, {}, user_id=bob.user_id)
    ada.ask(200, "post", path, {"new_password": "Given-Pass-1"}, user_id=bob.user_id)
    ada.ask(404, "post", path, {}, user_id=NOBODYS)


def test_all_that_needs_a_sign_in_is_here() -> None:
    assert {path for _, path, _ in operations() if path.startswith(SIGN_IN)} == {
        "/api/auth/register",
        "/api/auth/login",
        "/api/auth/logout",
        "/api/auth/me",
        "/api/user/password",
        *(path for _, path in ADMINISTRATION),
    }
