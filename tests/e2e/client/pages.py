"""The pages of the client, and something worth seeing for each of them to show."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

PAGES = {
    "ask": "/ask",
    "ask-answer": "/ask?run={run_id}",
    "ask-conversation": "/ask?conversation={conversation_id}",
    "history": "/history",
    "history-run": "/history/{run_id}",
    "tracker-board": "/tracker",
    "tracker-list": "/tracker?view=list",
    "tracker-add": "/tracker?add=1",
    "tracker-interview": "/tracker/{interview_id}",
    "library": "/library",
    "library-search": "/library?q=caching",
    "library-question": "/library/{question_id}",
    "practice": "/practice",
    "practice-new": "/practice/new",
    "practice-question": "/practice/{practice_id}",
    "practice-judgement": "/practice/{completed_id}?question={judged_id}",
    "practice-results": "/practice/{completed_id}/results",
    "account": "/account",
    "account-keys": "/account/keys",
    "sign-in": "/sign-in",
    "register": "/register",
    "not-found": "/nowhere",
}
"""Paths by the names of their pictures; `furnish` fills in the ids."""

ASKED = (
    "How does a database index work, and why might the database ignore an index that exists?",
    "Tell me about a time you missed a deadline.",
    "Reverse a singly linked list in place and return its new head.",
    "How would you measure whether a new onboarding works?",
    "How would you design a URL shortening service?",
)

ANSWERS = {
    "How would you design a distributed rate limiter for a public API?": (
        "I would limit by API key, and by IP address only for callers without one, because a whole"
        " office can sit behind one address.\n\nEvery gateway must see the same number, so the"
        " count lives in Redis, sharded by the key. I compare a fixed window, which lets a double"
        " burst through at its boundary, with a token bucket, which allows short bursts and needs"
        " two numbers for each client; I take the bucket. An atomic Lua script reads, decides and"
        " writes, because separate commands race: two requests at once both take the last token."
        "\n\nWhen Redis is down I would let reads through and refuse logins:"
        " fail open or closed is decided for each endpoint. Who is over the limit gets 429 with"
        " Retry-After."
    ),
    "How does a database index work, and why might the database ignore an index that exists?": (
        "An index is a sorted copy of some columns, a B-tree: shallow and wide, so one row among"
        " millions is found in a handful of page reads.\n\nThe planner ignores it when most rows"
        " match anyway, because reading the table in one go is cheaper than jumping around in it."
        " I would look at the plan with EXPLAIN ANALYZE before I change anything."
    ),
    "Tell me about a time you had a conflict with a coworker. How did you handle it?": (
        "A colleague and I disagreed about releasing every week. I went to him directly and asked"
        " before I argued: two bad releases had called him out of bed, so he wanted them rarer."
        "\n\nWe tried it for a month with automatic rollback, and it worked out."
    ),
}
"""What somebody said in a mock interview: well, in part, and too briefly."""

DRAFT = "I would start with the delivery guarantee, because everything else follows from"


async def furnish(client: httpx2.AsyncClient) -> dict[str, str | int]:
    """Use the product for a while, as a person would; the ids of what there is then."""
    return await _Person(client).live()


class _Person:
    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client
        self._known: dict[str, int] = {}

    async def live(self) -> dict[str, str | int]:
        return {
            **await self._ask(),
            **await self._track(),
            **await self._practise(),
            "question_id": await self._question("How would you design a distributed rate limiter"),
        }

    async def _send(self, method: str, path: str, **body: Any) -> Any:
        response = await self._client.request(method, f"/api/{path}", json=body)
        assert response.is_success, f"{path}: {response.text}"
        return response.json()

    async def _made(self, path: str, **body: Any) -> Any:
        return await self._send("POST", path, **body)

    async def _ask(self) -> dict[str, str | int]:
        runs = [await self._made("agents/answer", question=each) for each in ASKED]
        run_id = runs[-1]["run_id"]
        begun = await self._made("agents/conversations", run_id=run_id)
        conversation_id = begun["conversation_id"]
        further = {"question": "And how would that scale?", "conversation_id": conversation_id}
        await self._made("agents/answer", **further)
        await self._made("user/api-keys", key_name="Weekly export", scopes=["read"])
        return {"run_id": runs[0]["run_id"], "conversation_id": conversation_id}

    async def _question(self, words: str) -> int:
        """The id of the question of the library that begins with these words."""
        found = await self._client.get("/api/questions/search", params={"query": words})
        (question_id,) = (
            each["question"]["question_id"]
            for each in found.json()["data"]
            if each["question"]["question_text"].startswith(words)
        )
        return int(question_id)

    async def _named(self, path: str, field: str, name: str) -> int:
        """The id of a company, role or skill, which is made for its first use."""
        if name not in self._known:
            made = await self._made(path, **{f"{field}_name": name})
            self._known[name] = made[f"{field}_id"]
        return self._known[name]

    async def _interview(self, company: str, role: str, **fields: Any) -> int:
        values = {
            "company_id": await self._named("companies", "company", company),
            "role_id": await self._named("roles", "role", role),
            "seniority_level": "senior",
        }
        return int((await self._made("interviews", **values | fields))["interview_id"])

    async def _track(self) -> dict[str, str | int]:
        for each in _INTERVIEWS:
            await self._interview(**each)
        skills = [await self._named("skills", "skill", each) for each in ("PostgreSQL", "Kafka")]
        interview_id = await self._interview(
            "Northwind Payments",
            "Backend engineer",
            interview_status="in_progress",
            is_remote=True,
            salary_range="€85,000 to €95,000",
            application_date=_day(-16),
            first_interview_date=_day(-5),
            final_interview_date=_day(3),
            referral_source="A former colleague",
            preparation_notes="They move money: ask how they reconcile with the banks.",
            skills=[{"skill_id": each, "is_required": True} for each in skills],
        )
        there = f"interviews/{interview_id}"
        screen, technical, _ = [await self._made(f"{there}/rounds", **each) for each in _ROUNDS]
        for words, round_, rating in (
            ("What delivery guarantees do message queues give", screen, 8),
            ("What is a deadlock, which conditions must hold", screen, 5),
            ("How would you design a distributed rate limiter", technical, None),
        ):
            await self._made(
                f"{there}/questions",
                question_id=await self._question(words),
                round_id=round_["round_id"],
                answer_quality_rating=rating,
                was_asked=rating is not None,
                was_prepared=rating is None,
            )
        return {"interview_id": interview_id}

    async def _practise(self) -> dict[str, str | int]:
        role = {"job_role": "Backend engineer"}
        ids = [await self._question(each) for each in ANSWERS]
        completed = await self._made("interview/create", **role, question_ids=ids)
        there = f"interview/{completed['interview_id']}"
        for question, seconds in zip(completed["questions"], (212, 148, 65), strict=True):
            answer = {"user_answer": ANSWERS[question["question"]], "time_taken_seconds": seconds}
            await self._made(f"{there}/answer/{question['id']}", **answer)
        await self._send("PATCH", f"{there}/complete")
        await self._made(f"skill-gaps/analyze/{completed['interview_id']}")

        words = ("What is a deadlock, which conditions", "What delivery guarantees do message")
        ids = [await self._question(each) for each in words]
        role = {"job_role": "Platform engineer"}
        open_ = await self._made("interview/create", **role, question_ids=ids)
        there = f"interview/{open_['interview_id']}"
        first, second = open_["questions"]
        brief = "Two parties wait for each other, each holding what the other needs: mutual waits."
        await self._made(f"{there}/answer/{first['id']}", user_answer=brief)
        await self._send("PUT", f"{there}/questions/{second['id']}/draft", draft=DRAFT)
        return {
            "practice_id": open_["interview_id"],
            "completed_id": completed["interview_id"],
            "judged_id": completed["questions"][0]["id"],
        }


def _day(days: int) -> str:
    """A day from today, as what comes next depends on that."""
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


_INTERVIEWS: tuple[dict[str, Any], ...] = (
    {
        "company": "Contoso Health",
        "role": "Platform engineer",
        "is_remote": True,
        "application_date": _day(-4),
        "first_interview_date": _day(6),
    },
    {
        "company": "Fabrikam Robotics",
        "role": "Site reliability engineer",
        "job_location": "Rotterdam",
        "interview_status": "rescheduled",
        "first_interview_date": _day(9),
    },
    {
        "company": "Tailspin Maps",
        "role": "Backend engineer",
        "seniority_level": "staff",
        "job_location": "Lyon",
        "interview_status": "completed",
        "application_date": _day(-40),
        "first_interview_date": _day(-21),
        "final_interview_date": _day(-2),
    },
    {
        "company": "Wide World Importers",
        "role": "Senior software engineer",
        "job_location": "Vienna",
        "interview_status": "completed",
        "interview_result": "offer_received",
        "application_date": _day(-51),
        "first_interview_date": _day(-33),
        "final_interview_date": _day(-12),
        "offer_date": _day(-1),
        "offer_deadline": _day(8),
    },
    {
        "company": "Adventure Works",
        "role": "Data engineer",
        "seniority_level": "mid",
        "interview_status": "completed",
        "interview_result": "failed",
        "first_interview_date": _day(-29),
    },
)

_ROUNDS: tuple[dict[str, Any], ...] = (
    {
        "round_type": "phone_screen",
        "scheduled_date": _day(-5),
        "scheduled_time": "15:30:00",
        "duration_minutes": 30,
        "interviewer_name": "Priya Raman",
        "interviewer_title": "Engineering manager",
        "round_status": "completed",
        "round_result": "passed",
        "rating": 7,
        "feedback": "Liked the example with the outbox; wants more about isolation levels.",
    },
    {
        "round_type": "system_design",
        "scheduled_date": _day(3),
        "scheduled_time": "10:00:00",
        "duration_minutes": 60,
        "meeting_platform": "Meet",
        "meeting_link": "https://meet.example.com/northwind-design",
        "interviewer_name": "Tomás Herrera",
        "interviewer_title": "Principal engineer",
        "preparation_notes": "Draw the ledger first. Numbers: 400 payments a second at peak.",
    },
    {"round_type": "behavioral", "round_name": "Meet the team"},
)
