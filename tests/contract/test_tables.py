"""The tables of the tracker hold what the requirement lists, whoever writes them."""

import re
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from database.models import LOCAL_USER_ID
from tests.conftest import named
from tests.contract.document import document
from tests.database.embedded.support import query

pytestmark = pytest.mark.asyncio(loop_scope="module")

COLUMNS = {
    "companies": "company_id company_name industry company_size headquarters website "
    "company_description created_at updated_at",
    "roles": "role_id role_name role_category role_description typical_skills created_at "
    "updated_at",
    "skills": "skill_id skill_name skill_category skill_type skill_description proficiency_levels "
    "related_skills parent_skill_id is_trending market_demand average_salary_impact_percentage "
    "learning_resources official_documentation_url is_active created_at updated_at",
    "interviews": "interview_id company_id role_id custom_role_title interview_type "
    "seniority_level interview_status interview_result job_description main_skills_required "
    "required_experience_years job_location is_remote salary_range application_date "
    "job_posting_url referral_source first_interview_date final_interview_date offer_date "
    "offer_deadline overall_feedback strengths areas_for_improvement offer_details "
    "preparation_notes resources_used time_spent_preparing_hours cv_content cv_file_path "
    "cv_file_url cv_version cv_tailored_for_role cv_highlights cv_uploaded_at cv_last_updated "
    "cv_version_id owner_id created_at updated_at",
    "interview_rounds": "round_id interview_id round_number round_name round_type scheduled_date "
    "scheduled_time duration_minutes timezone is_virtual meeting_platform meeting_link "
    "physical_location interviewer_name interviewer_title interviewer_linkedin_url "
    "interviewer_email interviewer_notes round_status round_result feedback rating "
    "preparation_notes questions_asked_summary key_topics_covered follow_up_actions",
    "questions": "question_id question_text question_category question_difficulty "
    "question_context assumptions answer_markdown_link answer_summary answer_markdown_content "
    "reference_image_urls diagram_url video_explanation_url follow_up_questions "
    "related_questions prerequisites additional_information key_concepts common_mistakes "
    "tips_and_tricks time_to_answer_minutes suggested_frameworks approach_steps source source_url "
    "author times_asked times_practiced average_rating tags embedding is_active owner_id",
    "interview_questions": "interview_question_id interview_id round_id question_id was_asked "
    "order_asked candidate_answer answer_quality_rating time_taken_minutes interviewer_feedback "
    "what_went_well what_could_improve was_prepared preparation_notes confidence_level "
    "follow_up_questions_asked follow_up_answers",
    "interview_skills": "skill_id is_required is_nice_to_have required_proficiency "
    "priority_level was_assessed assessed_proficiency assessment_notes passed_assessment",
    "question_skills": "skill_id is_primary_skill skill_importance required_proficiency",
    "user_skills": "owner_id skill_id",
}
"""Of each table, as listed; ``owner_id`` is what requests see as ``created_by``."""

WORDS = {
    ("interviews", "interview_type"): "actual mock practice",
    ("interviews", "seniority_level"): "intern junior mid senior staff principal lead manager "
    "director",
    ("interviews", "interview_status"): "scheduled in_progress completed cancelled rescheduled",
    ("interviews", "interview_result"): "pending passed failed offer_received offer_accepted "
    "offer_declined",
    ("interview_rounds", "round_type"): "phone_screen technical coding system_design behavioral "
    "cultural_fit hiring_manager final assessment other",
    ("questions", "question_category"): "technical behavioral product system_design coding "
    "case_study brainteaser cultural_fit leadership other",
    ("questions", "question_difficulty"): "easy medium hard expert",
}
"""What columns know that know only some words."""

CREATING = {
    "interviews": "InterviewCreate",
    "interview_rounds": "RoundCreate",
    "questions": "QuestionCreate",
}

