"""People with accounts on a running server, and what they send."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import httpx2
from argon2 import PasswordHasher

from interviewapis.security.attempts import Attempts
from tests.conftest import RunningServer

PASSWORD = "Correct-Horse-7"
WRONG = "Wrong-Battery-8"
KEY = "Kf3nP0vQz8sLw2xYb6Rt1HcUe9Jm4GaD7iTo5kNfWqXyZu8B_r-VpEgSl0aCdMhT"
"""The key of the servers; long enough for every algorithm."""

ADMIN = {
    "admin_email": "root@example.com",
    "admin_username": "root",
    "admin_password": "Administrator-1",
}
SHOWN = {"id", "email", "username", "full_name", "user_type", "is_active", "created_at"}
"""Fields of an account."""


@cache
def password_hash() -> str:
    """The hash of PASSWORD, computed once."""
    return PasswordHasher().hash(PASSWORD)


def bearer(text: str) -> dict[str, str]:
    """The header that a token or a key is sent in."""
    return {"Authorization": f"Bearer {text}"}


@dataclass(frozen=True)
class Person:
    """Somebody with an account, and a token or a key to send."""

    client: httpx2.AsyncClient
    user_id: UUID
    email: str
    username: str
    token: str = ""

    async def send(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """Send a request with the token."""
        headers = bearer(self.token) | options.pop("headers", {})
        return await self.client.request(method, path, json=body, headers=headers, **options)

    async def get(self, path: str, **options: Any) -> httpx2.Response:
        """Read something."""
        return await self.send("GET", path, **options)

    async def me(self) -> int:
        """The status of asking who one is."""
        return (await self.get("/api/auth/me")).status_code

    async def log_in(self, password: str = PASSWORD) -> httpx2.Response:
        """Sign in as people do."""
        credentials = {"email": self.email, "password": password}
        return await self.client.post("/api/auth/login", json=credentials)

    def with_token(self, token: str) -> "Person":
        """The same person with other credentials."""
        return Person(self.client, self.user_id, self.email, self.username, token)


class People:
    """Makes accounts on a server without the price of hashing, and looks behind."""

    def __init__(self, server: RunningServer) -> None:
        self.server, self.client, self.fetch = server, server.client, server.fetch
        self.tokens = server.services.tokens

    async def add(self, name: str | None = None, **columns: Any) -> Person:
        """Write an account with PASSWORD, and sign it in."""
        name = name or f"user-{uuid4().hex[:12]}"
        values = {
            "username": name,
            "email": f"{name}@example.com",
            "password_hash": password_hash(),
            "full_name": name.title(),
        } | columns
        places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
        (row,) = await self.fetch(
            f"INSERT INTO users ({', '.join(values)}) VALUES ({places}) RETURNING user_id",
            *values.values(),
        )
        person = Person(self.client, row["user_id"], values["email"], values["username"])
        return await self.signed_in(person)

    async def signed_in(self, person: Person) -> Person:
        """Begin one more sign-in of somebody."""
        token = self.tokens.issue(person.user_id)
        await self.fetch(
            "INSERT INTO sign_ins (sign_in_id, owner_id, expires_at, password_version) "
            "SELECT $1, user_id, $2, password_version FROM users WHERE user_id = $3",
            token.sign_in_id,
            token.expires_at,
            person.user_id,
        )
        return person.with_token(token.text)

    async def admin(self) -> Person:
        """The administrator whom the settings name, signed in."""
        email = ADMIN["admin_email"]
        (row,) = await self.fetch("SELECT user_id FROM users WHERE email = $1", email)
        person = Person(self.client, row["user_id"], email, ADMIN["admin_username"])
        return await self.signed_in(person)

    async def key(self, person: Person, *scopes: str, **body: Any) -> Person:
        """The same person with a new API key."""
        response = await person.send(
            "POST", "/api/user/api-keys", {"key_name": "a script", "scopes": scopes} | body
        )
        assert response.status_code == 201, response.text
        return person.with_token(response.json()["api_key"])

    async def set(self, person: Person, **columns: Any) -> None:
        """Change columns of an account."""
        for name, value in columns.items():
            await self.fetch(
                f"UPDATE users SET {name} = $1 WHERE user_id = $2", value, person.user_id
            )

    async def clear(self) -> None:
        """Forget everybody whom a test made, and all attempts."""
        await self.fetch(
            "DELETE FROM users WHERE email IS NOT NULL AND email <> $1", ADMIN["admin_email"]
        )
        for table in ("companies", "roles", "skills"):
            await self.fetch(f"DELETE FROM {table}")
        vars(self.server.services.attempts).update(vars(Attempts()))
