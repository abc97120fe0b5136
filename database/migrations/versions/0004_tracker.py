"""Companies, roles, skills, interviews with all under them, people's own questions, counts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_CATEGORIES = """
UPDATE questions SET question_category = CASE specialist
    WHEN 'product_manager' THEN 'product'
    WHEN 'architect' THEN 'system_design'
    ELSE specialist
END
"""

_QUESTION_CHECKS = {
    "questions_question_category_known_check": "question_category IN ('technical', 'behavioral', "
    "'product', 'system_design', 'coding', 'case_study', 'brainteaser', 'cultural_fit', "
    "'leadership', 'other')",
    "questions_specialist_known_check": "owner_id IS NOT NULL OR specialist IS NOT NULL",
}

_TALLIED = {
    "interviews": "tally_interviews",
    "questions": "tally_questions",
    "companies": "tally_companies",
}
_EVENTS = {
    "INSERT": "NEW TABLE AS added",
    "UPDATE": "OLD TABLE AS removed NEW TABLE AS added",
    "DELETE": "OLD TABLE AS removed",
}


def _tally_function(name: str, counted: str) -> str:
    """A trigger function that appends what a statement changed of the counts.

    Args:
        counted: A query for owner, kind and value of each row of the table ``{rows}``.
    """

    def sums(*parts: tuple[str, int]) -> str:
        changes = " UNION ALL ".join(
            f"SELECT counted.*, {sign} AS change FROM ({counted.format(rows=rows)}) AS counted"
            for rows, sign in parts
        )
        return (
            "INSERT INTO tally_changes (owner_id, kind, value, change) "
            f"SELECT owner_id, kind, value, sum(change) FROM ({changes}) AS changes "
            "GROUP BY owner_id, kind, value HAVING sum(change) <> 0"
        )

    return f"""
    CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            {sums(("added", 1))};
        ELSIF TG_OP = 'UPDATE' THEN
            {sums(("added", 1), ("removed", -1))};
        ELSE
            {sums(("removed", -1))};
        END IF;
        RETURN NULL;
    END
    $$;
    """


_TALLY_FUNCTIONS = "".join(
    _tally_function(name, counted)
    for name, counted in {
        "tally_interviews": "SELECT owner_id, kind, value FROM {rows}, LATERAL (VALUES "
        "('interview_status', interview_status), ('interview_result', interview_result)) "
        "AS each (kind, value) WHERE deleted_at IS NULL",
        "tally_questions": "SELECT owner_id, kind, value FROM {rows}, LATERAL (VALUES "
        "('question_category', question_category), ('question_difficulty', question_difficulty)) "
        "AS each (kind, value) WHERE is_active AND owner_id IS NOT NULL",
        "tally_companies": "SELECT '00000000-0000-0000-0000-000000000000'::uuid AS owner_id, "
        "'companies' AS kind, 'all' AS value FROM {rows}",
    }.items()
)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gin")

    op.create_table(
        "tallies",
        sa.Column(
            "owner_id", sa.Uuid(), nullable=False, comment="All zeros for what everybody shares."
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="What is counted."),
        sa.Column("value", sa.Text(), nullable=False, comment="Of which status, say."),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner_id", "kind", "value", name=op.f("tallies_pkey")),
        comment="Counts as of the last folding; tally_changes has what came since.",
    )
    op.create_table(
        "tally_changes",
        sa.Column("change_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("change_id", name=op.f("tally_changes_pkey")),
        comment="Changes of counts since the last folding, written by triggers.",
    )
    op.create_index("tally_changes_owner_id_idx", "tally_changes", ["owner_id"], unique=False)
    op.create_table(
        "companies",
        sa.Column("company_id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("company_name", sa.Text(), nullable=False, comment="Unique in any case."),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("company_size", sa.Text(), nullable=True),
        sa.Column("headquarters", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("company_description", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True, comment="Who made it and may change it."),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "char_length(company_name) BETWEEN 1 AND 200",
            name=op.f("companies_company_name_length_check"),
        ),
        sa.CheckConstraint(
            "char_length(company_size) BETWEEN 0 AND 50",
            name=op.f("companies_company_size_length_check"),
        ),
        sa.CheckConstraint(
            "char_length(headquarters) BETWEEN 0 AND 200",
            name=op.f("companies_headquarters_length_check"),
        ),
        sa.CheckConstraint(
            "char_length(industry) BETWEEN 0 AND 100", name=op.f("companies_industry_length_check")
        ),
        sa.CheckConstraint(
            "char_length(website) BETWEEN 0 AND 500", name=op.f("companies_website_length_check")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["users.user_id"],
            name=op.f("companies_created_by_fkey"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("company_id", name=op.f("companies_pkey")),
        comment="Companies that interview; shared by everybody of an installation.",
    )
    op.create_index(
        "companies_company_name_key",
        "companies",
        [sa.literal_column("lower(company_name)")],
        unique=True,
    )
    op.create_index("companies_created_by_idx", "companies", ["created_by"], unique=False)
    op.execute(
        "CREATE INDEX companies_company_name_prefix_idx ON companies (lower(company_name) text_pattern_ops)"
    )
    op.create_index(
        "companies_search_idx",
        "companies",
        ["company_name", "industry"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"company_name": "gin_trgm_ops", "industry": "gin_trgm_ops"},
    )
    op.create_table(
        "cv_versions",
        sa.Column("cv_version_id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("version_name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "char_length(version_name) BETWEEN 1 AND 200",
            name=op.f("cv_versions_version_name_length_check"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["users.user_id"],
            name=op.f("cv_versions_owner_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("cv_version_id", name=op.f("cv_versions_pkey")),
        sa.UniqueConstraint(
            "owner_id", "cv_version_id", name=op.f("cv_versions_owner_id_cv_version_id_key")
        ),
        comment="Versions of people's CVs, which interviews refer to.",
    )
    op.create_table(
        "request_keys",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column(
            "request_digest",
            sa.LargeBinary(),
            nullable=False,
            comment="SHA-256 of what was asked under the key.",
        ),
        sa.Column("response_body", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "char_length(idempotency_key) BETWEEN 1 AND 255",
            name=op.f("request_keys_idempotency_key_length_check"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["users.user_id"],
            name=op.f("request_keys_owner_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("owner_id", "idempotency_key", name=op.f("request_keys_pkey")),
        comment="Idempotency keys of the last days, with the first response.",
    )
    op.create_index("request_keys_created_at_idx", "request_keys", ["created_at"], unique=False)
    op.create_table(
        "roles",
        sa.Column("role_id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("role_name", sa.Text(), nullable=False, comment="Unique in any case."),
        sa.Column("role_category", sa.Text(), nullable=True),
        sa.Column("role_description", sa.Text(), nullable=True),
        sa.Column(
            "typical_skills", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("created_by", sa.Uuid(), nullable=True, comment="Who made it and may change it."),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "char_length(role_category) BETWEEN 0 AND 100",
            name=op.f("roles_role_category_length_check"),
        ),
        sa.CheckConstraint(
            "char_length(role_name) BETWEEN 1 AND 200", name=op.f("roles_role_name_length_check")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["users.user_id"],
            name=op.f("roles_created_by_fkey"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("role_id", name=op.f("roles_pkey")),
        comment="Jobs that people apply for; shared by everybody of an installation.",
    )
    op.create_index("roles_created_by_idx", "roles", ["created_by"], unique=False)
    op.create_index(
        "roles_role_category_role_id_idx", "roles", ["role_category", "role_id"], unique=False
    )
    op.create_index(
        "roles_role_name_key", "roles", [sa.literal_column("lower(role_name)")], unique=True
    )
    op.execute(
        "CREATE INDEX roles_role_name_prefix_idx ON roles (lower(role_name) text_pattern_ops)"
    )
    op.create_index(
        "roles_search_idx",
        "roles",
        ["role_name", "role_category"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"role_name": "gin_trgm_ops", "role_category": "gin_trgm_ops"},
    )
    op.create_table(
        "skills",
        sa.Column("skill_id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("skill_name", sa.Text(), nullable=False, comment="Unique in any case."),
        sa.Column("skill_category", sa.Text(), nullable=True),
        sa.Column("skill_type", sa.Text(), nullable=True),
        sa.Column("skill_description", sa.Text(), nullable=True),
        sa.Column(
            "proficiency_levels",
            sa.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column(
            "related_skills", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("parent_skill_id", sa.Integer(), nullable=True),
        sa.Column("is_trending", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("market_demand", sa.Text(), nullable=True),
        sa.Column("average_salary_impact_percentage", sa.Float(), nullable=True),
        sa.Column(
            "learning_resources",
            sa.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("official_documentation_url", sa.Text(), nullable=True),
        sa.Column(
            "is_active",
            sa.Boolean(),
            server_default=sa.text("true"),
            nullable=False,
            comment="Lists show only what is active.",
        ),
        sa.Column("created_by", sa.Uuid(), nullable=True, comment="Who made it and may change it."),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "char_length(market_demand) BETWEEN 0 AND 50",
            name=op.f("skills_market_demand_length_check"),
        ),
        sa.CheckConstraint(
            "char_length(official_documentation_url) BETWEEN 0 AND 500",
            name=op.f("skills_official_documentation_url_length_check"),
        ),
        sa.CheckConstraint(
            "char_length(skill_category) BETWEEN 0 AND 100",
            name=op.f("skills_skill_category_length_check"),
        ),
        sa.CheckConstraint(
            "char_length(skill_name) BETWEEN 1 AND 100", name=op.f("skills_skill_name_length_check")
        ),
        sa.CheckConstraint(
            "char_length(skill_type) BETWEEN 0 AND 50", name=op.f("skills_skill_type_length_check")
        ),
        sa.CheckConstraint(
            "parent_skill_id <> skill_id", name=op.f("skills_parent_is_another_check")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["users.user_id"],
            name=op.f("skills_created_by_fkey"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["parent_skill_id"], ["skills.skill_id"], name=op.f("skills_parent_skill_id_fkey")
        ),
        sa.PrimaryKeyConstraint("skill_id", name=op.f("skills_pkey")),
        comment="What jobs ask for; shared by everybody of an installation.",
    )
    op.create_index("skills_created_by_idx", "skills", ["created_by"], unique=False)
    op.create_index("skills_parent_skill_id_idx", "skills", ["parent_skill_id"], unique=False)
    op.execute(
        "CREATE INDEX skills_skill_name_prefix_idx ON skills (lower(skill_name) text_pattern_ops)"
    )
    op.create_index(
        "skills_search_idx",
        "skills",
        ["skill_name", "skill_category"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"skill_name": "gin_trgm_ops", "skill_category": "gin_trgm_ops"},
    )
    op.create_index(
        "skills_skill_category_skill_id_idx", "skills", ["skill_category", "skill_id"], unique=False
    )
    op.create_index(
        "skills_skill_name_key", "skills", [sa.literal_column("lower(skill_name)")], unique=True
    )
    op.create_table(
        "interviews",
        sa.Column("interview_id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.Column(
            "custom_role_title",
            sa.Text(),
            nullable=True,
            comment="The job's title where no role fits.",
        ),
        sa.Column("interview_type", sa.Text(), server_default="actual", nullable=False),
        sa.Column("seniority_level", sa.Text(), nullable=False),
        sa.Column("interview_status", sa.Text(), server_default="scheduled", nullable=False),
        sa.Column("interview_result", sa.Text(), server_default="pending", nullable=False),
        sa.Column("job_description", sa.Text(), nullable=True),
        sa.Column(
            "main_skills_required",
            sa.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("required_experience_years", sa.SmallInteger(), nullable=True),
        sa.Column("job_location", sa.Text(), nullable=True),
        sa.Column("is_remote", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("salary_range", sa.Text(), nullable=True),
        sa.Column("application_date", sa.Date(), nullable=True),
        sa.Column("job_posting_url", sa.Text(), nullable=True),
        sa.Column("referral_source", sa.Text(), nullable=True),
        sa.Column("first_interview_date", sa.Date(), nullable=True),
        sa.Column("final_interview_date", sa.Date(), nullable=True),
        sa.Column("offer_date", sa.Date(), nullable=True),
        sa.Column("offer_deadline", sa.Date(), nullable=True),
        sa.Column("overall_feedback", sa.Text(), nullable=True),
        sa.Column("strengths", sa.Text(), nullable=True),
        sa.Column("areas_for_improvement", sa.Text(), nullable=True),
        sa.Column("offer_details", sa.Text(), nullable=True),
        sa.Column("preparation_notes", sa.Text(), nullable=True),
        sa.Column("resources_used", sa.Text(), nullable=True),
        sa.Column("time_spent_preparing_hours", sa.Float(), nullable=True),
        sa.Column("cv_content", sa.Text(), nullable=True),
        sa.Column("cv_file_path", sa.Text(), nullable=True),
        sa.Column("cv_file_url", sa.Text(), nullable=True),
        sa.Column("cv_version", sa.Text(), nullable=True),
        sa.Column(
            "cv_tailored_for_role", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column(
            "cv_highlights", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("cv_uploaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cv_last_updated", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cv_version_id", sa.Integer(), nullable=True),
        sa.Column(
            "deleted_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Hidden since then; can be restored.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "interview_result IN ('pending', 'passed', 'failed', 'offer_received', 'offer_accepted', 'offer_declined')",
            name=op.f("interviews_interview_result_known_check"),
        ),
        sa.CheckConstraint(
            "interview_status IN ('scheduled', 'in_progress', 'completed', 'cancelled', 'rescheduled')",
            name=op.f("interviews_interview_status_known_check"),
        ),
        sa.CheckConstraint(
            "interview_type IN ('actual', 'mock', 'practice')",
            name=op.f("interviews_interview_type_known_check"),
        ),
        sa.CheckConstraint(
            "seniority_level IN ('intern', 'junior', 'mid', 'senior', 'staff', 'principal', 'lead', 'manager', 'director')",
            name=op.f("interviews_seniority_level_known_check"),
        ),
        sa.CheckConstraint(
            "first_interview_date <= final_interview_date",
            name=op.f("interviews_final_not_before_first_check"),
        ),
        sa.CheckConstraint(
            "offer_date <= offer_deadline", name=op.f("interviews_deadline_not_before_offer_check")
        ),
        sa.CheckConstraint(
            "required_experience_years BETWEEN 0 AND 50",
            name=op.f("interviews_required_experience_years_range_check"),
        ),
        sa.CheckConstraint(
            "time_spent_preparing_hours >= 0",
            name=op.f("interviews_time_spent_preparing_hours_range_check"),
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.company_id"], name=op.f("interviews_company_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id", "cv_version_id"],
            ["cv_versions.owner_id", "cv_versions.cv_version_id"],
            name="interviews_cv_version_id_fkey",
            ondelete="SET NULL (cv_version_id)",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["users.user_id"],
            name=op.f("interviews_owner_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["roles.role_id"], name=op.f("interviews_role_id_fkey")
        ),
        sa.PrimaryKeyConstraint("interview_id", name=op.f("interviews_pkey")),
        comment="Applications to jobs, from the posting to the offer.",
    )
    op.create_index("interviews_company_id_idx", "interviews", ["company_id"], unique=False)
    op.create_index(
        "interviews_owner_id_application_date_idx",
        "interviews",
        [
            "owner_id",
            sa.literal_column("coalesce(application_date, '-infinity'::date)"),
            "interview_id",
        ],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "interviews_owner_id_company_id_idx",
        "interviews",
        ["owner_id", "company_id", "created_at", "interview_id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "interviews_owner_id_created_at_idx",
        "interviews",
        ["owner_id", "created_at", "interview_id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "interviews_owner_id_cv_version_id_idx",
        "interviews",
        ["owner_id", "cv_version_id"],
        unique=False,
        postgresql_where=sa.text("cv_version_id IS NOT NULL"),
    )
    op.create_index(
        "interviews_owner_id_filters_idx",
        "interviews",
        [
            "owner_id",
            "interview_status",
            "is_remote",
            "seniority_level",
            "created_at",
            "interview_id",
        ],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "interviews_owner_id_first_interview_date_idx",
        "interviews",
        [
            "owner_id",
            sa.literal_column("coalesce(first_interview_date, '-infinity'::date)"),
            "interview_id",
        ],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "interviews_owner_id_interview_status_idx",
        "interviews",
        ["owner_id", "interview_status", "interview_id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "interviews_owner_id_role_id_idx",
        "interviews",
        ["owner_id", "role_id", "created_at", "interview_id"],
        unique=False,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index("interviews_role_id_idx", "interviews", ["role_id"], unique=False)
    op.create_table(
        "library_uses",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("times_asked", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("times_practiced", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("average_rating", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["users.user_id"],
            name=op.f("library_uses_owner_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.question_id"],
            name=op.f("library_uses_question_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("owner_id", "question_id", name=op.f("library_uses_pkey")),
        comment="How often people met library entries; their own questions count themselves.",
    )
    op.create_index("library_uses_question_id_idx", "library_uses", ["question_id"], unique=False)
    op.create_table(
        "question_skills",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.Column(
            "is_primary_skill", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("skill_importance", sa.Text(), nullable=True),
        sa.Column("required_proficiency", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.question_id"],
            name=op.f("question_skills_question_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skills.skill_id"], name=op.f("question_skills_skill_id_fkey")
        ),
        sa.PrimaryKeyConstraint("question_id", "skill_id", name=op.f("question_skills_pkey")),
        comment="Skills that people's own questions test.",
    )
    op.create_index("question_skills_skill_id_idx", "question_skills", ["skill_id"], unique=False)
    op.create_table(
        "user_skills",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.Column("proficiency_level", sa.Text(), nullable=True),
        sa.Column("years_of_experience", sa.Float(), nullable=True),
        sa.Column("last_used_year", sa.Integer(), nullable=True),
        sa.Column(
            "wants_to_improve", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "char_length(notes) BETWEEN 0 AND 5000", name=op.f("user_skills_notes_length_check")
        ),
        sa.CheckConstraint(
            "char_length(proficiency_level) BETWEEN 0 AND 50",
            name=op.f("user_skills_proficiency_level_length_check"),
        ),
        sa.CheckConstraint(
            "years_of_experience BETWEEN 0 AND 80",
            name=op.f("user_skills_years_of_experience_range_check"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["users.user_id"],
            name=op.f("user_skills_owner_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skills.skill_id"], name=op.f("user_skills_skill_id_fkey")
        ),
        sa.PrimaryKeyConstraint("owner_id", "skill_id", name=op.f("user_skills_pkey")),
        comment="How well people master skills, as they see it themselves.",
    )
    op.create_index("user_skills_skill_id_idx", "user_skills", ["skill_id"], unique=False)
    op.create_table(
        "interview_rounds",
        sa.Column("round_id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("round_number", sa.Integer(), nullable=False),
        sa.Column("round_name", sa.Text(), nullable=True),
        sa.Column("round_type", sa.Text(), nullable=False),
        sa.Column("scheduled_date", sa.Date(), nullable=True),
        sa.Column("scheduled_time", sa.Time(), nullable=True),
        sa.Column("duration_minutes", sa.Integer(), nullable=True),
        sa.Column(
            "timezone", sa.Text(), server_default="UTC", nullable=False, comment="IANA name."
        ),
        sa.Column("is_virtual", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("meeting_platform", sa.Text(), nullable=True),
        sa.Column("meeting_link", sa.Text(), nullable=True),
        sa.Column("physical_location", sa.Text(), nullable=True),
        sa.Column("interviewer_name", sa.Text(), nullable=True),
        sa.Column("interviewer_title", sa.Text(), nullable=True),
        sa.Column("interviewer_linkedin_url", sa.Text(), nullable=True),
        sa.Column("interviewer_email", sa.Text(), nullable=True),
        sa.Column("interviewer_notes", sa.Text(), nullable=True),
        sa.Column("round_status", sa.Text(), server_default="scheduled", nullable=False),
        sa.Column("round_result", sa.Text(), server_default="pending", nullable=False),
        sa.Column("feedback", sa.Text(), nullable=True),
        sa.Column("rating", sa.SmallInteger(), nullable=True),
        sa.Column("preparation_notes", sa.Text(), nullable=True),
        sa.Column("questions_asked_summary", sa.Text(), nullable=True),
        sa.Column(
            "key_topics_covered",
            sa.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("follow_up_actions", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "round_result IN ('pending', 'passed', 'failed', 'offer_received', 'offer_accepted', 'offer_declined')",
            name=op.f("interview_rounds_round_result_known_check"),
        ),
        sa.CheckConstraint(
            "round_status IN ('scheduled', 'in_progress', 'completed', 'cancelled', 'rescheduled')",
            name=op.f("interview_rounds_round_status_known_check"),
        ),
        sa.CheckConstraint(
            "round_type IN ('phone_screen', 'technical', 'coding', 'system_design', 'behavioral', 'cultural_fit', 'hiring_manager', 'final', 'assessment', 'other')",
            name=op.f("interview_rounds_round_type_known_check"),
        ),
        sa.CheckConstraint(
            "duration_minutes BETWEEN 1 AND 1440",
            name=op.f("interview_rounds_duration_minutes_range_check"),
        ),
        sa.CheckConstraint(
            "rating BETWEEN 1 AND 10", name=op.f("interview_rounds_rating_range_check")
        ),
        sa.CheckConstraint(
            "round_number >= 1", name=op.f("interview_rounds_round_number_range_check")
        ),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["interviews.interview_id"],
            name=op.f("interview_rounds_interview_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("interview_rounds_pkey")),
        sa.UniqueConstraint(
            "interview_id", "round_id", name=op.f("interview_rounds_interview_id_round_id_key")
        ),
        sa.UniqueConstraint(
            "interview_id",
            "round_number",
            name=op.f("interview_rounds_interview_id_round_number_key"),
        ),
        comment="The meetings of interviews.",
    )
    op.create_table(
        "interview_skills",
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.Column("is_required", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("is_nice_to_have", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("required_proficiency", sa.Text(), nullable=True),
        sa.Column("priority_level", sa.Text(), nullable=True),
        sa.Column("was_assessed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("assessed_proficiency", sa.Text(), nullable=True),
        sa.Column("assessment_notes", sa.Text(), nullable=True),
        sa.Column("passed_assessment", sa.Boolean(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["interviews.interview_id"],
            name=op.f("interview_skills_interview_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skills.skill_id"], name=op.f("interview_skills_skill_id_fkey")
        ),
        sa.PrimaryKeyConstraint("interview_id", "skill_id", name=op.f("interview_skills_pkey")),
        comment="Skills that interviews were about.",
    )
    op.create_index("interview_skills_skill_id_idx", "interview_skills", ["skill_id"], unique=False)
    op.create_table(
        "interview_questions",
        sa.Column("interview_question_id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("was_asked", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("order_asked", sa.Integer(), nullable=True),
        sa.Column("candidate_answer", sa.Text(), nullable=True),
        sa.Column("answer_quality_rating", sa.SmallInteger(), nullable=True),
        sa.Column("time_taken_minutes", sa.Integer(), nullable=True),
        sa.Column("interviewer_feedback", sa.Text(), nullable=True),
        sa.Column("what_went_well", sa.Text(), nullable=True),
        sa.Column("what_could_improve", sa.Text(), nullable=True),
        sa.Column("was_prepared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("preparation_notes", sa.Text(), nullable=True),
        sa.Column("confidence_level", sa.SmallInteger(), nullable=True),
        sa.Column(
            "follow_up_questions_asked",
            sa.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column(
            "follow_up_answers", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "answer_quality_rating BETWEEN 1 AND 10",
            name=op.f("interview_questions_answer_quality_rating_range_check"),
        ),
        sa.CheckConstraint(
            "confidence_level BETWEEN 1 AND 10",
            name=op.f("interview_questions_confidence_level_range_check"),
        ),
        sa.CheckConstraint(
            "time_taken_minutes BETWEEN 0 AND 1440",
            name=op.f("interview_questions_time_taken_minutes_range_check"),
        ),
        sa.ForeignKeyConstraint(
            ["interview_id", "round_id"],
            ["interview_rounds.interview_id", "interview_rounds.round_id"],
            name="interview_questions_round_id_fkey",
            ondelete="SET NULL (round_id)",
        ),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["interviews.interview_id"],
            name=op.f("interview_questions_interview_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.question_id"],
            name=op.f("interview_questions_question_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("interview_question_id", name=op.f("interview_questions_pkey")),
        sa.UniqueConstraint(
            "interview_id",
            "question_id",
            name=op.f("interview_questions_interview_id_question_id_key"),
        ),
        comment="Questions that were asked in interviews, and how it went.",
    )
    op.create_index(
        "interview_questions_interview_id_round_id_idx",
        "interview_questions",
        ["interview_id", "round_id"],
        unique=False,
    )
    op.create_index(
        "interview_questions_question_id_idx", "interview_questions", ["question_id"], unique=False
    )
    op.alter_column(
        "questions",
        "skills",
        new_column_name="skill_names",
        comment="What a library entry asks for, in words.",
    )
    op.add_column(
        "questions",
        sa.Column(
            "copied_from",
            sa.Integer(),
            nullable=True,
            comment="The library entry that this is somebody's changed version of.",
        ),
    )
    op.add_column("questions", sa.Column("question_category", sa.Text(), nullable=True))
    op.add_column(
        "questions",
        sa.Column(
            "difficulty_rank",
            sa.SmallInteger(),
            sa.Computed(
                "array_position(ARRAY['easy', 'medium', 'hard', 'expert'], question_difficulty)::smallint",
                persisted=True,
            ),
            nullable=False,
            comment="1 for easy to 4 for expert, to sort by.",
        ),
    )
    op.add_column("questions", sa.Column("question_context", sa.Text(), nullable=True))
    op.add_column("questions", sa.Column("assumptions", sa.Text(), nullable=True))
    op.add_column("questions", sa.Column("answer_markdown_link", sa.Text(), nullable=True))
    op.add_column("questions", sa.Column("answer_summary", sa.Text(), nullable=True))
    op.add_column(
        "questions",
        sa.Column(
            "reference_image_urls",
            sa.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
    )
    op.add_column("questions", sa.Column("diagram_url", sa.Text(), nullable=True))
    op.add_column("questions", sa.Column("video_explanation_url", sa.Text(), nullable=True))
    op.add_column(
        "questions",
        sa.Column(
            "related_questions",
            sa.ARRAY(sa.Integer()),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="Ids of other questions.",
        ),
    )
    op.add_column(
        "questions",
        sa.Column(
            "prerequisites", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.add_column("questions", sa.Column("additional_information", sa.Text(), nullable=True))
    op.add_column(
        "questions",
        sa.Column(
            "key_concepts", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.add_column(
        "questions",
        sa.Column(
            "approach_steps", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.add_column("questions", sa.Column("source", sa.Text(), nullable=True))
    op.add_column("questions", sa.Column("source_url", sa.Text(), nullable=True))
    op.add_column("questions", sa.Column("author", sa.Text(), nullable=True))
    op.add_column(
        "questions",
        sa.Column(
            "times_asked",
            sa.Integer(),
            server_default=sa.text("0"),
            nullable=False,
            comment="In the owner's interviews.",
        ),
    )
    op.add_column(
        "questions",
        sa.Column("times_practiced", sa.Integer(), server_default=sa.text("0"), nullable=False),
    )
    op.add_column("questions", sa.Column("average_rating", sa.Float(), nullable=True))
    op.add_column(
        "questions",
        sa.Column(
            "search_text",
            sa.Text(),
            sa.Computed(
                "question_text || chr(10) || coalesce(question_context, '')", persisted=True
            ),
            nullable=False,
            comment="What a search for words looks at.",
        ),
    )
    op.alter_column(
        "questions",
        "specialist",
        existing_type=sa.TEXT(),
        nullable=True,
        comment="Who answers it; null where the question decides.",
    )
    op.execute(_CATEGORIES)
    op.alter_column("questions", "question_category", nullable=False)
    for name, condition in _QUESTION_CHECKS.items():
        op.create_check_constraint(op.f(name), "questions", condition)
    op.create_index(
        "questions_copied_from_idx",
        "questions",
        ["copied_from"],
        unique=False,
        postgresql_where=sa.text("copied_from IS NOT NULL"),
    )
    op.create_index(
        "questions_embedded_idx",
        "questions",
        ["owner_id"],
        unique=False,
        postgresql_where=sa.text("embedding IS NOT NULL AND owner_id IS NOT NULL"),
    )
    op.create_index(
        "questions_owner_id_average_rating_idx",
        "questions",
        ["owner_id", sa.literal_column("coalesce(average_rating, 0)"), "question_id"],
        unique=False,
        postgresql_where=sa.text("is_active AND owner_id IS NOT NULL"),
    )
    op.create_index(
        "questions_owner_id_copied_from_key",
        "questions",
        ["owner_id", "copied_from"],
        unique=True,
        postgresql_where=sa.text("copied_from IS NOT NULL"),
    )
    op.create_index(
        "questions_owner_id_created_at_idx",
        "questions",
        ["owner_id", "created_at", "question_id"],
        unique=False,
        postgresql_where=sa.text("is_active AND owner_id IS NOT NULL"),
    )
    op.create_index(
        "questions_owner_id_difficulty_idx",
        "questions",
        ["owner_id", "difficulty_rank", "question_id"],
        unique=False,
        postgresql_where=sa.text("is_active AND owner_id IS NOT NULL"),
    )
    op.create_index(
        "questions_owner_id_filters_idx",
        "questions",
        ["owner_id", "question_category", "difficulty_rank", "created_at", "question_id"],
        unique=False,
        postgresql_where=sa.text("is_active AND owner_id IS NOT NULL"),
    )
    op.create_index(
        "questions_owner_id_times_asked_idx",
        "questions",
        ["owner_id", "times_asked", "question_id"],
        unique=False,
        postgresql_where=sa.text("is_active AND owner_id IS NOT NULL"),
    )
    op.create_index(
        "questions_owner_id_times_practiced_idx",
        "questions",
        ["owner_id", "times_practiced", "question_id"],
        unique=False,
        postgresql_where=sa.text("is_active AND owner_id IS NOT NULL"),
    )
    op.create_index(
        "questions_search_idx",
        "questions",
        ["owner_id", "search_text"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_index(
        "questions_library_search_idx",
        "questions",
        ["search_text"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
        postgresql_where=sa.text("library_slug IS NOT NULL"),
    )
    op.create_index(
        "questions_tags_idx",
        "questions",
        ["owner_id", "tags"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_foreign_key(
        op.f("questions_copied_from_fkey"),
        "questions",
        "questions",
        ["copied_from"],
        ["question_id"],
        ondelete="SET NULL",
    )

    op.add_column(
        "agent_runs",
        sa.Column(
            "question_id",
            sa.Integer(),
            nullable=True,
            comment="The question of the bank that this answers.",
        ),
    )
    op.add_column(
        "agent_runs",
        sa.Column(
            "keeps_answer",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="A whole answer becomes the one of the question of the bank.",
        ),
    )
    op.create_foreign_key(
        op.f("agent_runs_question_id_fkey"),
        "agent_runs",
        "questions",
        ["question_id"],
        ["question_id"],
        ondelete="SET NULL",
    )
    op.create_index(
        "agent_runs_question_id_idx",
        "agent_runs",
        ["question_id"],
        postgresql_where=sa.text("question_id IS NOT NULL"),
    )
    op.execute(_TALLY_FUNCTIONS)
    for table, function in _TALLIED.items():
        for event, rows in _EVENTS.items():
            op.execute(
                f"CREATE TRIGGER {table}_tally_{event.lower()} AFTER {event} ON {table} "
                f"REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            )
    # So that the next start loads the library anew, with categories.
    op.execute("DELETE FROM library_state")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")

    op.drop_column("agent_runs", "keeps_answer")
    op.drop_column("agent_runs", "question_id")
    # What people made for themselves is gone with the tables around it.
    op.execute("DELETE FROM questions WHERE owner_id IS NOT NULL")
    for table in _TALLIED:
        for event in _EVENTS:
            op.execute(f"DROP TRIGGER {table}_tally_{event.lower()} ON {table}")
    for function in _TALLIED.values():
        op.execute(f"DROP FUNCTION {function}()")
    for name in _QUESTION_CHECKS:
        op.drop_constraint(op.f(name), "questions", type_="check")
    op.alter_column("questions", "skill_names", new_column_name="skills", comment=None)

    op.drop_constraint(op.f("questions_copied_from_fkey"), "questions", type_="foreignkey")
    op.drop_index("questions_tags_idx", table_name="questions", postgresql_using="gin")
    op.drop_index(
        "questions_search_idx",
        table_name="questions",
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.drop_index(
        "questions_owner_id_times_practiced_idx",
        table_name="questions",
        postgresql_where=sa.text("is_active AND owner_id IS NOT NULL"),
    )
    op.drop_index(
        "questions_owner_id_times_asked_idx",
        table_name="questions",
        postgresql_where=sa.text("is_active AND owner_id IS NOT NULL"),
    )
    op.drop_index(
        "questions_owner_id_filters_idx",
        table_name="questions",
        postgresql_where=sa.text("is_active AND owner_id IS NOT NULL"),
    )
    op.drop_index(
        "questions_owner_id_difficulty_idx",
        table_name="questions",
        postgresql_where=sa.text("is_active AND owner_id IS NOT NULL"),
    )
    op.drop_index(
        "questions_owner_id_created_at_idx",
        table_name="questions",
        postgresql_where=sa.text("is_active AND owner_id IS NOT NULL"),
    )
    op.drop_index(
        "questions_owner_id_copied_from_key",
        table_name="questions",
        postgresql_where=sa.text("copied_from IS NOT NULL"),
    )
    op.drop_index(
        "questions_owner_id_average_rating_idx",
        table_name="questions",
        postgresql_where=sa.text("is_active AND owner_id IS NOT NULL"),
    )
    op.drop_index(
        "questions_embedded_idx",
        table_name="questions",
        postgresql_where=sa.text("embedding IS NOT NULL AND owner_id IS NOT NULL"),
    )
    op.drop_index(
        "questions_copied_from_idx",
        table_name="questions",
        postgresql_where=sa.text("copied_from IS NOT NULL"),
    )
    op.alter_column(
        "questions",
        "specialist",
        existing_type=sa.TEXT(),
        nullable=False,
        comment=None,
        existing_comment="Who answers it; null where the question decides.",
    )
    op.drop_column("questions", "search_text")
    op.drop_column("questions", "average_rating")
    op.drop_column("questions", "times_practiced")
    op.drop_column("questions", "times_asked")
    op.drop_column("questions", "author")
    op.drop_column("questions", "source_url")
    op.drop_column("questions", "source")
    op.drop_column("questions", "approach_steps")
    op.drop_column("questions", "key_concepts")
    op.drop_column("questions", "additional_information")
    op.drop_column("questions", "prerequisites")
    op.drop_column("questions", "related_questions")
    op.drop_column("questions", "video_explanation_url")
    op.drop_column("questions", "diagram_url")
    op.drop_column("questions", "reference_image_urls")
    op.drop_column("questions", "answer_summary")
    op.drop_column("questions", "answer_markdown_link")
    op.drop_column("questions", "assumptions")
    op.drop_column("questions", "question_context")
    op.drop_column("questions", "difficulty_rank")
    op.drop_column("questions", "question_category")
    op.drop_column("questions", "copied_from")
    op.drop_index("interview_questions_question_id_idx", table_name="interview_questions")
    op.drop_index("interview_questions_interview_id_round_id_idx", table_name="interview_questions")
    op.drop_table("interview_questions")
    op.drop_index("interview_skills_skill_id_idx", table_name="interview_skills")
    op.drop_table("interview_skills")
    op.drop_table("interview_rounds")
    op.drop_index("user_skills_skill_id_idx", table_name="user_skills")
    op.drop_table("user_skills")
    op.drop_index("question_skills_skill_id_idx", table_name="question_skills")
    op.drop_table("question_skills")
    op.drop_index("library_uses_question_id_idx", table_name="library_uses")
    op.drop_table("library_uses")
    op.drop_index("interviews_role_id_idx", table_name="interviews")
    op.drop_index(
        "interviews_owner_id_role_id_idx",
        table_name="interviews",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_index(
        "interviews_owner_id_first_interview_date_idx",
        table_name="interviews",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_index(
        "interviews_owner_id_filters_idx",
        table_name="interviews",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_index(
        "interviews_owner_id_cv_version_id_idx",
        table_name="interviews",
        postgresql_where=sa.text("cv_version_id IS NOT NULL"),
    )
    op.drop_index(
        "interviews_owner_id_created_at_idx",
        table_name="interviews",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_index(
        "interviews_owner_id_company_id_idx",
        table_name="interviews",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_index(
        "interviews_owner_id_application_date_idx",
        table_name="interviews",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_index("interviews_company_id_idx", table_name="interviews")
    op.drop_table("interviews")
    op.drop_index("skills_skill_name_key", table_name="skills")
    op.drop_index("skills_skill_category_skill_id_idx", table_name="skills")
    op.drop_index(
        "skills_search_idx",
        table_name="skills",
        postgresql_using="gin",
        postgresql_ops={"skill_name": "gin_trgm_ops", "skill_category": "gin_trgm_ops"},
    )
    op.drop_index("skills_parent_skill_id_idx", table_name="skills")
    op.drop_index("skills_created_by_idx", table_name="skills")
    op.drop_table("skills")
    op.drop_index(
        "roles_search_idx",
        table_name="roles",
        postgresql_using="gin",
        postgresql_ops={"role_name": "gin_trgm_ops", "role_category": "gin_trgm_ops"},
    )
    op.drop_index("roles_role_name_key", table_name="roles")
    op.drop_index("roles_role_category_role_id_idx", table_name="roles")
    op.drop_index("roles_created_by_idx", table_name="roles")
    op.drop_table("roles")
    op.drop_index("request_keys_created_at_idx", table_name="request_keys")
    op.drop_table("request_keys")
    op.drop_table("cv_versions")
    op.drop_index(
        "companies_search_idx",
        table_name="companies",
        postgresql_using="gin",
        postgresql_ops={"company_name": "gin_trgm_ops", "industry": "gin_trgm_ops"},
    )
    op.drop_index("companies_created_by_idx", table_name="companies")
    op.drop_index("companies_company_name_key", table_name="companies")
    op.drop_table("companies")
    op.drop_index("tally_changes_owner_id_idx", table_name="tally_changes")
    op.drop_table("tally_changes")
    op.drop_table("tallies")
