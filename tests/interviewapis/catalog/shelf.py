"""Adding to the catalog and looking behind it, for its tests."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx2

from database.models import LOCAL_USER_ID
from tests.conftest import RunningServer
from tests.contract.document import document
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.runs.asking import until

OWN = "/api/user/skills"
_WAITING = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@dataclass(frozen=True, eq=False)
class Noun:
    """A kind of thing that everybody shares, as its users know it.

    Args:
        table: Also the last part of the path.
        group: The other field that a search looks at.
        full: Every field that a request may have.
        bare: What the fields are when only the name was sent.
    """

    table: str
    word: str
    group: str
    longest_name: int
    full: Mapping[str, Any]
    bare: Mapping[str, Any]

    @property
    def path(self) -> str:
        """Of the collection."""
        return f"/api/{self.table}"

    @property
    def name(self) -> str:
        """The field with the name."""
        return f"{self.word.lower()}_name"

    @property
    def key(self) -> str:
        """The field with the id."""
        return f"{self.word.lower()}_id"

    def at(self, shown: Any) -> str:
        """Path of one of them, from its representation or its id."""
        return f"{self.path}/{shown[self.key] if isinstance(shown, dict) else shown}"

    def __str__(self) -> str:
        return self.table


COMPANIES = Noun(
    "companies",
    "Company",
    "industry",
    200,
    {
        "company_name": "TechCorp",
        "industry": "Technology",
        "company_size": "201-500",
        "headquarters": "Lisbon, Portugal",
        "website": "https://techcorp.example/jobs?open=1#top",
        "company_description": "Two\nparagraphs: 'quoted', \\ and \N{GRINNING FACE}",
    },
    {
        "industry": None,
        "company_size": None,
        "headquarters": None,
        "website": None,
        "company_description": None,
    },
)
ROLES = Noun(
    "roles",
    "Role",
    "role_category",
    200,
    {
        "role_name": "Backend Engineer",
        "role_category": "Engineering",
        "role_description": "Builds services.",
        "typical_skills": ["Python", 'braces {}, commas, "quotes" \\', "null"],
    },
    {"role_category": None, "role_description": None, "typical_skills": []},
)
SKILLS = Noun(
    "skills",
    "Skill",
    "skill_category",
    100,
    {
        "skill_name": "PostgreSQL",
        "skill_category": "Databases",
        "skill_type": "technical",
        "skill_description": "The relational database.",
        "proficiency_levels": ["beginner", "advanced"],
        "related_skills": ["SQL"],
        "parent_skill_id": None,
        "is_trending": True,
        "market_demand": "high",
        "average_salary_impact_percentage": 7.25,
        "learning_resources": ["https://www.postgresql.org/docs/"],
        "official_documentation_url": "https://www.postgresql.org/docs/",
        "is_active": False,
    },
    {
        "skill_category": None,
        "skill_type": None,
        "skill_description": None,
        "proficiency_levels": [],
        "related_skills": [],
        "parent_skill_id": None,
        "is_trending": False,
        "market_demand": None,
        "average_salary_impact_percentage": None,
        "learning_resources": [],
        "official_documentation_url": None,
        "is_active": True,
    },
)
NOUNS = (COMPANIES, ROLES, SKILLS)


class Shelf:
    """The catalog of a running server."""

    def __init__(self, server: RunningServer) -> None:
        self.client = server.client
        self.fetch = server.fetch
        self.url = server.services.settings.database_url

    async def send(
        self, method: str, path: str, body: Any = None, **headers: str | None
    ) -> httpx2.Response:
        """Send a request; the document must know the status of the response.

        Args:
            body: Anything that Python can write as JSON, and NaN and half surrogates too.
            headers: With underscores for hyphens; those that are None are left out.
        """
        sent = {name.replace("_", "-"): value for name, value in headers.items() if value}
        content = None if body is None else json.dumps(body).encode()
        if content is not None:
            sent["Content-Type"] = "application/json"
        response = await self.client.request(method, path, content=content, headers=sent)
        assert str(response.status_code) in self._documented(method, path), response.text
        return response

    @staticmethod
    def _documented(method: str, path: str) -> set[str]:
        plain = path.split("?")[0].rstrip("/")
        templates = document()["paths"]
        if plain not in templates:
            parent = plain.rsplit("/", 1)[0]
            (plain,) = (each for each in templates if each.startswith(f"{parent}/{{"))
        return set(templates[plain][method.lower()]["responses"])

    async def add(self, noun: Noun, name: str = "Some name", **fields: Any) -> Any:
        """Add something to the catalog; how it is shown."""
        response = await self.send("POST", noun.path, {noun.name: name} | fields)
        assert response.status_code == 201, response.text
        return response.json()

    async def set_own(self, skill: Any, **fields: Any) -> Any:
        """Set one of the caller's own skills; how it is shown."""
        response = await self.send("PUT", f"{OWN}/{skill['skill_id']}", fields)
        assert response.status_code in (200, 201), response.text
        return response.json()

    async def get(self, path: str) -> Any:
        """What is there."""
        response = await self.send("GET", path)
        assert response.status_code == 200, response.text
        return response.json()

    async def names(self, noun: Noun, query: str = "") -> list[str]:
        """Names of those that a list shows."""
        return [each[noun.name] for each in await self.get(f"{noun.path}{query}")]

    async def count(self, table: str) -> int:
        """How many rows a table has."""
        (row,) = await self.fetch(f"SELECT count(*) FROM {table}")
        return row[0]

    async def insert(self, table: str, returning: str | None = None, **columns: Any) -> Any:
        """Write a row; its column ``returning``."""
        places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
        (row,) = await self.fetch(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places}) "
            f"RETURNING {returning or next(iter(columns))}",
            *columns.values(),
        )
        return row[0]

    async def somebody_else(self) -> UUID:
        """Make another user; the id."""
        return await self.insert("users", "user_id", username=f"user-{uuid4()}")

    async def add_of(self, maker: UUID | None, noun: Noun, name: str = "Theirs") -> int:
        """Write something that another user made; its id."""
        return await self.insert(noun.table, noun.key, **{noun.name: name, "created_by": maker})

    async def add_interview(self, owner: UUID = LOCAL_USER_ID, **columns: Any) -> int:
        """Write an interview; its id."""
        columns = {"owner_id": owner, "seniority_level": "senior"} | columns
        return await self.insert("interviews", "interview_id", **columns)

    async def add_question(self, owner: UUID = LOCAL_USER_ID) -> int:
        """Write somebody's own question; its id."""
        return await self.insert(
            "questions",
            "question_id",
            owner_id=owner,
            question_text="How do you find a slow query?",
            question_category="technical",
        )

    async def until_waiting(self, count: int) -> None:
        """Wait until so many statements wait for somebody's lock."""

        async def waiting() -> bool:
            (row,) = await self.fetch(_WAITING)
            return row[0] >= count

        await until(waiting)

    async def connect(self) -> asyncpg.Connection:
        """A plain connection to the database behind the server."""
        return await asyncpg.connect(self.url)


def assert_refused(response: httpx2.Response, *fields: str) -> None:
    """Check that a 422 names these fields and no others."""
    problem = assert_problem(response, 422, "invalid_request")
    assert {error["field"] for error in problem["errors"]} == set(fields)


def assert_told(response: httpx2.Response, status: int, detail: str) -> None:
    """Check a problem's status and its words."""
    codes = {400: "bad_request", 403: "forbidden", 404: "not_found", 409: "conflict"}
    assert assert_problem(response, status, codes[status])["detail"] == detail
