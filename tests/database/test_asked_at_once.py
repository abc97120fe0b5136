"""Questions that are linked to interviews while others link, or make an entry their own."""

import asyncio
import json
from typing import Any

import asyncpg
import pytest

from database.engine import Database
from database.models import LOCAL_USER_ID
from database.statements.interview_questions import LINK_QUESTION, UNLINK_QUESTION
from database.statements.interviews import DELETE_INTERVIEW, RESTORE_INTERVIEW
from database.statements.questions import COPY_ENTRY
from tests.database.waiting import started

ASKED = json.dumps(
    {
        "was_asked": True,
        "was_prepared": False,
        "follow_up_questions_asked": [],
        "follow_up_answers": [],
    }
)


@pytest.fixture
async def interview_id(admin: asyncpg.Connection) -> int:
    """An interview of the local user's."""
    return await admin.fetchval(
        "INSERT INTO interviews (owner_id, seniority_level) VALUES ($1, 'mid')"
        " RETURNING interview_id",
        LOCAL_USER_ID,
    )


@pytest.fixture
async def entry_id(admin: asyncpg.Connection) -> int:
    """An entry of the library."""
    return await admin.fetchval("SELECT min(question_id) FROM questions WHERE owner_id IS NULL")


def one(question_id: int, interview_id: int | None = None) -> dict[str, Any]:
    """Parameters of statements about a question, and of its link to an interview."""
    return {
        "owner_id": LOCAL_USER_ID,
        "question_id": question_id,
        "interview_id": interview_id,
        "document": ASKED,
    }


async def counts(admin: asyncpg.Connection) -> tuple[list[int], list[int]]:
    """How often the own versions of entries were asked, and entries without one."""
    own = "SELECT times_asked FROM questions WHERE copied_from IS NOT NULL"
    uses = "SELECT times_asked FROM library_uses"
    versions, entries = [[row[0] for row in await admin.fetch(sql)] for sql in (own, uses)]
    return versions, entries


async def test_questions_that_are_linked_at_once_come_one_after_the_other(
    database: Database, admin: asyncpg.Connection, interview_id: int
) -> None:
    entries = await admin.fetch("SELECT question_id FROM questions LIMIT 4")
    async with admin.transaction():
        await admin.execute("SELECT FROM interviews FOR UPDATE")
        linking = await started(
            admin,
            *(
                database.write(LINK_QUESTION, one(row["question_id"], interview_id))
                for row in entries
            ),
        )
    shown = [json.loads(rows[0]["body"]) for rows in await asyncio.gather(*linking)]
    assert sorted(each["order_asked"] for each in shown) == [1, 2, 3, 4]


async def test_a_link_that_waited_is_counted_in_the_version_that_was_made_meanwhile(
    database: Database, admin: asyncpg.Connection, interview_id: int, entry_id: int
) -> None:
    async with admin.transaction():
        await admin.execute("SELECT FROM interviews FOR UPDATE")
        (linking,) = await started(
            admin, database.write(LINK_QUESTION, one(entry_id, interview_id))
        )
        assert await database.write(COPY_ENTRY, one(entry_id))
    assert await linking
    assert await counts(admin) == ([1], [])
    assert await database.write(UNLINK_QUESTION, one(entry_id, interview_id))
    assert await counts(admin) == ([0], [])


@pytest.mark.parametrize("before", [0, 3])
async def test_a_version_takes_over_what_is_being_counted(
    database: Database,
    admin: asyncpg.Connection,
    interview_id: int,
    entry_id: int,
    before: int,
) -> None:
    if before:
        await admin.execute(
            "INSERT INTO library_uses VALUES ($1, $2, $3)", LOCAL_USER_ID, entry_id, before
        )
    async with database.transaction() as transaction:
        assert await transaction.rows(LINK_QUESTION, one(entry_id, interview_id))
        (copying,) = await started(admin, database.write(COPY_ENTRY, one(entry_id)))
    assert await copying
    assert await counts(admin) == ([before + 1], [])


async def test_a_link_waits_for_a_version_that_is_being_made(
    database: Database, admin: asyncpg.Connection, interview_id: int, entry_id: int
) -> None:
    async with database.transaction() as transaction:
        assert await transaction.rows(COPY_ENTRY, one(entry_id))
        (linking,) = await started(
            admin, database.write(LINK_QUESTION, one(entry_id, interview_id))
        )
    assert await linking
    assert await counts(admin) == ([1], [])


