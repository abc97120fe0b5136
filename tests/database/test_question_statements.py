"""What the statements of questions do, and that they read by index, however many there are."""

import json
from collections.abc import AsyncIterator
from itertools import product
from typing import Any

import asyncpg
import numpy as np
import pytest
import pytest_asyncio

from database.compiled import Compiled
from database.models import LOCAL_USER_ID
from database.models.questions import EMBEDDING_SIZE
from database.statements import question_answers, question_skills, questions
from database.statements.question_lists import (
    list_questions,
    search_filters,
    skill_filters,
)
from database.statements.question_search import nearest_questions
from tests.database.plans import filled_copy, nodes

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROWS, OF_ONE = 30_000, 6_000
"""Questions, and how many of them are the local user's."""

FILL = f"""
INSERT INTO users (user_id, username)
SELECT ('00000000-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid, 'person ' || number
FROM generate_series(2, 40) AS number;

INSERT INTO skills (skill_name) SELECT 'Skill ' || number FROM generate_series(1, 200) AS number;

INSERT INTO questions (
    owner_id, question_text, question_context, question_category, question_difficulty, tags,
    times_asked, times_practiced, average_rating, is_active, created_at, embedding
)
SELECT
    ('00000000-0000-4000-8000-' || lpad(
        (CASE WHEN number % 5 = 0 THEN 1 ELSE 2 + number % 39 END)::text, 12, '0'
    ))::uuid,
    'How would you design number ' || number || (array[' today', ' tomorrow'])[1 + number % 2],
    CASE WHEN number % 3 = 0 THEN 'Mind the throughput.' END
        || CASE WHEN number % 3000 = 0 THEN ' Hyperloglog counts.' ELSE '' END,
    ('{{technical,coding,product}}'::text[])[1 + number % 3],
    ('{{easy,medium,hard,expert}}'::text[])[1 + number % 4],
    ARRAY[
        ('{{caching,queues}}'::text[])[1 + number % 2],
        ('{{sql,python}}'::text[])[1 + number % 7 / 4]
    ],
    number % 9, number % 8, CASE WHEN number % 4 > 0 THEN 1 + number % 90 / 10.0 END,
    number % 50 > 0, timestamptz '2026-01-20 00:00+00' - number * interval '2 minutes',
    CASE WHEN number % 100 = 0 THEN (
        SELECT embedding FROM questions WHERE library_slug IS NOT NULL LIMIT 1
    ) END
FROM generate_series(1, {ROWS}) AS number;

INSERT INTO question_skills (question_id, skill_id)
SELECT question_id, (SELECT min(skill_id) FROM skills) + question_id * each % 200
FROM questions, generate_series(1, 2) AS each WHERE owner_id IS NOT NULL
ON CONFLICT DO NOTHING;

INSERT INTO library_uses (owner_id, question_id, times_asked)
SELECT user_id, question_id, 1 FROM users, questions WHERE library_slug IS NOT NULL;
"""

AFTER = {
    "created_at": "2026-01-07 00:00:00+00",
    "times_asked": "4",
    "times_practiced": "4",
    "average_rating": "4.5",
    "question_difficulty": "2",
}
"""In the middle of each order."""

ORDERED = {name: name.removeprefix("question_") for name in AFTER}
"""Which index has the questions of an owner in that order."""

