"""Statements of interviews find their rows by indexes, however many there are."""

from collections.abc import AsyncIterator
from itertools import product
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest
import pytest_asyncio

from database.compiled import Compiled
from database.models import LOCAL_USER_ID
from database.statements import interviews
from database.statements.interviews import list_interviews
from tests.database.plans import filled_copy, nodes

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROWS, OF_ONE = 30_000, 20_000
LAST_VALUES = {
    "created_at": "2026-01-07 00:00:00+00",
    "application_date": "2025-06-01",
    "first_interview_date": "2025-06-01",
    "interview_status": "in_progress",
    "company_name": "company 100",
}
"""In the middle of each order."""

THREE_FILTERS = {"interview_status": "completed", "is_remote": True, "seniority_level": "senior"}
DELETED = {"is_deleted": True}
FILTERS: list[dict[str, Any]] = [{}, {"company_id": 7}, THREE_FILTERS, DELETED]

FILL = f"""
WITH people AS (
    INSERT INTO users (user_id, username)
    SELECT ('00000000-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid, 'person ' || number
    FROM generate_series(2, 8) AS number
), employers AS (
    INSERT INTO companies (company_name)
    SELECT 'Company ' || number FROM generate_series(1, 200) AS number
)
INSERT INTO roles (role_name) SELECT 'Role ' || number FROM generate_series(1, 50) AS number;

INSERT INTO interviews (
    owner_id, company_id, role_id, seniority_level, interview_status, interview_result, is_remote,
    application_date, first_interview_date, created_at, deleted_at
)
SELECT
    ('00000000-0000-4000-8000-' || lpad(
        (CASE WHEN number <= {OF_ONE} THEN 1 ELSE 2 + number % 7 END)::text, 12, '0'
    ))::uuid,
    CASE WHEN number % 11 > 0 THEN (SELECT min(company_id) FROM companies) + number * 7 % 200 END,
    CASE WHEN number % 13 > 0 THEN (SELECT min(role_id) FROM roles) + number * 11 % 50 END,
    ('{{junior,mid,senior,staff}}'::text[])[1 + number % 4],
    ('{{scheduled,in_progress,completed,cancelled,rescheduled}}'::text[])[1 + number * 3 % 5],
    ('{{pending,passed,failed,offer_received}}'::text[])[1 + number * 5 % 4],
    number % 3 = 0,
    CASE WHEN number % 10 > 0 THEN date '2024-01-01' + number % 700 END,
    CASE WHEN number % 7 > 0 THEN date '2024-02-01' + number % 650 END,
    timestamptz '2026-01-20 00:00+00' - number * interval '2 minutes',
    CASE WHEN number % 17 = 0 THEN now() END
FROM generate_series(1, {ROWS}) AS number;
"""
"""People with 30,000 interviews, most of them one person's, with values of every kind."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def filled(cluster: str, template: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to a database with that many interviews."""
    async with filled_copy(cluster, template, FILL) as connection:
        yield connection


async def generic(connection: asyncpg.Connection, statement: Compiled) -> list[Any]:
    """Nodes of the plan that serves all values."""
    await connection.execute(f"PREPARE planned AS {statement.sql}")
    try:
        types = await connection.fetchval(
            "SELECT parameter_types FROM pg_prepared_statements WHERE name = 'planned'"
        )
        values = f"({', '.join(['NULL'] * len(types))})" if types else ""
        await connection.execute("SET plan_cache_mode = force_generic_plan")
        explained = await connection.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE planned{values}")
    finally:
        await connection.execute("DEALLOCATE planned")
    return list(nodes(orjson.loads(explained)[0]["Plan"]))


async def run(
    connection: asyncpg.Connection, statement: Compiled, **values: Any
) -> tuple[list[Any], Any]:
    """Nodes of the plan for these values, as it went, and the row that it returned."""
    arguments = statement.arguments(values)
    explain = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement.sql}"
    explained = await connection.fetchval(explain, *arguments)
    row = await connection.fetchrow(statement.sql, *arguments)
    return list(nodes(orjson.loads(explained)[0]["Plan"])), row


def scans(plan: list[Any]) -> list[Any]:
    """Nodes that read interviews."""
    return [
        node
        for node in plan
        if node.get("Relation Name") == "interviews"
        # What a bitmap was made from is in the node above, which names the table.
        and node["Node Type"] != "Bitmap Index Scan"
    ]


def assert_by_index(plan: list[Any]) -> None:
    """Check that interviews are read, and never from end to end."""
    kinds = {node["Node Type"] for node in scans(plan)} - {"ModifyTable"}
    assert kinds
    assert kinds <= {"Index Scan", "Index Only Scan", "Bitmap Heap Scan"}


def orderings(plan: list[Any]) -> list[Any]:
    """Sorts of interviews, on their way to the page."""
    return [node for node in plan if "Sort" in node["Node Type"] and scans(list(nodes(node)))]


