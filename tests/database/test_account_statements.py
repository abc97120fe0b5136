"""What the statements of accounts read and write, also when several do so at once."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from database.compiled import Compiled
from database.engine import Database
from database.errors import ConstraintViolated
from database.models import LOCAL_USER_ID
from database.statements.accounts import (
    CHANGE_PASSWORD,
    CHANGE_PROFILE,
    CREATE_USER,
    FIND_CREDENTIALS,
    FIND_OWN_CREDENTIALS,
    FIND_SIGN_IN,
    READ_USER,
    REHASH,
    RESET_PASSWORD,
    SIGN_IN,
    SIGN_OUT,
)
from database.statements.administration import SET_ACTIVE, list_users
from database.statements.api_keys import (
    CREATE_API_KEY,
    DELETE_API_KEY,
    FIND_API_KEY,
    LIST_API_KEYS,
    MARK_USED,
    MOST_KEYS,
)
from tests.database.waiting import started

OLD, NEW = "hash of the old password", "hash of the new password"
SOON = timedelta(hours=1)


async def create(database: Database, name: str = "ada", **columns: Any) -> UUID:
    """Make an account with the old password; its id."""
    document = {"username": name, "email": f"{name}@example.com", "full_name": "Ada Lovelace"}
    values = {"password_hash": OLD, "user_type": "candidate"} | columns
    (row,) = await database.write(CREATE_USER, {"document": json.dumps(document)} | values)
    return UUID(json.loads(row["body"])["id"])


def signing_in(user_id: UUID, password_hash: str = OLD, lives: timedelta = SOON) -> dict[str, Any]:
    """Parameters of a sign-in with a password that was just checked."""
    return {
        "user_id": user_id,
        "password_hash": password_hash,
        "sign_in_id": uuid4(),
        "expires_at": datetime.now(UTC) + lives,
    }


def changing(user_id: UUID, kept: UUID | None = None) -> dict[str, Any]:
    """Parameters of a change of the old password to the new one."""
    return {
        "user_id": user_id,
        "seen_hash": OLD,
        "password_hash": NEW,
        "kept_sign_in_id": kept or uuid4(),
    }


async def sign_in(database: Database, user_id: UUID, **options: Any) -> UUID:
    """Begin a sign-in; its id."""
    values = signing_in(user_id, **options)
    assert await database.write(SIGN_IN, values)
    return UUID(str(values["sign_in_id"]))


async def lives(database: Database, *sign_in_ids: UUID) -> list[bool]:
    """Which sign-ins count."""
    return [bool(await database.rows(FIND_SIGN_IN, {"sign_in_id": each})) for each in sign_in_ids]


async def run(connection: asyncpg.Connection, statement: Compiled, values: dict[str, Any]) -> Any:
    """Run a statement in the transaction of a plain connection."""
    return await connection.fetch(statement.sql, *statement.arguments(values))


# Accounts


@pytest.mark.parametrize(
    ("name", "email", "constraint"),
    [
        ("other", "ADA@EXAMPLE.com", "users_lower_email_key"),
        ("Ada", "other@example.com", "users_lower_username_key"),
        ("LOCAL", "other@example.com", "users_lower_username_key"),
    ],
)
async def test_names_and_addresses_are_unique_in_any_case_of_letters(
    database: Database, name: str, email: str, constraint: str
) -> None:
    await create(database)
    document = json.dumps({"username": name, "email": email, "full_name": "x x"})
    values = {"document": document, "password_hash": OLD, "user_type": "candidate"}
    with pytest.raises(ConstraintViolated) as violated:
        await database.write(CREATE_USER, values)
    assert violated.value.constraint == constraint


async def test_a_document_fills_only_what_one_may_say_of_oneself(
    database: Database, admin: asyncpg.Connection
) -> None:
    user_id = await create(database)
    document = {
        "user_type": "admin",
        "is_active": False,
        "email": "other@example.com",
        "password_hash": NEW,
        "user_id": str(LOCAL_USER_ID),
        "full_name": "Countess",
    }
    values = {"user_id": user_id, "document": json.dumps(document)}
    (row,) = await database.write(CHANGE_PROFILE, values)
    shown = json.loads(row["body"])
    assert shown == json.loads((await database.rows(READ_USER, values))[0]["body"])
    assert (shown["full_name"], shown["username"], shown["email"], shown["user_type"]) == (
        "Countess",
        "ada",
        "ada@example.com",
        "candidate",
    )
    assert (
        await admin.fetchval("SELECT password_hash FROM users WHERE user_id = $1", user_id) == OLD
    )


async def test_credentials_are_found_by_address_in_any_case_of_letters(database: Database) -> None:
    user_id = await create(database)
    (row,) = await database.rows(FIND_CREDENTIALS, {"email": "Ada@Example.COM"})
    assert (row["user_id"], row["password_hash"], row["is_active"]) == (user_id, OLD, True)
    assert json.loads(row["body"])["username"] == "ada"
    for email in ("", "ada", "%", "_da@example.com"):
        assert await database.rows(FIND_CREDENTIALS, {"email": email}) == []


async def test_nothing_that_is_shown_has_the_hash(database: Database) -> None:
    user_id = await create(database)
    for statement in (FIND_CREDENTIALS, FIND_OWN_CREDENTIALS, READ_USER):
        (row,) = await database.rows(statement, {"user_id": user_id, "email": "ada@example.com"})
        assert OLD not in row["body"]
    (row,) = await database.rows(list_users(frozenset()), {"skip": 0, "limit": 9})
    assert OLD not in row["data"]


# Sign-ins


async def test_a_sign_in_counts_until_it_ends(database: Database) -> None:
    user_id = await create(database)
    first, second = await sign_in(database, user_id), await sign_in(database, user_id)
    (row,) = await database.rows(FIND_SIGN_IN, {"sign_in_id": first})
    assert (row["user_id"], row["user_type"], row["is_active"]) == (user_id, "candidate", True)
    await database.write(SIGN_OUT, {"sign_in_id": first})
    assert await lives(database, first, second, uuid4()) == [False, True, False]


async def test_a_sign_in_that_has_expired_counts_no_more_and_goes_with_the_next(
    database: Database, admin: asyncpg.Connection
) -> None:
    user_id, other = await create(database), await create(database, "grace")
    over = await sign_in(database, user_id, lives=-timedelta(seconds=1))
    others = await sign_in(database, other, lives=-timedelta(seconds=1))
    assert await lives(database, over, others) == [False, False]
    now = await sign_in(database, user_id)
    kept = {row[0] for row in await admin.fetch("SELECT sign_in_id FROM sign_ins")}
    assert kept == {now, others}


async def test_no_sign_in_begins_with_another_password_or_an_inactive_account(
    database: Database, admin: asyncpg.Connection
) -> None:
    user_id = await create(database)
    for password_hash in (NEW, "", OLD.upper()):
        assert await database.write(SIGN_IN, signing_in(user_id, password_hash)) == []
    await database.write(SET_ACTIVE, {"user_id": user_id, "is_active": False})
    for each in (user_id, uuid4(), LOCAL_USER_ID):
        assert await database.write(SIGN_IN, signing_in(each)) == []
    assert await admin.fetchval("SELECT count(*) FROM sign_ins") == 0


async def test_a_changed_password_keeps_one_sign_in_and_a_reset_one_none(
    database: Database,
) -> None:
    user_id, other = await create(database), await create(database, "grace")
    first, second = await sign_in(database, user_id), await sign_in(database, user_id)
    others = await sign_in(database, other)
    assert await database.write(CHANGE_PASSWORD, changing(user_id, first))
    assert await lives(database, first, second, others) == [True, False, True]
    assert await database.write(CHANGE_PASSWORD, changing(user_id, first)) == []
    assert await database.write(RESET_PASSWORD, {"user_id": user_id, "password_hash": OLD})
    assert await lives(database, first, second, others) == [False, False, True]


async def test_nobody_keeps_a_sign_in_of_somebody_else(database: Database) -> None:
    user_id, other = await create(database), await create(database, "grace")
    others = await sign_in(database, other)
    await database.write(CHANGE_PASSWORD, changing(user_id, others))
    assert await lives(database, others) == [True]
    await database.write(CHANGE_PASSWORD, changing(other))
    assert await lives(database, others) == [False]


async def test_the_local_user_is_given_no_password_and_stays_active(database: Database) -> None:
    values = {"user_id": LOCAL_USER_ID, "password_hash": NEW, "is_active": False}
    assert await database.write(RESET_PASSWORD, values) == []
    assert await database.write(SET_ACTIVE, values) == []


# At once


async def test_a_sign_in_that_waits_for_a_change_of_the_password_does_not_begin(
    database: Database, admin: asyncpg.Connection
) -> None:
    user_id = await create(database)
    values = signing_in(user_id)
    async with admin.transaction():
        assert await run(admin, CHANGE_PASSWORD, changing(user_id))
        (beginning,) = await started(admin, database.write(SIGN_IN, values))
        assert not beginning.done()
    assert await beginning == []
    assert await lives(database, values["sign_in_id"]) == [False]
    assert await admin.fetchval("SELECT count(*) FROM sign_ins") == 0


async def test_a_sign_in_that_a_change_of_the_password_waits_for_counts_no_more_after_it(
    database: Database, admin: asyncpg.Connection
) -> None:
    """The change does not see the row, which was not there when it began."""
    user_id = await create(database)
    values = signing_in(user_id)
    async with admin.transaction():
        assert await run(admin, SIGN_IN, values)
        (change,) = await started(admin, database.write(CHANGE_PASSWORD, changing(user_id)))
        assert not change.done()
    assert await change
    assert await lives(database, values["sign_in_id"]) == [False]


@pytest.mark.parametrize("first", ["sign-in", "reset"])
async def test_a_reset_password_leaves_no_sign_in_that_began_meanwhile(
    database: Database, admin: asyncpg.Connection, first: str
) -> None:
    user_id = await create(database)
    values, reset = signing_in(user_id), {"user_id": user_id, "password_hash": NEW}
    one, other = ((SIGN_IN, values), (RESET_PASSWORD, reset))[:: 1 if first == "sign-in" else -1]
    async with admin.transaction():
        assert await run(admin, *one)
        (waiting,) = await started(admin, database.write(*other))
        assert not waiting.done()
    await waiting
    assert await lives(database, values["sign_in_id"]) == [False]


async def test_a_sign_in_that_waits_for_a_deactivation_does_not_begin(
    database: Database, admin: asyncpg.Connection
) -> None:
    user_id = await create(database)
    async with admin.transaction():
        await run(admin, SET_ACTIVE, {"user_id": user_id, "is_active": False})
        (beginning,) = await started(admin, database.write(SIGN_IN, signing_in(user_id)))
    assert await beginning == []


async def test_of_two_changes_of_one_password_one_is_made(
    database: Database, admin: asyncpg.Connection
) -> None:
    user_id = await create(database)
    phone, laptop = await sign_in(database, user_id), await sign_in(database, user_id)
    async with admin.transaction():
        assert await run(admin, CHANGE_PASSWORD, changing(user_id, phone))
        (second,) = await started(admin, database.write(CHANGE_PASSWORD, changing(user_id, laptop)))
    assert await second == []
    assert await lives(database, phone, laptop) == [True, False]


async def test_a_stronger_hash_of_an_old_password_does_not_replace_a_new_one(
    database: Database, admin: asyncpg.Connection
) -> None:
    user_id = await create(database)
    stronger = {"user_id": user_id, "seen_hash": OLD, "password_hash": "stronger"}
    async with admin.transaction():
        await run(admin, CHANGE_PASSWORD, changing(user_id))
        (rehash,) = await started(admin, database.write(REHASH, stronger))
    await rehash
    assert (
        await admin.fetchval("SELECT password_hash FROM users WHERE user_id = $1", user_id) == NEW
    )


async def test_a_stronger_hash_ends_no_sign_in(database: Database) -> None:
    user_id = await create(database)
    phone = await sign_in(database, user_id)
    values = {"user_id": user_id, "seen_hash": OLD, "password_hash": "stronger"}
    await database.write(REHASH, values)
    assert await lives(database, phone) == [True]
    assert await sign_in(database, user_id, password_hash="stronger")


async def test_of_many_who_sign_up_with_one_address_one_gets_it(
    database: Database, admin: asyncpg.Connection
) -> None:
    document = json.dumps({"username": "ada", "email": "ada@example.com", "full_name": "Ada L"})
    values = {"document": document, "password_hash": OLD, "user_type": "candidate"}
    async with admin.transaction():
        await run(admin, CREATE_USER, values)
        (second,) = await started(admin, database.write(CREATE_USER, values))
    with pytest.raises(ConstraintViolated):
        await second


# Keys


def key(owner_id: UUID, number: int = 1, **changed: Any) -> dict[str, Any]:
    """Parameters of a new key."""
    return {
        "owner_id": owner_id,
        "key_name": f"script {number}",
        "key_digest": bytes([number]) * 32,
        "key_start": "iak_abcd",
        "scopes": ["read"],
        "expires_at": None,
    } | changed


async def test_a_key_is_found_by_its_digest_until_it_ends(
    database: Database, admin: asyncpg.Connection
) -> None:
    user_id, other = await create(database), await create(database, "grace")
    (row,) = await database.write(CREATE_API_KEY, key(user_id))
    made = json.loads(row["body"])
    assert set(made) == {
        "api_key_id",
        "key_name",
        "key_start",
        "scopes",
        "created_at",
        "expires_at",
        "last_used_at",
    }
    digest = {"key_digest": bytes([1]) * 32}
    (found,) = await database.rows(FIND_API_KEY, digest)
    assert (found["user_id"], found["scopes"], found["is_use_news"]) == (user_id, ["read"], True)
    api_key_id = found["api_key_id"]
    await database.rows(MARK_USED, {"api_key_id": api_key_id})
    assert (await database.rows(FIND_API_KEY, digest))[0]["is_use_news"] is False
    assert await database.rows(FIND_API_KEY, {"key_digest": b""}) == []

    theirs = {"owner_id": other, "api_key_id": api_key_id}
    assert await database.write(DELETE_API_KEY, theirs) == []
    assert (await database.rows(LIST_API_KEYS, theirs))[0]["data"] == "[]"
    await admin.execute("UPDATE api_keys SET expires_at = now()")
    assert await database.rows(FIND_API_KEY, digest) == []
    await admin.execute("UPDATE api_keys SET expires_at = now() + interval '1 hour'")
    assert await database.rows(FIND_API_KEY, digest)
    assert await database.write(DELETE_API_KEY, theirs | {"owner_id": user_id})
    assert await database.rows(FIND_API_KEY, digest) == []


async def test_one_account_has_so_many_keys_and_another_as_many(database: Database) -> None:
    user_id, other = await create(database), await create(database, "grace")
    for number in range(MOST_KEYS):
        assert await database.write(CREATE_API_KEY, key(user_id, number))
    assert await database.write(CREATE_API_KEY, key(user_id, 100)) == []
    assert await database.write(CREATE_API_KEY, key(other, 101))


@pytest.mark.parametrize("scopes", [[], ["admin"], ["read", "all"]])
async def test_a_key_of_no_or_unknown_scopes_is_not_kept(
    database: Database, scopes: list[str]
) -> None:
    with pytest.raises(ConstraintViolated):
        await database.write(CREATE_API_KEY, key(LOCAL_USER_ID, scopes=scopes))


async def test_a_deleted_account_takes_its_sign_ins_and_keys_along(
    database: Database, admin: asyncpg.Connection
) -> None:
    user_id = await create(database)
    await sign_in(database, user_id)
    await database.write(CREATE_API_KEY, key(user_id))
    await admin.execute("DELETE FROM users WHERE user_id = $1", user_id)
    for table in ("sign_ins", "api_keys"):
        assert await admin.fetchval(f"SELECT count(*) FROM {table}") == 0
