"""What the statements below interviews read, write and lock, on a real database."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from database.engine import Database
from database.errors import ConstraintViolated
from database.models import LOCAL_USER_ID
from database.statements.interview_questions import (
    CHANGE_ASKED,
    LINK_QUESTION,
    LIST_ASKED,
    LOCK_ASKED,
    READ_ASKED,
    UNLINK_QUESTION,
)
from database.statements.interview_skills import (
    DELETE_INTERVIEW_SKILL,
    LIST_INTERVIEW_SKILLS,
    LOCK_INTERVIEW_SKILL,
    READ_INTERVIEW_SKILL,
    SET_INTERVIEW_SKILL,
)
from database.statements.rounds import (
    CHANGE_ROUND,
    CREATE_ROUND,
    DELETE_ROUND,
    LIST_ROUNDS,
    LIST_TIME_ZONES,
    LOCK_ROUND,
    READ_ROUND,
)
from tests.database.run_rows import other_user
from tests.database.waiting import started

ROUND = {
    "round_type": "final",
    "timezone": "UTC",
    "is_virtual": True,
    "round_status": "scheduled",
    "round_result": "pending",
    "key_topics_covered": [],
}
ASKED = {
    "was_asked": True,
    "was_prepared": False,
    "follow_up_questions_asked": [],
    "follow_up_answers": [],
}
SKILL = {"is_required": True, "is_nice_to_have": False, "was_assessed": False}
ALL = [
    LIST_ROUNDS,
    READ_ROUND,
    LOCK_ROUND,
    CREATE_ROUND,
    CHANGE_ROUND,
    DELETE_ROUND,
    LIST_ASKED,
    READ_ASKED,
    LOCK_ASKED,
    LINK_QUESTION,
    CHANGE_ASKED,
    UNLINK_QUESTION,
    LIST_INTERVIEW_SKILLS,
    READ_INTERVIEW_SKILL,
    LOCK_INTERVIEW_SKILL,
    SET_INTERVIEW_SKILL,
    DELETE_INTERVIEW_SKILL,
]
TABLES = ("interview_rounds", "interview_questions", "interview_skills")


class Desk:
    """An interview with a round, a question and a skill, and what statements need for them."""

    def __init__(self, database: Database, admin: asyncpg.Connection) -> None:
        self.database, self.admin = database, admin
        self.values: dict[str, Any] = {}

    async def fill(self, owner: UUID = LOCAL_USER_ID) -> None:
        """Write it."""
        insert = self.admin.fetchval
        interview_id = await insert(
            "INSERT INTO interviews (owner_id, seniority_level) VALUES ($1, 'mid') "
            "RETURNING interview_id",
            owner,
        )
        question_id = await insert(
            "INSERT INTO questions (owner_id, question_text, question_category) "
            "VALUES ($1, 'What is an index good for?', 'technical') RETURNING question_id",
            owner,
        )
        skill_id = await insert(
            "INSERT INTO skills (skill_name) VALUES (gen_random_uuid()::text) RETURNING skill_id"
        )
        self.values = {
            "owner_id": owner,
            "interview_id": interview_id,
            "question_id": question_id,
            "skill_id": skill_id,
            "document": json.dumps(ROUND | ASKED | SKILL),
            "skip": 0,
            "limit": 10,
        }
        made = await self.run(CREATE_ROUND)
        self.values["round_id"] = made["round_id"]
        await self.run(LINK_QUESTION)
        await self.run(SET_INTERVIEW_SKILL)

    async def run(self, statement: Any, document: Any = None, **values: Any) -> Any:
        """Run a statement; the row that it shows, or None."""
        if document is not None:
            values["document"] = json.dumps(document)
        rows = await self.database.write(statement, self.values | values)
        return json.loads(rows[0]["body"]) if rows else None

    async def run_meanwhile(self, statement: Any, document: Any, *, during: str) -> Any:
        """Run a statement that has to wait for another transaction; the row that it shows.

        Args:
            during: SQL of the other transaction, which is committed once the statement waits.
        """
        async with self.admin.transaction():
            await self.admin.execute(during)
            (running,) = await started(self.admin, self.run(statement, document))
        return await running

    async def everything(self) -> list[Any]:
        """All rows below interviews."""
        return [
            [tuple(row) for row in await self.admin.fetch(f"SELECT * FROM {table} ORDER BY 1, 2")]
            for table in TABLES
        ]

    async def times_asked(self) -> int:
        """Of the question."""
        return await self.admin.fetchval(
            "SELECT times_asked FROM questions WHERE question_id = $1", self.values["question_id"]
        )


@pytest.fixture
async def desk(database: Database, admin: asyncpg.Connection) -> AsyncIterator[Desk]:
    """The local user's."""
    made = Desk(database, admin)
    await made.fill()
    return made


async def test_statements_find_nothing_below_what_is_not_the_callers(
    desk: Desk, admin: asyncpg.Connection
) -> None:
    somebody = await other_user(admin)
    before = await desk.everything()
    for statement in ALL:
        for values in ({"owner_id": somebody}, {"interview_id": 2_147_483_647}):
            assert await desk.database.write(statement, desk.values | values) == [], statement
    await admin.execute("UPDATE interviews SET deleted_at = now()")
    for statement in ALL:
        assert await desk.database.write(statement, desk.values) == [], statement
    assert await desk.everything() == before
    assert await desk.times_asked() == 0
    await admin.execute("UPDATE interviews SET deleted_at = NULL")
    assert await desk.times_asked() == 1


