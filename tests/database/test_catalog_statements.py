"""What the statements of the catalog read and write, on a real database."""

import json
from collections.abc import Mapping
from itertools import combinations
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from database.engine import Database
from database.errors import ConstraintViolated
from database.models import LOCAL_USER_ID
from database.statements.catalog import COMPANIES, ROLES, SKILLS, Noun
from database.statements.own_skills import (
    DELETE_OWN_SKILL,
    LIST_OWN_SKILLS,
    LOCK_OWN_SKILL,
    READ_OWN_SKILL,
    SET_OWN_SKILL,
)
from database.statements.pages import containing
from database.statements.records import FIND_KEY
from tests.database.run_rows import AWKWARD, other_user

NOUNS: dict[str, tuple[Noun, dict[str, Any]]] = {
    "company": (
        COMPANIES,
        {
            "company_name": AWKWARD,
            "industry": AWKWARD,
            "company_size": "1-10",
            "headquarters": None,
            "website": "https://x.example",
            "company_description": AWKWARD,
        },
    ),
    "role": (
        ROLES,
        {
            "role_name": AWKWARD,
            "role_category": None,
            "role_description": AWKWARD,
            "typical_skills": [AWKWARD, "NULL", "{}"],
        },
    ),
    "skill": (
        SKILLS,
        {
            "skill_name": AWKWARD[:100],
            "skill_category": AWKWARD[:100],
            "skill_type": None,
            "skill_description": AWKWARD,
            "proficiency_levels": [AWKWARD],
            "related_skills": [],
            "parent_skill_id": None,
            "is_trending": True,
            "market_demand": "high",
            "average_salary_impact_percentage": 0.1,
            "learning_resources": ["{a,b}", '"'],
            "official_documentation_url": None,
            "is_active": True,
        },
    ),
}
ANY_NOUN = pytest.mark.parametrize("word", NOUNS)


def document(fields: Mapping[str, Any]) -> str:
    """A request's body, as a service hands it on."""
    return json.dumps(fields)


def key(digest: bytes = b"a" * 32) -> dict[str, Any]:
    """An idempotency key of the local user's."""
    return {
        "key_owner_id": LOCAL_USER_ID,
        "key_idempotency_key": "key-1",
        "key_request_digest": digest,
    }


async def create(database: Database, noun: Noun, owner: UUID | None, **fields: Any) -> Any:
    """Add one; how it is shown."""
    values = {"created_by": owner, "document": document(fields)}
    (row,) = await database.write(noun.create, values)
    return json.loads(row["body"])


async def add_skill(database: Database, name: str, **fields: Any) -> int:
    """Add a skill of the local user's; its id."""
    shown = await create(
        database,
        SKILLS,
        LOCAL_USER_ID,
        **NOUNS["skill"][1] | {"skill_name": name} | fields,
    )
    return shown["skill_id"]


@ANY_NOUN
async def test_a_row_is_shown_alike_by_all_statements(database: Database, word: str) -> None:
    """Entity tags depend on it: they are made of these bytes."""
    noun, fields = NOUNS[word]
    made = {"created_by": LOCAL_USER_ID, "document": document(fields)}
    (created,) = await database.write(noun.create, made)
    shown = json.loads(created["body"])
    assert fields.items() <= shown.items()
    assert set(shown) == set(fields) | {f"{word}_id", "created_by", "created_at", "updated_at"}
    one = {f"{word}_id": shown[f"{word}_id"]}
    (read,) = await database.rows(noun.read, one)
    caller = {"created_by": LOCAL_USER_ID, "is_admin": False}
    (locked,) = await database.rows(noun.lock, one | caller)
    assert created["body"] == read["body"] == locked["body"]
    (listed,) = await database.rows(noun.list(frozenset()), {"skip": 0, "limit": 5})
    assert (listed["total"], listed["data"]) == (1, f"[{read['body']}]")
    (changed,) = await database.write(noun.change, one | caller | made)
    (read,) = await database.rows(noun.read, one)
    assert changed["body"] == read["body"]


@ANY_NOUN
async def test_a_change_keeps_what_the_document_lacks(
    database: Database, admin: asyncpg.Connection, word: str
) -> None:
    noun, fields = NOUNS[word]
    theirs = await other_user(admin)
    shown = await create(database, noun, LOCAL_USER_ID, **fields)
    number = shown[f"{word}_id"]
    mine = {f"{word}_id": number, "created_by": LOCAL_USER_ID, "is_admin": False}
    sent = {
        f"{word}_name": "New",
        f"{word}_id": number + 1,
        "created_by": str(theirs),
        "created_at": "2000-01-01T00:00:00Z",
        "updated_at": "2000-01-01T00:00:00Z",
        "nothing": 1,
    }
    (changed,) = await database.write(noun.change, mine | {"document": document(sent)})
    changed = json.loads(changed["body"])
    assert changed == shown | {f"{word}_name": "New", "updated_at": changed["updated_at"]}
    assert changed["updated_at"] > shown["updated_at"]


