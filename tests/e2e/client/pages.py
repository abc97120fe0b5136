"""The pages of the client, and something for each of them to show."""

from typing import Any

from tests.conftest import RunningServer

PAGES = {
    "ask": "/ask",
    "ask-answer": "/ask?run={run_id}",
    "history": "/history",
    "history-run": "/history/{run_id}",
    "tracker-board": "/tracker",
    "tracker-list": "/tracker?view=list",
    "tracker-interview": "/tracker/{interview_id}",
    "library": "/library",
    "library-search": "/library?q=caching",
    "library-question": "/library/{question_id}",
    "practice": "/practice",
    "practice-new": "/practice/new",
    "practice-question": "/practice/{practice_id}",
    "practice-results": "/practice/{practice_id}/results",
    "account": "/account",
    "sign-in": "/sign-in",
    "register": "/register",
    "not-found": "/nowhere",
}
"""Paths by the names of their pictures; `furnish` fills in the ids."""

ANSWER = (
    "I would keep the count in Redis behind a small service, because every gateway must see the"
    " same number. A token bucket for each key allows short bursts, and one atomic script reads"
    " and writes it, so two requests at once can't both take the last token."
)


async def furnish(server: RunningServer) -> dict[str, str | int]:
    """Use the product a little, as a person would; the ids of what there is then."""

    async def made(path: str, **body: Any) -> Any:
        response = await server.client.post(f"/api/{path}", json=body)
        assert response.status_code == 201, response.text
        return response.json()

    run = (await server.events())[0]["run_id"]
    job = {
        "company_id": (await made("companies", company_name="Northwind Payments"))["company_id"],
        "role_id": (await made("roles", role_name="Backend engineer"))["role_id"],
        "seniority_level": "senior",
    }
    for status in ("in_progress", "completed"):
        await made("interviews", **job, interview_status=status)
    interview = (await made("interviews", **job))["interview_id"]
    round_ = await made(
        f"interviews/{interview}/rounds",
        round_number=1,
        round_type="technical",
        scheduled_date="2031-05-12",
    )
    found = await server.client.get("/api/questions/search", params={"query": "rate limiter"})
    question = found.json()["data"][0]["question"]["question_id"]
    await made(
        f"interviews/{interview}/questions", question_id=question, round_id=round_["round_id"]
    )
    practice = await made(
        "interview/create", job_role="Backend engineer", difficulty="intermediate", num_questions=3
    )
    first = practice["questions"][0]["id"]
    await made(f"interview/{practice['interview_id']}/answer/{first}", answer=ANSWER)
    return {
        "run_id": run,
        "interview_id": interview,
        "question_id": question,
        "practice_id": practice["interview_id"],
    }