async def test_counts_are_right_when_versions_are_made_amid_links(
    database: Database, admin: asyncpg.Connection
) -> None:
    rows = await admin.fetch("SELECT question_id FROM questions LIMIT 12")
    entries = [row["question_id"] for row in rows]
    interviews = await admin.fetch(
        "INSERT INTO interviews (owner_id, seniority_level) SELECT $1, 'mid'"
        " FROM generate_series(1, 5) RETURNING interview_id",
        LOCAL_USER_ID,
    )
    await asyncio.gather(
        *(
            act
            for entry in entries
            for act in (
                *(
                    database.write(LINK_QUESTION, one(entry, row["interview_id"]))
                    for row in interviews
                ),
                database.write(COPY_ENTRY, one(entry)),
            )
        )
    )
    assert await counts(admin) == ([5] * len(entries), [])


async def test_a_person_goes_with_what_was_counted(
    database: Database, admin: asyncpg.Connection, interview_id: int, entry_id: int
) -> None:
    await database.write(LINK_QUESTION, one(entry_id, interview_id))
    await admin.execute("DELETE FROM users WHERE user_id = $1", LOCAL_USER_ID)
    assert await counts(admin) == ([], [])


async def interviews_about(
    database: Database, admin: asyncpg.Connection, *orders: list[int]
) -> list[dict[str, Any]]:
    """Parameters for interviews of the local user's, each linked to questions in this order."""
    made = []
    for questions in orders:
        interview_id = await admin.fetchval(
            "INSERT INTO interviews (owner_id, seniority_level) VALUES ($1, 'mid')"
            " RETURNING interview_id",
            LOCAL_USER_ID,
        )
        for number in questions:
            await database.write(LINK_QUESTION, one(number, interview_id))
        made.append({"owner_id": LOCAL_USER_ID, "interview_id": interview_id})
    return made


async def test_a_deleted_interview_counts_nowhere_until_it_is_restored(
    database: Database, admin: asyncpg.Connection, entry_id: int
) -> None:
    first, second = await interviews_about(database, admin, [entry_id], [entry_id])
    for statement, interview, times in (
        (DELETE_INTERVIEW, first, 1),
        (DELETE_INTERVIEW, first, 1),
        (DELETE_INTERVIEW, second, 0),
        (RESTORE_INTERVIEW, first, 1),
        (RESTORE_INTERVIEW, first, 1),
    ):
        await database.write(statement, interview)
        assert await counts(admin) == ([], [times])
    await database.write(COPY_ENTRY, one(entry_id))
    await database.write(RESTORE_INTERVIEW, second)
    assert await counts(admin) == ([2], [])
    await database.write(DELETE_INTERVIEW, first)
    assert await counts(admin) == ([1], [])


async def test_what_is_linked_while_its_interview_is_deleted_is_not_counted(
    database: Database, admin: asyncpg.Connection, entry_id: int
) -> None:
    (interview,) = await interviews_about(database, admin, [])
    async with database.transaction() as transaction:
        assert await transaction.rows(DELETE_INTERVIEW, interview)
        (linking,) = await started(
            admin, database.write(LINK_QUESTION, one(entry_id, interview["interview_id"]))
        )
    assert await linking == []
    assert await counts(admin) == ([], [])


async def test_what_was_linked_while_deleting_waited_is_taken_back(
    database: Database, admin: asyncpg.Connection, entry_id: int
) -> None:
    (interview,) = await interviews_about(database, admin, [])
    async with database.transaction() as transaction:
        assert await transaction.rows(LINK_QUESTION, one(entry_id, interview["interview_id"]))
        (deleting,) = await started(admin, database.write(DELETE_INTERVIEW, interview))
    assert await deleting
    assert await counts(admin) == ([], [0])


async def test_interviews_about_the_same_are_deleted_and_restored_at_once(
    database: Database, admin: asyncpg.Connection
) -> None:
    """Some know an entry by its version: in the order of their own ids this is a deadlock."""
    rows = await admin.fetch("SELECT question_id FROM questions ORDER BY question_id LIMIT 30")
    entries = [row["question_id"] for row in rows]
    before = await interviews_about(database, admin, entries, entries[::-1])
    for entry in entries[::-2]:
        await database.write(COPY_ENTRY, one(entry))
    versions = await admin.fetch(
        "SELECT copied_from, question_id FROM questions WHERE copied_from IS NOT NULL"
    )
    meant = [dict(versions).get(entry, entry) for entry in entries]
    after = await interviews_about(database, admin, meant, meant[::-1])
    for _ in range(5):
        for statement, times in ((DELETE_INTERVIEW, 0), (RESTORE_INTERVIEW, 4)):
            changed = await asyncio.gather(
                *(database.write(statement, each) for each in before + after)
            )
            assert all(changed)
            assert await counts(admin) == ([times] * 15, [times] * 15)
