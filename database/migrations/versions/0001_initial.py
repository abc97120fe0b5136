"""Users, the question library, and answers that were given."""

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import Vector
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A migration that waits for a lock makes every later query wait behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("CREATE EXTENSION IF NOT EXISTS vector")
    op.create_table(
        "library_state",
        sa.Column("only_row", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.CheckConstraint("only_row", name=op.f("library_state_only_row_check")),
        sa.PrimaryKeyConstraint("only_row", name=op.f("library_state_pkey")),
        comment="Digest of the library files that were loaded last.",
    )
    op.create_table(
        "users",
        sa.Column(
            "user_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("username", sa.Text(), nullable=False),
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
            "char_length(username) BETWEEN 3 AND 100", name=op.f("users_username_length_check")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("users_pkey")),
        sa.UniqueConstraint("username", name=op.f("users_username_key")),
        comment="People who own rows; until there are accounts, the built-in local user.",
    )
    op.execute(
        "INSERT INTO users (user_id, username) "
        "VALUES ('00000000-0000-4000-8000-000000000001', 'local')"
    )
    op.create_table(
        "agent_runs",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), server_default="", nullable=False),
        sa.Column("routing", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "follow_up_questions",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
        sa.Column("provider", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("usage", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("time_to_first_token_ms", sa.Integer(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column(
            "metadata",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column(
            "error",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="Why the run failed: code, message, retryable.",
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
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
            "status IN ('running', 'completed', 'failed', 'cancelled', 'interrupted')",
            name=op.f("agent_runs_status_known_check"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["users.user_id"],
            name=op.f("agent_runs_owner_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("agent_runs_pkey")),
        comment="Questions that were asked, with routing, answer and what it took.",
    )
    op.create_index(
        "agent_runs_owner_id_created_at_run_id_idx",
        "agent_runs",
        ["owner_id", "created_at", "run_id"],
        unique=False,
    )
    op.create_table(
        "questions",
        sa.Column("question_id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column(
            "library_slug",
            sa.Text(),
            nullable=True,
            comment="Stable name of a library entry: <specialist>/<file name>.",
        ),
        sa.Column("specialist", sa.Text(), nullable=False),
        sa.Column("question_text", sa.Text(), nullable=False),
        sa.Column("question_difficulty", sa.Text(), server_default="medium", nullable=False),
        sa.Column(
            "seniority_levels", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("answer_markdown_content", sa.Text(), nullable=True),
        sa.Column(
            "key_points",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
            comment='[{"point": text, "weight": 1..3}]',
        ),
        sa.Column(
            "common_mistakes", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column(
            "tips_and_tricks", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column(
            "follow_up_questions",
            sa.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column(
            "suggested_frameworks",
            sa.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("skills", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("tags", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "sources",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
            comment='[{"title": text, "url": text or null}]',
        ),
        sa.Column("time_to_answer_minutes", sa.SmallInteger(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
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
            "question_difficulty IN ('easy', 'medium', 'hard', 'expert')",
            name=op.f("questions_question_difficulty_known_check"),
        ),
        sa.CheckConstraint(
            "(owner_id IS NULL) = (library_slug IS NOT NULL)",
            name=op.f("questions_library_or_owned_check"),
        ),
        sa.CheckConstraint(
            "char_length(question_text) >= 10", name=op.f("questions_question_text_length_check")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["users.user_id"],
            name=op.f("questions_owner_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("questions_pkey")),
        comment="Interview questions: library entries (no owner) and people's own.",
    )
    op.create_index(
        "questions_library_slug_key",
        "questions",
        ["library_slug"],
        unique=True,
        postgresql_where=sa.text("library_slug IS NOT NULL"),
    )
    op.create_index("questions_owner_id_idx", "questions", ["owner_id"], unique=False)
    op.create_table(
        "question_phrasings",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("phrasing", sa.Text(), nullable=False),
        sa.Column("embedding", Vector(384), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.question_id"],
            name=op.f("question_phrasings_question_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", "phrasing", name=op.f("question_phrasings_pkey")),
        comment="The ways to ask a question, embedded for retrieval.",
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("question_phrasings")
    op.drop_index("questions_owner_id_idx", table_name="questions")
    op.drop_index(
        "questions_library_slug_key",
        table_name="questions",
        postgresql_where=sa.text("library_slug IS NOT NULL"),
    )
    op.drop_table("questions")
    op.drop_index("agent_runs_owner_id_created_at_run_id_idx", table_name="agent_runs")
    op.drop_table("agent_runs")
    op.drop_table("users")
    op.drop_table("library_state")
