"""Keeping questions and looking behind them, for the tests of the question bank."""

import json
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx2

from database.models import LOCAL_USER_ID
from tests.conftest import RunningServer
from tests.contract.document import assert_documented, document
from tests.interviewapis.problems import assert_problem

PATH = "/api/questions"
TEXT = "How do you find a slow query?"


class Bank:
    """The question bank of a running server."""

    def __init__(self, server: RunningServer) -> None:
        self.client = server.client
        self.fetch = server.fetch
        self.url = server.services.settings.database_url

    async def send(
        self, method: str, path: str = "", body: Any = None, **headers: str | None
    ) -> httpx2.Response:
        """Send a request; the response must be as the document says.

        Args:
            path: Below that of the bank.
            body: Anything that Python can write as JSON, and NaN and half surrogates too.
            headers: With underscores for hyphens; those that are None are left out.
        """
        sent = {name.replace("_", "-"): value for name, value in headers.items() if value}
        content = None if body is None else json.dumps(body).encode()
        if content is not None:
            sent["Content-Type"] = "application/json"
        address = PATH + path
        response = await self.client.request(method, address, content=content, headers=sent)
        template, status = _template(address), response.status_code
        if status < 400:
            assert_documented(method.lower(), template, response)
        else:
            assert str(status) in document()["paths"][template][method.lower()]["responses"]
        return response

    async def add(self, **fields: Any) -> Any:
        """Add a question; how it is shown."""
        body = {"question_text": TEXT, "question_category": "technical"} | fields
        response = await self.send("POST", "", body)
        assert response.status_code == 201, response.text
        return response.json()

    async def change(self, question_id: int, method: str = "PATCH", **fields: Any) -> Any:
        """Change a question; how it is shown then."""
        response = await self.send(method, f"/{question_id}", fields)
        assert response.status_code == 200, response.text
        return response.json()

    async def delete(self, question_id: int) -> None:
        """Put a question aside."""
        assert (await self.send("DELETE", f"/{question_id}")).status_code == 204

    async def get(self, path: Any = "") -> Any:
        """What is there; a number stands for the question of that id."""
        response = await self.send("GET", f"/{path}" if isinstance(path, int) else path)
        assert response.status_code == 200, response.text
        return response.json()

    async def ids(self, query: str = "") -> list[int]:
        """Ids of the questions that one page of a list shows."""
        return [each["question_id"] for each in (await self.get(query))["data"]]

    async def pages(self, query: str) -> list[list[Any]]:
        """All pages of a list, each by the cursor of the one before."""
        page = await self.get(query)
        pages = [page["data"]]
        while page["next_cursor"]:
            # Without a look at the document, which takes longer than the page.
            path = f"{PATH}{query}&cursor={page['next_cursor']}"
            page = (await self.client.get(path)).json()
            pages.append(page["data"])
        return pages

    async def entries(self) -> list[int]:
        """Ids of all entries of the library."""
        rows = await self.fetch(
            "SELECT question_id FROM questions WHERE owner_id IS NULL ORDER BY question_id"
        )
        return [row[0] for row in rows]

    async def insert(self, table: str, returning: str | None = None, **columns: Any) -> Any:
        """Write a row; its column ``returning``."""
        places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
        (row,) = await self.fetch(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places}) "
            f"RETURNING {returning or next(iter(columns))}",
            *columns.values(),
        )
        return row[0]

    async def write(self, **columns: Any) -> int:
        """Write a question behind the server's back; its id."""
        values = {
            "owner_id": LOCAL_USER_ID,
            "question_text": TEXT,
            "question_category": "technical",
        } | columns
        return await self.insert("questions", "question_id", **values)

    async def use(self, question_id: int, **counters: Any) -> None:
        """Write how often the caller met a library entry."""
        values = {"owner_id": LOCAL_USER_ID, "question_id": question_id} | counters
        await self.insert("library_uses", **values)

    async def somebody_else(self) -> UUID:
        """Make another user; the id."""
        return await self.insert("users", "user_id", username=f"user-{uuid4()}")

    async def skill(self, name: str) -> int:
        """Write a skill; its id."""
        return await self.insert("skills", "skill_id", skill_name=name)

    async def count(self, table: str, condition: str = "true") -> int:
        """How many rows a table has."""
        (row,) = await self.fetch(f"SELECT count(*) FROM {table} WHERE {condition}")
        return row[0]

    async def own_count(self) -> int:
        """How many questions of their own all people have."""
        return await self.count("questions", "owner_id IS NOT NULL")

    async def connect(self) -> asyncpg.Connection:
        """A plain connection to the database behind the server."""
        return await asyncpg.connect(self.url)


def _template(address: str) -> str:
    """The path of the document that an address belongs to."""
    steps = address.split("?")[0].rstrip("/").split("/")
    fitting = [
        path
        for path in document()["paths"]
        if len(own := path.split("/")) == len(steps)
        and all(name == step or name[:1] == "{" for name, step in zip(own, steps, strict=True))
    ]
    return min(fitting, key=lambda path: path.count("{"))


def assert_refused(response: httpx2.Response, *fields: str) -> None:
    """Check that a 422 names these fields and no others."""
    problem = assert_problem(response, 422, "invalid_request")
    assert {error["field"] for error in problem["errors"]} == set(fields)


def assert_told(response: httpx2.Response, status: int, detail: str) -> None:
    """Check a problem's status and its words."""
    codes = {404: "not_found", 412: "precondition_failed", 422: "idempotency_key_reused"}
    assert assert_problem(response, status, codes[status])["detail"] == detail
