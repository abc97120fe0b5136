"""One embedding for each question, and a weighted full-text index of the library."""

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import Vector
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "questions",
        sa.Column(
            "phrasings",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="Other ways to ask the question.",
        ),
    )
    op.add_column(
        "questions",
        sa.Column(
            "embedding",
            Vector(384),
            nullable=True,
            comment="Unit vector of what the question is about; null until it is embedded.",
        ),
    )
    # Every search reads it from every entry; out of line, each would be a fetch of its own.
    op.execute("ALTER TABLE questions ALTER COLUMN embedding SET STORAGE PLAIN")
    op.create_table(
        "library_terms",
        sa.Column("term", sa.Text(), nullable=False, comment="Lexeme of the English dictionary."),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.REAL(), nullable=False, comment="BM25 weight, above 0."),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.question_id"],
            name=op.f("library_terms_question_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("term", "question_id", name=op.f("library_terms_pkey")),
        comment="Which words occur in which library entries, and what each is worth.",
    )
    op.create_index("library_terms_question_id_idx", "library_terms", ["question_id"])
    op.drop_table("question_phrasings")
    # So that the next start loads the library anew.
    op.execute("DELETE FROM library_state")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
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
    op.drop_table("library_terms")
    op.drop_column("questions", "embedding")
    op.drop_column("questions", "phrasings")
    op.execute("DELETE FROM library_state")
