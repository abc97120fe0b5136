"""What the statements of interviews read and write, on a real database."""

import asyncio
import json
from collections.abc import AsyncIterator
from itertools import product
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from database.compiled import Compiled
from database.engine import Database
from database.errors import ConstraintViolated
from database.models import LOCAL_USER_ID
from database.statements.interviews import (
    CHANGE_INTERVIEW,
    CHANGE_INTERVIEW_AND_SKILLS,
    CREATE_INTERVIEW,
    CREATE_INTERVIEW_ONCE,
    DELETE_INTERVIEW,
    GIVEN,
    LOCK_INTERVIEW,
    READ_INTERVIEW,
    RESTORE_INTERVIEW,
    list_interviews,
)
from database.statements.records import FIND_KEY
from tests.database.run_rows import AWKWARD, other_user
from tests.interviewapis.interviews.support import listed
from tests.interviewapis.runs.asking import until

WAITING = (
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
SORTS = (
    "created_at",
    "application_date",
    "first_interview_date",
    "company_name",
    "interview_status",
)


LEAST: dict[str, Any] = {
    "interview_type": "actual",
    "seniority_level": "senior",
    "interview_status": "scheduled",
    "interview_result": "pending",
    "main_skills_required": [],
    "is_remote": False,
    "cv_tailored_for_role": False,
    "cv_highlights": [],
    "skills": [],
}
"""What every document has."""

FLAGS = {"is_required": True, "is_nice_to_have": False, "was_assessed": False}
"""What every skill in a document has."""


async def create(database: Database, owner: UUID = LOCAL_USER_ID, **fields: Any) -> Any:
    """Add an interview; how it is shown."""
    values = {"owner_id": owner, "document": json.dumps(LEAST | fields)}
    return shown(await database.write(CREATE_INTERVIEW, values))


def shown(rows: list[asyncpg.Record]) -> Any:
    """The one interview that a statement returned."""
    (row,) = rows
    return json.loads(row["body"])


def own(interview: Any, **changes: Any) -> dict[str, Any]:
    """Parameters of statements about an interview of the local user's."""
    return {
        "owner_id": LOCAL_USER_ID,
        "interview_id": interview["interview_id"],
        "document": json.dumps(changes),
    }


async def skill(admin: asyncpg.Connection, name: str) -> int:
    """Write a skill; its id."""
    return await admin.fetchval(
        "INSERT INTO skills (skill_name) VALUES ($1) RETURNING skill_id", name
    )


@pytest.fixture
async def theirs(database: Database, admin: asyncpg.Connection) -> Any:
    """Somebody else's interview."""
    return await create(database, await other_user(admin))


@pytest.mark.parametrize(
    "statement",
    [
        READ_INTERVIEW,
        LOCK_INTERVIEW,
        CHANGE_INTERVIEW,
        CHANGE_INTERVIEW_AND_SKILLS,
        DELETE_INTERVIEW,
        RESTORE_INTERVIEW,
    ],
    ids=["read", "lock", "change", "change with skills", "delete", "restore"],
)
async def test_statements_find_only_what_is_ones_own(
    database: Database, admin: asyncpg.Connection, theirs: Any, statement: Compiled
) -> None:
    before = await admin.fetch("TABLE interviews")
    values = own(theirs, job_location="Mine now", skills=[])
    assert await database.write(statement, values) == []
    assert await admin.fetch("TABLE interviews") == before


@pytest.mark.parametrize(
    "statement",
    [READ_INTERVIEW, LOCK_INTERVIEW, CHANGE_INTERVIEW, CHANGE_INTERVIEW_AND_SKILLS],
    ids=["read", "lock", "change", "change with skills"],
)
async def test_what_is_deleted_is_found_by_restoring_only(
    database: Database, statement: Compiled
) -> None:
    mine = await create(database)
    assert await database.write(DELETE_INTERVIEW, own(mine))
    values = own(mine, skills=[])
    assert await database.write(statement, values) == []
    assert await database.write(DELETE_INTERVIEW, values) == []
    restored = shown(await database.write(RESTORE_INTERVIEW, values))
    assert restored == mine | {"updated_at": restored["updated_at"]}
    assert shown(await database.write(RESTORE_INTERVIEW, values)) == restored


async def test_what_a_document_may_not_fill_it_does_not_fill(
    database: Database, admin: asyncpg.Connection, theirs: Any
) -> None:
    """Requests refuse such fields; the statements do not depend on it."""
    assert not {"owner_id", "deleted_at", "interview_id", "created_at", "updated_at"} & set(GIVEN)
    evil = {
        "owner_id": theirs["created_by"],
        "interview_id": theirs["interview_id"],
        "deleted_at": "2020-01-01T00:00:00Z",
        "created_at": "2020-01-01T00:00:00Z",
        "updated_at": "2020-01-01T00:00:00Z",
        "unheard_of": 1,
    }
    values = {"owner_id": LOCAL_USER_ID, "document": json.dumps(LEAST | evil)}
    made = shown(await database.write(CREATE_INTERVIEW, values))
    changed = shown(await database.write(CHANGE_INTERVIEW, own(made, **evil)))
    assert changed == made | {"updated_at": changed["updated_at"]}
    assert made["created_by"] == str(LOCAL_USER_ID)
    assert made["created_at"] > "2021"


async def test_all_statements_show_an_interview_in_the_same_bytes(
    database: Database, admin: asyncpg.Connection
) -> None:
    """Else its ETag would depend on who asks."""
    skills = [
        FLAGS | {"skill_id": await skill(admin, name), "assessment_notes": AWKWARD}
        for name in ("b", "A", AWKWARD)
    ]
    more = {"strengths": AWKWARD, "application_date": "2026-01-02", "skills": skills}
    values = {"owner_id": LOCAL_USER_ID, "document": json.dumps(LEAST | more)}
    ((made,),) = await database.write(CREATE_INTERVIEW, values)
    mine = own(json.loads(made))
    for statement in (READ_INTERVIEW, LOCK_INTERVIEW, RESTORE_INTERVIEW):
        assert [tuple(row) for row in await database.write(statement, mine)] == [(made,)]
    for changing, changes in (
        (CHANGE_INTERVIEW, {}),
        (CHANGE_INTERVIEW_AND_SKILLS, {"skills": skills}),
    ):
        ((changed,),) = await database.write(changing, own(json.loads(made), **changes))
        assert [tuple(row) for row in await database.rows(READ_INTERVIEW, mine)] == [(changed,)]
    for sort_by in SORTS:
        row = await page(database, sort_by)
        assert row["data"] == f'[{changed[:-1]},"next_round":null}}]'


async def test_an_interview_is_made_once_under_a_key(database: Database) -> None:
    values = {
        "owner_id": LOCAL_USER_ID,
        "document": json.dumps(LEAST),
        "key_owner_id": LOCAL_USER_ID,
        "key_idempotency_key": "key-1",
        "key_request_digest": b"digest",
    }
    ((made,),) = await database.write(CREATE_INTERVIEW_ONCE, values)
    with pytest.raises(ConstraintViolated) as violated:
        await database.write(CREATE_INTERVIEW_ONCE, values)
    assert violated.value.constraint == "request_keys_pkey"
    ((digest, body),) = await database.rows(FIND_KEY, values)
    assert (digest, body) == (b"digest", made)
    assert (await page(database))["total"] == 1


# Changes that wait for others


@pytest.fixture
async def another(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """Somebody else's connection, which has an open transaction."""
    connection = await asyncpg.connect(database_url)
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await connection.close()


async def test_a_change_that_waited_is_laid_over_what_it_waited_for(
    database: Database, admin: asyncpg.Connection, another: asyncpg.Connection
) -> None:
    mine = await create(database, job_location="Lisbon")
    first = own(mine, strengths="Design.", is_remote=True)
    await another.fetch(CHANGE_INTERVIEW.sql, *CHANGE_INTERVIEW.arguments(first))
    second = asyncio.create_task(database.write(CHANGE_INTERVIEW, own(mine, job_location="Porto")))
    await until(lambda: admin.fetch(WAITING))
    await another.execute("COMMIT")
    changed = shown(await second)
    assert (changed["strengths"], changed["is_remote"]) == ("Design.", True)
    assert changed["job_location"] == "Porto"
    assert shown(await database.rows(READ_INTERVIEW, own(mine))) == changed


async def test_a_change_that_waited_for_a_deletion_changes_nothing(
    database: Database, admin: asyncpg.Connection, another: asyncpg.Connection
) -> None:
    mine = await create(database)
    await another.fetch(DELETE_INTERVIEW.sql, *DELETE_INTERVIEW.arguments(own(mine)))
    changing = asyncio.create_task(
        database.write(CHANGE_INTERVIEW, own(mine, job_location="Porto"))
    )
    await until(lambda: admin.fetch(WAITING))
    await another.execute("COMMIT")
    assert await changing == []
    assert await admin.fetchval("SELECT job_location FROM interviews") is None


async def test_once_locked_skills_are_replaced_with_those_of_one_change(
    database: Database, admin: asyncpg.Connection, another: asyncpg.Connection
) -> None:
    one, two = [FLAGS | {"skill_id": await skill(admin, name)} for name in ("one", "two")]
    mine = await create(database)
    first = own(mine, skills=[one])
    change = CHANGE_INTERVIEW_AND_SKILLS
    await another.fetch(change.sql, *change.arguments(first))

    async def lock_and_change() -> Any:
        async with database.transaction() as transaction:
            await transaction.rows(LOCK_INTERVIEW, own(mine))
            return await transaction.rows(change, own(mine, skills=[two]))

    second = asyncio.create_task(lock_and_change())
    await until(lambda: admin.fetch(WAITING))
    await another.execute("COMMIT")
    changed = shown(await second)
    assert [each["skill_id"] for each in changed["skills"]] == [two["skill_id"]]
    assert shown(await database.rows(READ_INTERVIEW, own(mine))) == changed


# Lists


async def page(
    database: Database,
    sort_by: str = "created_at",
    order: str = "desc",
    after: tuple[str, int] | None = None,
    **values: Any,
) -> asyncpg.Record:
    """One page of the local user's."""
    statement = list_interviews(
        frozenset(values) - {"skip", "limit"}, sort_by, order == "desc", after is not None
    )
    given = {"owner_id": LOCAL_USER_ID, "skip": 0, "limit": 10} | values
    if after is not None:
        given |= {"after_value": after[0], "after_id": after[1]}
    (row,) = await database.rows(statement, given)
    return row


async def test_a_page_tells_where_the_next_one_begins_if_there_is_one(database: Database) -> None:
    made = [await create(database) for _ in range(5)]
    ids = [each["interview_id"] for each in made]
    for skip, limit, more in ((0, 4, True), (0, 5, False), (1, 4, False), (1, 3, True), (7, 1, 0)):
        row = await page(database, order="asc", skip=skip, limit=limit)
        assert row["total"] == 5
        assert [each["interview_id"] for each in json.loads(row["data"])] == (
            ids[skip : skip + limit]
        )
        assert row["last_id"] == (ids[skip + limit - 1] if more else None)
        assert (row["last_value"] is None) == (row["last_id"] is None)
    row = await page(database, order="asc", limit=2)
    after = (row["last_value"], row["last_id"])
    for limit, more in ((2, True), (3, False), (4, False)):
        row = await page(database, order="asc", after=after, limit=limit)
        assert row["total"] is None
        assert json.loads(row["data"]) == listed(*made[2 : 2 + limit])
        assert row["last_id"] == (ids[1 + limit] if more else None)


async def test_what_cursors_hold_is_as_postgresql_writes_it(
    database: Database, admin: asyncpg.Connection
) -> None:
    company = await admin.fetchval(
        "INSERT INTO companies (company_name) VALUES ($1) RETURNING company_id", f"ÄB{AWKWARD}"
    )
    for day in ("2026-03-01", None):
        await create(
            database,
            company_id=company if day else None,
            application_date=day,
            first_interview_date=day,
            interview_status="completed" if day else "cancelled",
        )
    await admin.execute(
        "UPDATE interviews SET created_at = CASE WHEN company_id IS NULL "
        "THEN timestamptz '2026-01-01 00:00Z' ELSE timestamptz '2026-01-02 03:04:05.0067Z' END"
    )
    last = {
        (sort_by, order): (await page(database, sort_by, order, limit=1))["last_value"]
        for sort_by, order in product(SORTS, ("asc", "desc"))
    }
    assert last == {
        ("created_at", "asc"): "2026-01-01 00:00:00+00",
        ("created_at", "desc"): "2026-01-02 03:04:05.0067+00",
        ("application_date", "asc"): "-infinity",
        ("application_date", "desc"): "2026-03-01",
        ("first_interview_date", "asc"): "-infinity",
        ("first_interview_date", "desc"): "2026-03-01",
        ("company_name", "asc"): "",
        ("company_name", "desc"): f"ÄB{AWKWARD}".lower(),
        ("interview_status", "asc"): "cancelled",
        ("interview_status", "desc"): "completed",
    }


async def test_a_list_shows_nothing_of_how_it_is_made(database: Database) -> None:
    mine = await create(database)
    for sort_by in SORTS:
        assert json.loads((await page(database, sort_by))["data"]) == listed(mine)
    assert not {"owner_id", "sort_value"} & set(mine)


async def test_statements_are_compiled_once_for_each_shape() -> None:
    one = list_interviews(frozenset({"is_remote", "role_id"}), "created_at", True, False)
    assert list_interviews(frozenset(["role_id", "is_remote"]), "created_at", True, False) is one
