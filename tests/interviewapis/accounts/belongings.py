"""Everything that one can own, made through the API: a maker for each id that a path may have.

A new kind of id needs a line in ``MAKERS``, or the tests that walk all routes fail.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.conftest import QUESTION
from tests.interviewapis.accounts.people import Person
from tests.interviewapis.runs.asking import until


class Belongings:
    """What somebody owns; each thing is made when it is first asked for."""

    def __init__(self, owner: Person) -> None:
        self.owner = owner
        self._made: dict[Make, Any] = {}

    async def id(self, path: str, name: str) -> Any:
        """The id of this owner for a name in a path.

        Raises:
            LookupError: no maker is known.
        """
        return await self.once(maker_of(path, name))

    async def everything(self) -> None:
        """Make one of each."""
        for beginning, name in MAKERS:
            await self.id(beginning, name)

    async def once(self, make: "Make") -> Any:
        """What a maker makes; always the same."""
        if make not in self._made:
            self._made[make] = await make(self)
        return self._made[make]

    async def send(self, method: str, path: str, body: Any = None) -> Any:
        """What a request of the owner's is answered with."""
        response = await self.owner.send(method, path, body)
        assert response.is_success, f"{method} {path}: {response.text}"
        return response.json()


Make = Callable[[Belongings], Awaitable[Any]]


def maker_of(path: str, name: str) -> Make:
    """What makes the thing that a name in a path stands for.

    Raises:
        LookupError: nobody has written one.
    """
    fitting = [key for key in MAKERS if key[1] == name and path.startswith(key[0])]
    if not fitting:
        raise LookupError(f"{path} has {{{name}}}: add how to make one to MAKERS")
    return MAKERS[max(fitting, key=lambda key: len(key[0]))]


async def _run(mine: Belongings) -> str:
    asked = {"question": QUESTION, "agent": "system_design"}
    run_id = (await mine.send("POST", "/api/agents/runs", asked))["run_id"]

    async def over() -> bool:
        return (await mine.send("GET", f"/api/agents/runs/{run_id}"))["status"] != "running"

    await until(over)
    return str(run_id)


async def _conversation(mine: Belongings) -> str:
    body = {"run_id": await mine.once(_run)}
    return str((await mine.send("POST", "/api/agents/conversations", body))["conversation_id"])


async def _company(mine: Belongings) -> int:
    body = {"company_name": f"Company of {mine.owner.username}"}
    return int((await mine.send("POST", "/api/companies", body))["company_id"])


async def _role(mine: Belongings) -> int:
    body = {"role_name": f"Role of {mine.owner.username}"}
    return int((await mine.send("POST", "/api/roles", body))["role_id"])


async def _skill(mine: Belongings) -> int:
    """A skill that is used everywhere it can be."""
    body = {"skill_name": f"Skill of {mine.owner.username}"}
    skill_id = int((await mine.send("POST", "/api/skills", body))["skill_id"])
    await mine.send("PUT", f"/api/user/skills/{skill_id}", {})
    for path in (
        f"/api/interviews/{await mine.once(_interview)}",
        f"/api/questions/{await mine.once(_question)}",
    ):
        await mine.send("PUT", f"{path}/skills/{skill_id}", {})
    return skill_id


async def _interview(mine: Belongings) -> int:
    body = {
        "seniority_level": "senior",
        "company_id": await mine.once(_company),
        "role_id": await mine.once(_role),
    }
    return int((await mine.send("POST", "/api/interviews", body))["interview_id"])


async def _round(mine: Belongings) -> int:
    path = f"/api/interviews/{await mine.once(_interview)}/rounds"
    return int((await mine.send("POST", path, {"round_type": "technical"}))["round_id"])


async def _question(mine: Belongings) -> int:
    text = f"What would {mine.owner.username} ask about a slow query?"
    body = {"question_text": text, "question_category": "technical"}
    return int((await mine.send("POST", "/api/questions", body))["question_id"])


async def _asked(mine: Belongings) -> int:
    """A question that was asked in an interview."""
    path = f"/api/interviews/{await mine.once(_interview)}/questions"
    body = {"question_id": await mine.once(_question)}
    return int((await mine.send("POST", path, body))["question_id"])


async def _practice(mine: Belongings) -> dict[str, Any]:
    body = {"job_role": "Python Developer", "difficulty": "intermediate", "num_questions": 1}
    return dict(await mine.send("POST", "/api/interview/create", body))


async def _practice_session(mine: Belongings) -> str:
    return str((await mine.once(_practice))["interview_id"])


async def _practice_question(mine: Belongings) -> str:
    return str((await mine.once(_practice))["questions"][0]["id"])


async def _api_key(mine: Belongings) -> str:
    body = {"key_name": f"Key of {mine.owner.username}"}
    return str((await mine.send("POST", "/api/user/api-keys", body))["api_key_id"])


async def _user(mine: Belongings) -> str:
    return str(mine.owner.user_id)


MAKERS: dict[tuple[str, str], Make] = {
    ("", "run_id"): _run,
    ("", "conversation_id"): _conversation,
    ("", "company_id"): _company,
    ("", "role_id"): _role,
    ("", "skill_id"): _skill,
    ("", "interview_id"): _interview,
    ("", "round_id"): _round,
    ("", "question_id"): _question,
    ("/api/interviews/", "question_id"): _asked,
    ("/api/interview/", "interview_id"): _practice_session,
    ("/api/interview/", "question_id"): _practice_question,
    ("/api/skill-gaps/", "interview_id"): _practice_session,
    ("/api/user/api-keys/", "api_key_id"): _api_key,
    ("/api/admin/users/", "user_id"): _user,
}
"""By the beginning of the paths and the name of the id; the longest beginning counts."""

NO_IDS = {"category"}
"""Names in paths that stand for words which everybody knows."""