LARGE = {"questions", "question_skills", "library_uses"}
BY_INDEX = {"Index Scan", "Index Only Scan", "Bitmap Heap Scan"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def filled(cluster: str, template: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to a database with that many questions."""
    async with filled_copy(cluster, template, FILL) as connection:
        yield connection


async def planned(
    connection: asyncpg.Connection, statement: Compiled, values: dict[str, Any], mode: str
) -> list[Any]:
    """Nodes of the plan for these values, or of the generic one, which serves all."""
    if mode == "custom":
        explain = f"EXPLAIN (FORMAT JSON) {statement.sql}"
        explained = await connection.fetchval(explain, *statement.arguments(values))
    else:
        await connection.execute(f"PREPARE planned AS {statement.sql}")
        try:
            nulls = ", ".join(["NULL"] * len(statement.arguments(values)))
            await connection.execute("SET plan_cache_mode = force_generic_plan")
            explained = await connection.fetchval(
                f"EXPLAIN (FORMAT JSON) EXECUTE planned ({nulls})"
            )
        finally:
            await connection.execute("DEALLOCATE planned")
    return list(nodes(json.loads(explained)[0]["Plan"]))


def assert_by_index(plan: list[Any]) -> None:
    """Check that no large table is read from end to end."""
    read = [node for node in plan if node.get("Relation Name") in LARGE]
    assert read
    assert {node["Node Type"] for node in read} <= BY_INDEX | {"ModifyTable"}


SOME_ID = 15_000
ONE = {"owner_id": LOCAL_USER_ID, "question_id": SOME_ID, "skill_id": 7}
DOCUMENT = json.dumps({"tags": ["x"], "skills": [{"skill_id": 7, "is_primary_skill": True}]})
VECTOR = np.full(EMBEDDING_SIZE, EMBEDDING_SIZE**-0.5, np.float32)

FILTERS: list[dict[str, Any]] = [
    {},
    {"category": "coding"},
    {"difficulty": "hard"},
    {"category": "coding", "difficulty": "hard"},
    {"tags": ["caching", "sql"]},
    search_filters("hyperloglog"),
    search_filters("throughput"),
    search_filters("C++"),
    skill_filters([7]),
    skill_filters([7, 14]),
    {"category": "coding", "difficulty": "hard", "tags": ["sql"], **search_filters("design")},
]
SHAPES = [
    pytest.param(
        filters,
        sort_by,
        seeking,
        id=f"{' '.join(map(str, filters.values()))} {sort_by}{' seeking' * seeking}",
    )
    for filters, sort_by, seeking in product(FILTERS, AFTER, (False, True))
]


@pytest.mark.parametrize("mode", ["custom", "generic"])
@pytest.mark.parametrize(("filters", "sort_by", "seeking"), SHAPES)
async def test_lists_are_read_by_index(
    filled: asyncpg.Connection, filters: dict[str, Any], sort_by: Any, seeking: bool, mode: str
) -> None:
    begin = {"after_value": AFTER[sort_by], "after_id": SOME_ID} if seeking else {"skip": 20}
    values = {"owner_id": LOCAL_USER_ID, "limit": 20, **begin, **filters}
    for scope, is_active in (("all", True), ("own", True), ("library", True), ("all", False)):
        statement = list_questions(
            frozenset(filters),
            scope,
            sort_by,
            is_active=is_active,
            descending=True,
            seeking=seeking,
        )
        assert_by_index(await planned(filled, statement, values, mode))


@pytest.mark.parametrize("mode", ["custom", "generic"])
@pytest.mark.parametrize("seeking", [False, True])
@pytest.mark.parametrize(("sort_by", "index"), ORDERED.items())
async def test_own_questions_are_read_in_order(
    filled: asyncpg.Connection, sort_by: Any, index: str, seeking: bool, mode: str
) -> None:
    statement = list_questions(
        frozenset(), "all", sort_by, is_active=True, descending=True, seeking=seeking
    )
    begin = {"after_value": AFTER[sort_by], "after_id": SOME_ID} if seeking else {"skip": 20}
    values = {"owner_id": LOCAL_USER_ID, "limit": 20, **begin}
    plan = await planned(filled, statement, values, mode)
    assert f"questions_owner_id_{index}_idx" in {node.get("Index Name") for node in plan}


@pytest.mark.parametrize("mode", ["custom", "generic"])
@pytest.mark.parametrize("sort_by", AFTER)
async def test_what_was_put_aside_is_found_among_what_was_not(
    filled: asyncpg.Connection, sort_by: Any, mode: str
) -> None:
    for filters in ({}, {"category": "coding"}):
        statement = list_questions(
            frozenset(filters), "own", sort_by, is_active=False, descending=True, seeking=False
        )
        values = {"owner_id": LOCAL_USER_ID, "limit": 20, "skip": 0, **filters}
        plan = await planned(filled, statement, values, mode)
        assert "questions_owner_id_put_aside_idx" in {node.get("Index Name") for node in plan}


@pytest.mark.parametrize("mode", ["custom", "generic"])
@pytest.mark.parametrize("sort_by", AFTER)
async def test_own_questions_are_sorted_without_reading_them(
    filled: asyncpg.Connection, sort_by: Any, mode: str
) -> None:
    """However many of them a filter leaves."""
    statement = list_questions(
        frozenset(skill_filters([0])),
        "own",
        sort_by,
        is_active=True,
        descending=True,
        seeking=False,
    )
    common = await filled.fetchval("SELECT min(skill_id) FROM skills")
    values = {"owner_id": LOCAL_USER_ID, "limit": 20, "skip": 0, **skill_filters([common])}
    plan = await planned(filled, statement, values, mode)
    assert "Index Only Scan" in {
        node["Node Type"] for node in plan if node.get("Relation Name") == "questions"
    }


@pytest.mark.parametrize("sort_by", AFTER)
async def test_a_page_ends_the_reading_of_own_questions(
    filled: asyncpg.Connection, sort_by: Any
) -> None:
    """Without a filter that has its own index, own questions come in order and are not sorted."""
    filtered = [{}, {"category": "coding"}] if sort_by == "created_at" else [{}]
    for filters, seeking in product(filtered, (False, True)):
        begin = {"after_value": AFTER[sort_by], "after_id": SOME_ID} if seeking else {"skip": 20}
        statement = list_questions(
            frozenset(filters), "own", sort_by, is_active=True, descending=True, seeking=seeking
        )
        values = {"owner_id": LOCAL_USER_ID, "limit": 20, **begin, **filters}
        (row,) = await filled.fetch(
            f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement.sql}",
            *statement.arguments(values),
        )
        plan = list(nodes(json.loads(row[0])[0]["Plan"]))
        read = [node["Actual Rows"] for node in plan if node.get("Relation Name") == "questions"]
        assert max(read) <= 200


@pytest.mark.parametrize("mode", ["custom", "generic"])
@pytest.mark.parametrize(
    ("module", "name"),
    [
        *((questions, name) for name in vars(questions) if name.isupper()),
        *((question_skills, name) for name in vars(question_skills) if name.isupper()),
        (question_answers, "FIND_QUESTION_TO_ANSWER"),
    ],
)
async def test_single_questions_are_read_by_index(
    filled: asyncpg.Connection, module: Any, name: str, mode: str
) -> None:
    statement = getattr(module, name)
    if not isinstance(statement, Compiled) or name.startswith("CREATE"):
        return
    paging = {"skip": 0, "limit": 20, "related": [1, SOME_ID]}
    values = {**ONE, **paging, "document": DOCUMENT, "embedding": VECTOR}
    assert_by_index(await planned(filled, statement, values, mode))


@pytest.mark.parametrize("mode", ["custom", "generic"])
@pytest.mark.parametrize("scope", ["all", "own", "library"])
async def test_searches_by_meaning_are_read_by_index(
    filled: asyncpg.Connection, scope: Any, mode: str
) -> None:
    values = {"owner_id": LOCAL_USER_ID, "embedding": VECTOR, "limit": 10}
    assert_by_index(await planned(filled, nearest_questions(scope), values, mode))


@pytest.mark.parametrize("sort_by", AFTER)
async def test_pages_and_totals_are_the_same_as_those_of_a_plain_query(
    filled: asyncpg.Connection, sort_by: Any
) -> None:
    value = {
        "average_rating": "coalesce(average_rating, 0)",
        "question_difficulty": "difficulty_rank",
    }.get(sort_by, sort_by)
    expected = await filled.fetch(
        f"SELECT question_id, ({value})::text FROM questions WHERE owner_id = $1 AND is_active "
        f"ORDER BY {value} DESC, question_id DESC",
        LOCAL_USER_ID,
    )
    statement = {
        seeking: list_questions(
            frozenset(), "own", sort_by, is_active=True, descending=True, seeking=seeking
        )
        for seeking in (False, True)
    }
    at = OF_ONE // 2
    values = {"owner_id": LOCAL_USER_ID, "limit": 30}
    skipping = values | {"skip": at}
    seeking = values | {"after_value": expected[at - 1][1], "after_id": expected[at - 1][0]}
    rows = [
        await filled.fetchrow(each.sql, *each.arguments(given))
        for each, given in ((statement[False], skipping), (statement[True], seeking))
    ]
    for row in rows:
        shown = [each["question_id"] for each in json.loads(row["data"])]
        assert shown == [each[0] for each in expected[at : at + 30]]
        assert (row["last_id"], row["last_value"]) == tuple(expected[at + 29])
    assert [row["total"] for row in rows] == [len(expected), None]


async def found_by_index(filled: asyncpg.Connection, words: str) -> int:
    """How many questions the index takes for such as may have the words."""
    (pattern,) = search_filters(words).values()
    async with filled.transaction():
        await filled.execute("SET LOCAL enable_seqscan = off")
        (row,) = await filled.fetch(
            "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) "
            "SELECT 1 FROM questions WHERE search_text ILIKE $1",
            pattern,
        )
    (scan,) = [
        node
        for node in nodes(json.loads(row[0])[0]["Plan"])
        if node.get("Index Name") == "questions_search_idx"
    ]
    return int(scan["Actual Rows"])


@pytest.mark.parametrize("words", ["zqx", "z q", "+q", "zq+", "987", "ärg", "c++ zq", "(q)", "Ärg"])
async def test_searches_that_the_index_knows(filled: asyncpg.Connection, words: str) -> None:
    """The rule by which it is chosen is PostgreSQL's own."""
    assert list(search_filters(words)) == ["search"]
    assert await found_by_index(filled, words) < ROWS / 2


@pytest.mark.parametrize(
    "words", ["z++", "%%%", "___", "z%_", "zq", "\N{GRINNING FACE}" * 3, "\\\\"]
)
async def test_searches_that_would_read_the_whole_index(
    filled: asyncpg.Connection, words: str
) -> None:
    assert list(search_filters(words)) == ["search_unindexed"]
    assert await found_by_index(filled, words) >= ROWS
