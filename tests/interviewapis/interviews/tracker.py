"""Interviews with something below them, and a look behind, for their tests."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx2

from database.models import LOCAL_USER_ID
from tests.conftest import RunningServer
from tests.contract.document import document, validate
from tests.interviewapis.problems import assert_problem

INTERVIEWS = "/api/interviews"
LIBRARY_ENTRIES = (
    "SELECT question_id FROM questions WHERE owner_id IS NULL AND is_active ORDER BY question_id"
)


@dataclass(frozen=True, eq=False)
class Part:
    """A kind of thing that lies under an interview, as its users know it.

    Args:
        path: The last part of the path.
        new: How a new one begins to be: method, and a body without anything optional.
        full: Every field that a request may have, except ids.
        bare: What these are when none was sent.
    """

    path: str
    word: str
    key: str
    table: str
    new: tuple[str, Mapping[str, Any]]
    full: Mapping[str, Any]
    bare: Mapping[str, Any]

    @property
    def absent(self) -> str:
        """What is told where an interview has none of that id."""
        if self.path == "skills":
            return "Skill not linked to this interview"
        return f"{self.word} not found"

    @property
    def changing(self) -> tuple[str, ...]:
        """Methods that change one."""
        return ("PUT",) if self.new[0] == "PUT" else ("PUT", "PATCH")

    def __str__(self) -> str:
        return self.path


AWKWARD = "Two\nparagraphs: 'quoted', \\ and \N{GRINNING FACE}"
LISTED = ["Python", 'braces {}, commas, "quotes" \\', "null"]

ROUNDS = Part(
    "rounds",
    "Round",
    "round_id",
    "interview_rounds",
    ("POST", {"round_type": "technical"}),
    {
        "round_number": 3,
        "round_name": "Coding with the team",
        "round_type": "coding",
        "scheduled_date": "2026-10-14",
        "scheduled_time": "14:30:15",
        "duration_minutes": 1440,
        "timezone": "America/Argentina/Buenos_Aires",
        "is_virtual": False,
        "meeting_platform": "Meet",
        "meeting_link": "https://meet.example.com/abc?x=1#top",
        "physical_location": "Rua Augusta 1, Lisbon",
        "interviewer_name": "Ada Lopes",
        "interviewer_title": "Staff engineer",
        "interviewer_linkedin_url": "https://www.linkedin.com/in/ada",
        "interviewer_email": "ada.lopes@techcorp.example",
        "interviewer_notes": AWKWARD,
        "round_status": "completed",
        "round_result": "passed",
        "feedback": AWKWARD,
        "rating": 10,
        "preparation_notes": AWKWARD,
        "questions_asked_summary": AWKWARD,
        "key_topics_covered": LISTED,
        "follow_up_actions": "Send the repository.",
    },
    {
        "round_number": 1,
        "round_name": None,
        "round_type": "technical",
        "scheduled_date": None,
        "scheduled_time": None,
        "duration_minutes": None,
        "timezone": "UTC",
        "is_virtual": True,
        "meeting_platform": None,
        "meeting_link": None,
        "physical_location": None,
        "interviewer_name": None,
        "interviewer_title": None,
        "interviewer_linkedin_url": None,
        "interviewer_email": None,
        "interviewer_notes": None,
        "round_status": "scheduled",
        "round_result": "pending",
        "feedback": None,
        "rating": None,
        "preparation_notes": None,
        "questions_asked_summary": None,
        "key_topics_covered": [],
        "follow_up_actions": None,
    },
)
ASKED = Part(
    "questions",
    "Question",
    "question_id",
    "interview_questions",
    ("POST", {}),
    {
        "was_asked": False,
        "order_asked": 4,
        "candidate_answer": AWKWARD,
        "answer_quality_rating": 1,
        "time_taken_minutes": 0,
        "interviewer_feedback": AWKWARD,
        "what_went_well": AWKWARD,
        "what_could_improve": AWKWARD,
        "was_prepared": True,
        "preparation_notes": AWKWARD,
        "confidence_level": 10,
        "follow_up_questions_asked": LISTED,
        "follow_up_answers": ["By what is read together.", "", "No."],
    },
    {
        "was_asked": True,
        "order_asked": 1,
        "candidate_answer": None,
        "answer_quality_rating": None,
        "time_taken_minutes": None,
        "interviewer_feedback": None,
        "what_went_well": None,
        "what_could_improve": None,
        "was_prepared": False,
        "preparation_notes": None,
        "confidence_level": None,
        "follow_up_questions_asked": [],
        "follow_up_answers": [],
    },
)
SKILLS = Part(
    "skills",
    "Skill",
    "skill_id",
    "interview_skills",
    ("PUT", {}),
    {
        "is_required": False,
        "is_nice_to_have": True,
        "required_proficiency": "advanced",
        "priority_level": "high",
        "was_assessed": True,
        "assessed_proficiency": "expert",
        "assessment_notes": AWKWARD,
        "passed_assessment": False,
    },
    {
        "is_required": True,
        "is_nice_to_have": False,
        "required_proficiency": None,
        "priority_level": None,
        "was_assessed": False,
        "assessed_proficiency": None,
        "assessment_notes": None,
        "passed_assessment": None,
    },
)
PARTS = (ROUNDS, ASKED, SKILLS)


class Tracker:
    """What a running server keeps track of."""

    def __init__(self, server: RunningServer) -> None:
        self.client = server.client
        self.fetch = server.fetch
        self.url = server.services.settings.database_url

    async def send(
        self, method: str, path: str, body: Any = None, **headers: str | None
    ) -> httpx2.Response:
        """Send a request; the response must be as the document says.

        Args:
            path: Below ``/api/interviews/``.
            body: Anything that Python can write as JSON, and NaN and half surrogates too.
            headers: With underscores for hyphens; those that are None are left out.
        """
        sent = {name.replace("_", "-"): value for name, value in headers.items() if value}
        content = None if body is None else json.dumps(body).encode()
        return await self.send_bytes(method, path, content, **sent)

    async def send_bytes(
        self, method: str, path: str, content: bytes | None, **headers: str
    ) -> httpx2.Response:
        """The same with a body that need not be JSON."""
        if content is not None:
            headers["Content-Type"] = "application/json"
        response = await self.client.request(
            method, f"{INTERVIEWS}/{path}", content=content, headers=headers
        )
        responses = document()["paths"][_template(path)][method.lower()]["responses"]
        assert str(response.status_code) in responses, response.text
        described = responses[str(response.status_code)].get("content")
        assert bool(described) == bool(response.content)
        if described and response.status_code < 300:
            validate(response.json(), described["application/json"]["schema"])
        return response

    async def get(self, path: str) -> Any:
        """What is there."""
        response = await self.send("GET", path)
        assert response.status_code == 200, response.text
        return response.json()

    async def count(self, table: str) -> int:
        """How many rows a table has."""
        (row,) = await self.fetch(f"SELECT count(*) FROM {table}")
        return row[0]

    async def insert(self, table: str, returning: str, **columns: Any) -> Any:
        """Write a row; its column ``returning``."""
        places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
        (row,) = await self.fetch(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places}) RETURNING {returning}",
            *columns.values(),
        )
        return row[0]

    async def somebody_else(self) -> UUID:
        """Make another user; the id."""
        return await self.insert("users", "user_id", username=f"user-{uuid4()}")

    async def interview(self, owner: UUID = LOCAL_USER_ID) -> int:
        """Write an interview; its id."""
        return await self.insert(
            "interviews", "interview_id", owner_id=owner, seniority_level="senior"
        )

    async def question(
        self, owner: UUID = LOCAL_USER_ID, text: str = "How do you find a slow query?", **more: Any
    ) -> int:
        """Write somebody's own question; its id."""
        columns = {"question_text": text, "question_category": "technical"} | more
        return await self.insert("questions", "question_id", owner_id=owner, **columns)

    async def skill(self, name: str | None = None) -> int:
        """Write a skill; its id."""
        return await self.insert("skills", "skill_id", skill_name=name or f"Skill {uuid4()}")

    async def entry(self) -> int:
        """An entry of the library; its id."""
        return (await self.fetch(LIBRARY_ENTRIES))[0][0]

    async def add(self, part: Part, interview_id: int, **fields: Any) -> Any:
        """Add something to an interview; how it is shown."""
        path, body = await self.ready(part, interview_id)
        response = await self.send(part.new[0], path, body | fields)
        assert response.status_code == 201, response.text
        return response.json()

    async def ready(self, part: Part, interview_id: int) -> tuple[str, dict[str, Any]]:
        """Path and body of the request that adds something."""
        path, body = f"{interview_id}/{part.path}", dict(part.new[1])
        if part is ASKED:
            body["question_id"] = await self.question()
        if part is SKILLS:
            path += f"/{await self.skill()}"
        return path, body

    async def add_of(self, part: Part, interview_id: int) -> int:
        """Write something below anybody's interview; its id."""
        columns: dict[str, Any] = {"interview_id": interview_id}
        if part is ROUNDS:
            columns |= {"round_number": 1, "round_type": "final"}
        if part is ASKED:
            columns |= {"question_id": await self.question(await self.owner_of(interview_id))}
        if part is SKILLS:
            columns |= {"skill_id": await self.skill()}
        return await self.insert(part.table, part.key, **columns)

    async def owner_of(self, interview_id: int) -> UUID:
        """Whose interview it is."""
        found = await self.fetch(
            "SELECT owner_id FROM interviews WHERE interview_id = $1", interview_id
        )
        return found[0][0]

    async def hide(self, interview_id: int) -> None:
        """Delete an interview, as its owner sees it."""
        await self.fetch(
            "UPDATE interviews SET deleted_at = now() WHERE interview_id = $1", interview_id
        )

    async def rows(self) -> list[Any]:
        """All that the database has below interviews."""
        tables = [f"SELECT * FROM {part.table} ORDER BY 1, 2" for part in PARTS]
        return [list(map(tuple, await self.fetch(table))) for table in tables]

    async def times_asked(self, question_id: int) -> int:
        """How often a question of one's own was asked, or as far as is known one of the library."""
        own = await self.fetch(
            "SELECT coalesce(use.times_asked, question.times_asked) FROM questions AS question "
            "LEFT JOIN library_uses AS use ON use.question_id = question.question_id "
            "AND use.owner_id = $2 WHERE question.question_id = $1",
            question_id,
            LOCAL_USER_ID,
        )
        return own[0][0]

    async def connect(self) -> asyncpg.Connection:
        """A plain connection to the database behind the server."""
        return await asyncpg.connect(self.url)


def at(part: Part, shown: Any) -> str:
    """Path of something, from its representation."""
    return f"{shown['interview_id']}/{part.path}/{shown[part.key]}"


def _template(path: str) -> str:
    """The document's name for a path."""
    _, name, *below = path.split("?")[0].rstrip("/").split("/")
    (part,) = (each for each in PARTS if each.path == name)
    collection = f"{INTERVIEWS}/{{interview_id}}/{name}"
    return f"{collection}/{{{part.key}}}" if below else collection


def assert_refused(response: httpx2.Response, *fields: str) -> None:
    """Check that a 422 names these fields and no others."""
    problem = assert_problem(response, 422, "invalid_request")
    assert {error["field"] for error in problem["errors"]} == set(fields)


def assert_told(response: httpx2.Response, status: int, detail: str) -> None:
    """Check a problem's status and its words."""
    codes = {400: "bad_request", 404: "not_found", 409: "conflict", 412: "precondition_failed"}
    assert assert_problem(response, status, codes[status])["detail"] == detail