SHAPES = [
    pytest.param(filters, sort_by, descending, seeking, id="-".join(words))
    for filters, sort_by, descending, seeking in product(
        FILTERS, LAST_VALUES, (False, True), (False, True)
    )
    for words in [
        (
            " ".join(filters) or "all",
            sort_by,
            "desc" if descending else "asc",
            "seeking" if seeking else "skipping",
        )
    ]
]


@pytest.mark.parametrize(("filters", "sort_by", "descending", "seeking"), SHAPES)
async def test_no_list_reads_the_whole_table(
    filled: asyncpg.Connection,
    filters: dict[str, Any],
    sort_by: str,
    descending: bool,
    seeking: bool,
) -> None:
    statement = list_interviews(frozenset(filters), sort_by, descending, seeking)
    assert_by_index(await generic(filled, statement))


IN_ORDER = ["created_at", "application_date", "first_interview_date", "interview_status"]


@pytest.mark.parametrize("seeking", [False, True], ids=["skipping", "seeking"])
@pytest.mark.parametrize("descending", [False, True], ids=["asc", "desc"])
@pytest.mark.parametrize("sort_by", IN_ORDER)
async def test_a_page_is_read_in_order_from_an_index(
    filled: asyncpg.Connection, sort_by: str, descending: bool, seeking: bool
) -> None:
    statement = list_interviews(frozenset(), sort_by, descending, seeking)
    assert orderings(await generic(filled, statement)) == []


@pytest.mark.parametrize("descending", [False, True], ids=["asc", "desc"])
@pytest.mark.parametrize("sort_by", IN_ORDER)
async def test_a_page_by_cursor_reads_hardly_more_rows_than_it_shows(
    filled: asyncpg.Connection, sort_by: str, descending: bool
) -> None:
    """However deep it lies: the index finds the row of the cursor at once."""
    statement = list_interviews(frozenset(), sort_by, descending, seeking=True)
    plan, row = await run(
        filled,
        statement,
        owner_id=LOCAL_USER_ID,
        after_value=LAST_VALUES[sort_by],
        after_id=OF_ONE // 2,
        limit=20,
    )
    (scan,) = scans(plan)
    assert scan["Actual Rows"] * scan["Actual Loops"] == 21
    assert scan.get("Rows Removed by Filter", 0) == 0
    assert len(orjson.loads(row["data"])) == 20


@pytest.mark.parametrize("descending", [False, True], ids=["asc", "desc"])
@pytest.mark.parametrize(
    "filters", [{"company_id": 7}, THREE_FILTERS, DELETED], ids=["company", "three", "deleted"]
)
async def test_filters_and_the_usual_order_come_from_one_index(
    filled: asyncpg.Connection, filters: dict[str, Any], descending: bool
) -> None:
    statement = list_interviews(frozenset(filters), "created_at", descending, seeking=True)
    assert orderings(await generic(filled, statement)) == []


@pytest.mark.parametrize("filters", FILTERS, ids=["all", "company", "three", "deleted"])
async def test_whoever_has_few_does_not_wait_for_those_who_have_many(
    filled: asyncpg.Connection, filters: dict[str, Any]
) -> None:
    few = UUID("00000000-0000-4000-8000-000000000002")
    for sort_by, descending in product(LAST_VALUES, (False, True)):
        statement = list_interviews(frozenset(filters), sort_by, descending, seeking=False)
        plan, _ = await run(filled, statement, owner_id=few, skip=0, limit=20, **filters)
        assert_by_index(plan)


TALLIED: list[dict[str, Any]] = [
    {},
    {"interview_status": "completed"},
    {"interview_result": "passed"},
]


@pytest.mark.parametrize("filters", TALLIED, ids=["all", "of a status", "of a result"])
async def test_a_total_that_is_kept_is_not_counted(
    filled: asyncpg.Connection, filters: dict[str, Any]
) -> None:
    statement = list_interviews(frozenset(filters), "created_at", True, False)
    plan, row = await run(filled, statement, owner_id=LOCAL_USER_ID, skip=0, limit=20, **filters)
    assert len(scans(plan)) == 1
    condition = "".join(f" AND {name} = '{value}'" for name, value in filters.items())
    assert row["total"] == await filled.fetchval(
        f"SELECT count(*) FROM interviews WHERE owner_id = $1 AND deleted_at IS NULL{condition}",
        LOCAL_USER_ID,
    )


@pytest.mark.parametrize(
    "name",
    [
        "READ_INTERVIEW",
        "LOCK_INTERVIEW",
        "CHANGE_INTERVIEW",
        "CHANGE_INTERVIEW_AND_SKILLS",
        "DELETE_INTERVIEW",
        "RESTORE_INTERVIEW",
    ],
)
async def test_one_interview_is_found_by_its_id(filled: asyncpg.Connection, name: str) -> None:
    plan = await generic(filled, getattr(interviews, name))
    assert_by_index(plan)
    indexes = {node["Index Name"] for node in scans(plan) if "Index Name" in node}
    assert indexes == {"interviews_pkey"}