@ANY_NOUN
@pytest.mark.parametrize("is_admin", [False, True], ids=["maker", "administrator"])
async def test_only_the_maker_or_an_administrator_can_lock_change_and_delete(
    database: Database, admin: asyncpg.Connection, word: str, is_admin: bool
) -> None:
    noun, fields = NOUNS[word]
    theirs = await other_user(admin)
    shown = await create(database, noun, theirs, **fields)
    one = {f"{word}_id": shown[f"{word}_id"], "document": "{}"}
    stranger = {"created_by": LOCAL_USER_ID, "is_admin": False}
    for statement in (noun.lock, noun.change, noun.delete):
        assert await database.rows(statement, one | stranger) == []
    (row,) = await database.rows(noun.read, one)
    assert json.loads(row["body"]) == shown
    entitled = stranger | ({"is_admin": True} if is_admin else {"created_by": theirs})
    for statement in (noun.lock, noun.change, noun.delete):
        assert await database.rows(statement, one | entitled)
    assert await database.rows(noun.read, one) == []


@ANY_NOUN
async def test_under_a_key_a_row_is_made_once(
    database: Database, admin: asyncpg.Connection, word: str
) -> None:
    noun, fields = NOUNS[word]
    values = {"created_by": LOCAL_USER_ID, "document": document(fields)} | key()
    assert await database.rows(FIND_KEY, values) == []
    (made,) = await database.write(noun.create_once, values)
    other = {"document": document(fields | {f"{word}_name": "Other"})} | key(b"b" * 32)
    with pytest.raises(ConstraintViolated) as violated:
        await database.write(noun.create_once, values | other)
    assert violated.value.constraint == "request_keys_pkey"
    (kept,) = await database.rows(FIND_KEY, values)
    assert (kept["request_digest"], kept["response_body"]) == (b"a" * 32, made["body"])
    (listed,) = await database.rows(noun.list(frozenset()), {"skip": 0, "limit": 5})
    assert listed["data"] == f"[{made['body']}]"


async def test_every_filter_alone_and_with_every_other(database: Database) -> None:
    wanted = {
        "search": containing("0% s"),
        "category": "Data",
        "is_trending": True,
        "is_active": False,
    }
    rows = {
        f"{name} {category} {trending} {active}": (name, category, trending, active)
        for name in ("100% sure", "1000 sure")
        for category in ("Data", "Other")
        for trending in (True, False)
        for active in (True, False)
    }
    for name, (_, category, trending, active) in rows.items():
        await add_skill(
            database, name, skill_category=category, is_trending=trending, is_active=active
        )
    met = {
        "search": lambda row: row[0] == "100% sure",
        "category": lambda row: row[1] == "Data",
        "is_trending": lambda row: row[2],
        "is_active": lambda row: not row[3],
    }
    for size in range(len(wanted) + 1):
        for names in combinations(wanted, size):
            values = {name: wanted[name] for name in names} | {"skip": 1, "limit": 2}
            (page,) = await database.rows(SKILLS.list(frozenset(names)), values)
            matching = sorted(
                name for name, row in rows.items() if all(met[each](row) for each in names)
            )
            assert page["total"] == len(matching), names
            shown = [each["skill_name"] for each in json.loads(page["data"])]
            assert shown == sorted(matching, key=str.lower)[1:3], names


def test_a_list_is_compiled_once_for_each_set_of_filters() -> None:
    for noun in (COMPANIES, ROLES, SKILLS):
        filters = frozenset({"search"})
        assert noun.list(filters) is noun.list(frozenset(["search"]))
        assert noun.list(filters) is not noun.list(frozenset())