INTERVIEW = {"owner_id": LOCAL_USER_ID, "seniority_level": "mid"}
QUESTION = {
    "owner_id": LOCAL_USER_ID,
    "question_text": "Long enough?",
    "question_category": "other",
}
OUT_OF_BOUNDS: list[tuple[str, dict[str, Any]]] = [
    ("companies", {"company_name": ""}),
    ("companies", {"company_name": "x" * 201}),
    ("companies", {"company_name": "x", "industry": "x" * 101}),
    ("companies", {"company_name": "x", "company_size": "x" * 51}),
    ("companies", {"company_name": "x", "headquarters": "x" * 201}),
    ("companies", {"company_name": "x", "website": "x" * 501}),
    ("roles", {"role_name": ""}),
    ("skills", {"skill_name": ""}),
    ("interviews", INTERVIEW | {"seniority_level": "junior "}),
    ("interviews", INTERVIEW | {"required_experience_years": -1}),
    ("interviews", INTERVIEW | {"required_experience_years": 51}),
    ("interviews", INTERVIEW | {"time_spent_preparing_hours": -0.5}),
    ("interview_rounds", {"round_type": "coding", "round_number": 0}),
    ("interview_rounds", {"round_type": "coding", "round_number": 1, "rating": 0}),
    ("interview_rounds", {"round_type": "coding", "round_number": 1, "rating": 11}),
    ("interview_questions", {"answer_quality_rating": 0}),
    ("interview_questions", {"answer_quality_rating": 11}),
    ("interview_questions", {"confidence_level": 0}),
    ("interview_questions", {"confidence_level": 11}),
    ("questions", QUESTION | {"question_text": "Too short"}),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def connection(cluster: str, template: str) -> AsyncIterator[asyncpg.Connection]:
    """To a migrated database that no server uses."""
    name = "tables"
    query(cluster, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    opened = await asyncpg.connect(named(cluster, name))
    yield opened
    await opened.close()
    query(cluster, f"DROP DATABASE {name} WITH (FORCE)")


@pytest_asyncio.fixture(loop_scope="module")
async def admin(connection: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    """That connection, in a transaction that is undone."""
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()


async def insert(admin: asyncpg.Connection, table: str, values: dict[str, Any]) -> Any:
    """Write a row; its first column."""
    places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
    return await admin.fetchval(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places}) RETURNING {table}.*",
        *values.values(),
    )


@pytest.mark.parametrize("table", COLUMNS)
async def test_a_table_has_every_column_and_says_what_it_is(
    admin: asyncpg.Connection, table: str
) -> None:
    rows = await admin.fetch(
        "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0", table
    )
    assert set(COLUMNS[table].split()) <= {row["attname"] for row in rows}
    assert await admin.fetchval("SELECT obj_description($1::regclass, 'pg_class')", table)


@pytest.mark.parametrize(("table", "column"), WORDS)
async def test_a_column_knows_the_listed_words_and_requests_know_the_same(
    admin: asyncpg.Connection, table: str, column: str
) -> None:
    words = WORDS[table, column].split()
    check = await admin.fetchval(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = $1",
        f"{table}_{column}_known_check",
    )
    assert sorted(re.findall(r"'(\w+)'", check)) == sorted(words)
    schema = document()["components"]["schemas"][CREATING[table]]["properties"][column]
    assert schema["enum"] == words


@pytest.mark.parametrize(
    ("table", "values"),
    OUT_OF_BOUNDS,
    ids=[f"{table} {[*row][-1]}" for table, row in OUT_OF_BOUNDS],
)
async def test_the_database_itself_refuses_what_is_out_of_bounds(
    admin: asyncpg.Connection, table: str, values: dict[str, Any]
) -> None:
    values = dict(values)
    if table.startswith("interview_"):
        values["interview_id"] = await insert(admin, "interviews", INTERVIEW)
    if table == "interview_questions":
        values["question_id"] = await insert(admin, "questions", QUESTION)
    with pytest.raises(asyncpg.CheckViolationError):
        await insert(admin, table, values)


@pytest.mark.parametrize("name", ["Northwind", "NORTHWIND", "northWind"])
async def test_a_name_is_there_once_in_any_case(admin: asyncpg.Connection, name: str) -> None:
    for table, column in (
        ("companies", "company_name"),
        ("roles", "role_name"),
        ("skills", "skill_name"),
    ):
        await insert(admin, table, {column: "Northwind"})
        with pytest.raises(asyncpg.UniqueViolationError):
            async with admin.transaction():
                await insert(admin, table, {column: name})


async def test_lists_of_interviews_have_indexes_of_those_that_are_not_deleted(
    admin: asyncpg.Connection,
) -> None:
    rows = await admin.fetch(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'interviews'"
    )
    partial = {row["indexname"] for row in rows if "WHERE (deleted_at IS NULL)" in row["indexdef"]}
    assert partial >= {
        "interviews_owner_id_created_at_idx",
        "interviews_owner_id_filters_idx",
        "interviews_owner_id_company_id_idx",
        "interviews_owner_id_role_id_idx",
    }


@pytest.mark.parametrize("table", COLUMNS)
async def test_what_a_row_refers_to_is_found_from_there(
    admin: asyncpg.Connection, table: str
) -> None:
    """Otherwise every deletion reads the whole table that refers to what goes."""
    missing = await admin.fetch(
        "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = $1::regclass"
        " AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = conrelid"
        " AND (indpred IS NULL OR pg_get_expr(indpred, indrelid) LIKE '%IS NOT NULL%')"
        " AND (indkey::smallint[])[0:cardinality(conkey) - 1] @> conkey)",
        table,
    )
    assert missing == []


async def test_with_a_person_goes_what_is_theirs_and_stays_what_is_shared(
    admin: asyncpg.Connection,
) -> None:
    person = await insert(admin, "users", {"username": "somebody"})
    company = await insert(admin, "companies", {"company_name": "Ash", "created_by": person})
    skill = await insert(admin, "skills", {"skill_name": "SQL", "created_by": person})
    question = await insert(admin, "questions", QUESTION | {"owner_id": person})
    theirs = {"owner_id": person, "company_id": company}
    interview = await insert(admin, "interviews", INTERVIEW | theirs)
    of_interview = {"interview_id": interview}
    await insert(
        admin, "interview_rounds", of_interview | {"round_number": 1, "round_type": "final"}
    )
    await insert(admin, "interview_questions", of_interview | {"question_id": question})
    await insert(admin, "interview_skills", of_interview | {"skill_id": skill})
    await insert(admin, "question_skills", {"question_id": question, "skill_id": skill})
    await insert(admin, "user_skills", {"owner_id": person, "skill_id": skill})
    await admin.execute("DELETE FROM users WHERE user_id = $1", person)
    for table in set(COLUMNS) - {"companies", "roles", "skills", "questions"}:
        assert await admin.fetchval(f"SELECT count(*) FROM {table}") == 0, table
    assert await admin.fetchval("SELECT count(*) FROM questions WHERE owner_id IS NOT NULL") == 0
    for table in ("companies", "skills"):
        assert await admin.fetchval(f"SELECT created_by FROM {table}") is None
