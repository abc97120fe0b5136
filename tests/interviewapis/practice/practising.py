"""Somebody who practises on a running server, and a look behind."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2

from scripts.api_documentation.document import taken_apart
from tests.conftest import RunningServer, parse_frames
from tests.contract.document import assert_documented
from tests.doubles.model_server import ModelServer
from tests.faults.support import until
from tests.interviewapis.accounts.people import Person, bearer
from tests.interviewapis.practice.scripted import JUDGING, Script, good_answer

INTERVIEW, GAPS, STATS = "/api/interview", "/api/skill-gaps", "/api/user/stats"
EVENTS = {"Accept": "text/event-stream"}
FRAMES = re.compile(rb"(data: [^\r\n]+\n\n|:[^\r\n]*\n\n)+")
NOBODYS = str(uuid4())

Json = dict[str, Any]


@dataclass
class Practice:
    """Somebody with an account; whatever they are answered must be as documented.

    Attributes:
        models: Their server's model server, where it has one.
    """

    server: RunningServer
    person: Person
    models: ModelServer | None = None

    @property
    def script(self) -> Script:
        """What the model does."""
        assert self.models
        assert isinstance(self.models.on_complete, Script)
        return self.models.on_complete

    def asked(self, schema: str = JUDGING) -> int:
        """How often the model was asked for something."""
        assert self.models
        return len(self.models.asked_for(schema))

    async def send(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> httpx2.Response:
        """Send a request; the response must be as the document says."""
        sent = bearer(self.person.token) | (headers or {})
        response = await self.server.client.request(method, path, json=body, headers=sent)
        found = taken_apart(path.partition("?")[0].rstrip("/"))
        assert found, path
        assert_documented(method.lower(), found[0], response)
        return response

    async def get(self, path: str) -> Any:
        """What is there."""
        response = await self.send("GET", path)
        assert response.status_code == 200, response.text
        return response.json()

    async def create(self, **fields: Any) -> Json:
        """Begin an interview of two technical questions, if nothing else is asked for."""
        order = {"job_role": "Python Developer", "num_questions": 2, "question_type": "technical"}
        return made(await self.send("POST", f"{INTERVIEW}/create", order | fields))

    async def answer(self, interview: Json, number: int = 0, **fields: Any) -> httpx2.Response:
        """Answer a question of an interview, well if nothing else is said."""
        question = interview["questions"][number]
        body = {"user_answer": await self.good_answer(question)} | fields
        return await self.send("POST", answer_path(interview, question), body)

    async def judged(self, interview: Json, number: int = 0, **fields: Any) -> Json:
        """The same when it is judged."""
        return made(await self.answer(interview, number, **fields))

    async def retry(self, interview: Json, number: int = 0, **fields: Any) -> httpx2.Response:
        """Try a question again."""
        question = interview["questions"][number]
        body = {"user_answer": await self.good_answer(question)} | fields
        return await self.send("POST", below(interview, question, "attempts"), body)

    async def attempts(self, interview: Json, number: int = 0) -> list[Json]:
        """All tries at a question."""
        path = below(interview, interview["questions"][number], "attempts")
        return list((await self.get(path))["attempts"])

    async def draft(self, interview: Json, draft: Any, number: int = 0) -> httpx2.Response:
        """Save a draft."""
        path = below(interview, interview["questions"][number], "draft")
        return await self.send("PUT", path, {"draft": draft})

    async def follow_up(self, interview: Json, number: int = 0) -> httpx2.Response:
        """Be asked deeper."""
        path = below(interview, interview["questions"][number], "follow-up")
        return await self.send("POST", path)

    async def again(self, interview: Json) -> Json:
        """An interview as it is now."""
        return dict(await self.get(of(interview)))

    async def score(self, interview: Json, *, summary: bool = False) -> Json:
        """Its score."""
        wanted = str(summary).lower()
        return dict(await self.get(f"{of(interview)}/score?generate_summary={wanted}"))

    async def results(self, interview: Json) -> Json:
        """Its answers."""
        return dict(await self.get(f"{of(interview)}/results"))

    async def complete(self, interview: Json) -> Json:
        """Say that it is done."""
        response = await self.send("PATCH", f"{of(interview)}/complete")
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def stats(self) -> Json:
        """The person's figures."""
        return dict(await self.get(STATS))

    async def follow(self, path: str, body: Json, headers: dict[str, str] | None = None) -> Any:
        """Follow the progress to its end; the events."""
        response = await self.send("POST", path, body, EVENTS | (headers or {}))
        assert response.status_code == 200, response.text
        assert FRAMES.fullmatch(response.content)
        return parse_frames(response.content)

    async def until_judging(self, times: int = 1) -> None:
        """Wait until the model is being asked to judge."""
        await until(lambda: self.asked() == times, "a request to the model")

    async def until_settled(self, interview: Json, number: int = 0) -> Json:
        """Wait until nothing is being judged; the last try."""

        async def settled() -> bool:
            tries = await self.attempts(interview, number)
            return bool(tries) and tries[-1]["state"] != "judging"

        await until(settled, "the end of the judging")
        return (await self.attempts(interview, number))[-1]

    async def good_answer(self, question: Json) -> str:
        """An answer that makes the key points; that of the library where the question is its."""
        if known := good_answer(question["question"]):
            return known
        found = await self.server.fetch(
            "SELECT answer_markdown_content AS answer FROM questions"
            " WHERE question_id = $1 AND owner_id IS NULL",
            question["bank_question_id"],
        )
        return str(found[0]["answer"])[:5000] if found else "I read the plan of the database."

    async def own_question(self, **columns: Any) -> int:
        """Write a question of one's own; its id."""
        return await write(
            self.server,
            "questions",
            "question_id",
            **{
                "owner_id": self.person.user_id,
                "question_text": "How do you find out why a query is slow?",
                "question_category": "technical",
            }
            | columns,
        )

    async def entry(self, slug: str) -> int:
        """The id of an entry of the library."""
        (row,) = await self.server.fetch(
            "SELECT question_id FROM questions"
            " WHERE library_slug LIKE '%/' || $1 AND owner_id IS NULL",
            slug,
        )
        return int(row["question_id"])


async def write(server: RunningServer, table: str, returning: str, **columns: Any) -> Any:
    """Write a row; one column of it."""
    places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    (row,) = await server.fetch(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places}) RETURNING {returning}",
        *columns.values(),
    )
    return row[0]


def made(response: httpx2.Response) -> Json:
    """What a 201 shows."""
    assert response.status_code == 201, response.text
    return dict(response.json())


def of(interview: Json) -> str:
    """Path of an interview."""
    return f"{INTERVIEW}/{interview['interview_id']}"


def answer_path(interview: Json, question: Json) -> str:
    """Where a question is answered."""
    return f"{of(interview)}/answer/{question['id']}"


def below(interview: Json, question: Json, what: str) -> str:
    """What lies under a question."""
    return f"{of(interview)}/questions/{question['id']}/{what}"