async def test_uses_are_counted_by_whose_they_are(
    database: Database, admin: asyncpg.Connection
) -> None:
    theirs = await other_user(admin)
    skill_id = await add_skill(database, "Used")
    used = {"skill_id": skill_id, "created_by": LOCAL_USER_ID}
    rows = await database.rows(SKILLS.uses, used)
    assert [(row["own"], row["others"], row["ids"]) for row in rows] == [(0, False, [])] * 4
    mine = []
    for owner in (LOCAL_USER_ID, theirs, *[LOCAL_USER_ID] * 5):
        interview_id = await admin.fetchval(
            "WITH interview AS (INSERT INTO interviews (owner_id, seniority_level) "
            "VALUES ($1, 'mid') RETURNING interview_id) INSERT INTO interview_skills "
            "(interview_id, skill_id) SELECT interview_id, $2 FROM interview "
            "RETURNING interview_id",
            owner,
            skill_id,
        )
        if owner == LOCAL_USER_ID:
            mine.append(interview_id)
    gone = mine[1:3]
    await admin.execute(
        "UPDATE interviews SET deleted_at = now() WHERE interview_id = ANY($1) OR owner_id = $2",
        gone,
        theirs,
    )
    await admin.execute("INSERT INTO user_skills VALUES ($1, $2)", theirs, skill_id)
    below = await add_skill(database, "Below", parent_skill_id=skill_id)
    rows = await database.rows(SKILLS.uses, used)
    assert {row["what"]: tuple(row)[1:] for row in rows} == {
        "interviews": (6, mine[:5], gone, True),
        "questions": (0, [], [], False),
        "own skills": (0, [], [], True),
        "skills below it": (1, [below], [], False),
    }


# One's own skills


def owned(skill_id: int, owner: UUID = LOCAL_USER_ID, **fields: Any) -> dict[str, Any]:
    """Values of every statement on one own skill."""
    whole = {
        "proficiency_level": None,
        "years_of_experience": None,
        "last_used_year": None,
        "wants_to_improve": False,
        "notes": None,
    } | fields
    return {"owner_id": owner, "skill_id": skill_id, "document": document(whole)}


async def test_an_own_skill_is_made_and_then_replaced(database: Database) -> None:
    skill_id = await add_skill(database, "Mine", skill_category="Data")
    values = owned(skill_id, notes=AWKWARD, years_of_experience=0.1, last_used_year=2025)
    (made,) = await database.write(SET_OWN_SKILL, values)
    assert made["is_new"] is True
    shown = json.loads(made["body"])
    assert (shown["skill_name"], shown["skill_category"]) == ("Mine", "Data")
    assert (shown["notes"], shown["years_of_experience"]) == (AWKWARD, 0.1)
    for statement in (READ_OWN_SKILL, LOCK_OWN_SKILL):
        assert [row["body"] for row in await database.rows(statement, values)] == [made["body"]]
    (again,) = await database.write(SET_OWN_SKILL, owned(skill_id))
    assert again["is_new"] is False
    replaced = json.loads(again["body"])
    assert (replaced["notes"], replaced["years_of_experience"]) == (None, None)
    assert replaced["created_at"] == shown["created_at"]
    assert replaced["updated_at"] > shown["updated_at"]
    (listed,) = await database.rows(LIST_OWN_SKILLS, values | {"skip": 0, "limit": 5})
    assert (listed["total"], listed["data"]) == (1, f"[{again['body']}]")


async def test_an_own_skill_that_was_locked_is_replaced(database: Database) -> None:
    values = owned(await add_skill(database, "Mine"))
    await database.write(SET_OWN_SKILL, values)
    async with database.transaction() as transaction:
        assert await transaction.rows(LOCK_OWN_SKILL, values)
        (row,) = await transaction.rows(SET_OWN_SKILL, values)
    assert row["is_new"] is False


async def test_a_skill_that_is_not_there_is_nobodys_own(database: Database) -> None:
    assert await database.write(SET_OWN_SKILL, owned(7)) == []
    for statement in (READ_OWN_SKILL, LOCK_OWN_SKILL, DELETE_OWN_SKILL):
        assert await database.rows(statement, owned(7)) == []


async def test_own_skills_are_their_owners_alone(
    database: Database, admin: asyncpg.Connection
) -> None:
    theirs = await other_user(admin)
    skill_id = await add_skill(database, "Shared")
    await database.write(SET_OWN_SKILL, owned(skill_id, theirs, notes="Theirs."))
    for statement in (READ_OWN_SKILL, LOCK_OWN_SKILL, DELETE_OWN_SKILL):
        assert await database.rows(statement, owned(skill_id)) == []
    page = {"owner_id": LOCAL_USER_ID, "skip": 0, "limit": 5}
    (listed,) = await database.rows(LIST_OWN_SKILLS, page)
    assert (listed["total"], listed["data"]) == (0, "[]")
    (made,) = await database.write(SET_OWN_SKILL, owned(skill_id, notes="Mine."))
    assert made["is_new"] is True
    assert await database.write(DELETE_OWN_SKILL, owned(skill_id))
    assert await admin.fetchval("SELECT notes FROM user_skills") == "Theirs."