@pytest.mark.parametrize(
    "during",
    [
        "UPDATE interview_rounds SET feedback = 'theirs'",
        "UPDATE interviews SET updated_at = now(); UPDATE interview_rounds SET feedback = 'theirs'",
    ],
    ids=["of the row", "of the interview"],
)
async def test_a_change_that_waited_keeps_what_it_waited_for(desk: Desk, during: str) -> None:
    shown = await desk.run_meanwhile(CHANGE_ROUND, {"rating": 7}, during=during)
    assert (shown["feedback"], shown["rating"]) == ("theirs", 7)


@pytest.mark.parametrize("was_asked", [False, True])
async def test_a_change_that_waited_counts_from_what_it_waited_for(
    desk: Desk, was_asked: bool
) -> None:
    shown = await desk.run_meanwhile(
        CHANGE_ASKED,
        {"was_asked": was_asked},
        during="UPDATE interview_questions SET was_asked = false, what_went_well = 'theirs'",
    )
    assert (shown["was_asked"], shown["what_went_well"]) == (was_asked, "theirs")
    assert await desk.times_asked() == was_asked


async def test_an_unlinking_that_waited_counts_from_what_it_waited_for(desk: Desk) -> None:
    async with desk.admin.transaction():
        await desk.admin.execute("UPDATE interview_questions SET was_asked = false")
        (running,) = await started(desk.admin, desk.database.write(UNLINK_QUESTION, desk.values))
    assert len(await running) == 1
    assert await desk.times_asked() == 0


@pytest.mark.parametrize(
    "statement", [LOCK_ROUND, LOCK_ASKED, LOCK_INTERVIEW_SKILL, CHANGE_ROUND, CHANGE_ASKED]
)
async def test_who_writes_below_an_interview_holds_it(desk: Desk, statement: Any) -> None:
    """So that two who need each other's rows can't wait for each other."""
    async with desk.database.transaction() as transaction:
        await transaction.rows(statement, desk.values)
        free = await desk.admin.fetch("SELECT FROM interviews FOR NO KEY UPDATE SKIP LOCKED")
        assert free == []
        # Rows that refer to it can still be written elsewhere.
        assert len(await desk.admin.fetch("SELECT FROM interviews FOR KEY SHARE SKIP LOCKED")) == 1


async def test_a_deleted_round_is_taken_out_of_its_questions_only(desk: Desk) -> None:
    await desk.run(CHANGE_ASKED, {"round_id": desk.values["round_id"], "confidence_level": 3})
    (before,) = await desk.admin.fetch("SELECT * FROM interview_questions")
    await desk.database.write(DELETE_ROUND, desk.values)
    (after,) = await desk.admin.fetch("SELECT * FROM interview_questions")
    assert dict(after) == dict(before) | {"round_id": None}


async def test_a_round_of_another_interview_is_refused(desk: Desk) -> None:
    round_id = desk.values["round_id"]
    await desk.fill()
    before = await desk.everything()
    with pytest.raises(ConstraintViolated) as refused:
        await desk.run(CHANGE_ASKED, {"round_id": round_id, "was_asked": False})
    assert refused.value.constraint == "interview_questions_round_id_fkey"
    assert await desk.everything() == before
    assert await desk.times_asked() == 1


async def test_all_goes_with_the_interview(desk: Desk) -> None:
    goes = desk.values["interview_id"]
    await desk.fill()
    await desk.admin.execute("DELETE FROM interviews WHERE interview_id = $1", goes)
    assert [len(rows) for rows in await desk.everything()] == [1, 1, 1]


async def test_a_skill_that_is_linked_can_not_be_deleted(desk: Desk) -> None:
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await desk.admin.execute("DELETE FROM skills")


async def test_a_person_goes_with_everything(desk: Desk) -> None:
    await desk.admin.execute("DELETE FROM users")
    for table in ("interviews", "interview_rounds", "interview_questions", "interview_skills"):
        assert await desk.admin.fetchval(f"SELECT count(*) FROM {table}") == 0


async def test_a_page_tells_the_number_of_all(desk: Desk) -> None:
    for _ in range(3):
        await desk.run(CREATE_ROUND)
    (row,) = await desk.database.rows(LIST_ROUNDS, desk.values | {"skip": 1, "limit": 2})
    assert row["total"] == 4
    assert [each["round_number"] for each in json.loads(row["data"])] == [2, 3]


async def test_a_skill_is_new_only_the_first_time(desk: Desk) -> None:
    (row,) = await desk.database.write(SET_INTERVIEW_SKILL, desk.values)
    assert row["is_new"] is False
    await desk.database.write(DELETE_INTERVIEW_SKILL, desk.values)
    (row,) = await desk.database.write(SET_INTERVIEW_SKILL, desk.values)
    assert row["is_new"] is True


async def test_rounds_that_are_added_at_once_come_one_after_the_other(desk: Desk) -> None:
    async with desk.admin.transaction():
        await desk.admin.execute("SELECT FROM interviews FOR UPDATE")
        adding = await started(desk.admin, *(desk.run(CREATE_ROUND) for _ in range(4)))
    numbers = [(await each)["round_number"] for each in adding]
    assert sorted(numbers) == [2, 3, 4, 5]


async def test_time_zones_are_iana_names(database: Database) -> None:
    names = {row["name"] for row in await database.rows(LIST_TIME_ZONES)}
    assert {"UTC", "Europe/Lisbon", "America/Argentina/Buenos_Aires"} <= names
    assert not [each for each in names if each.startswith(("posix", "right"))]
    assert not names & {"Factory", "localtime"}
