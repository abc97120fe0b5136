"""Conversations, stream tickets, and runs that outlive their connection."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A migration that waits for a lock makes every later query wait behind it.
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "conversations",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column(
            "title", sa.Text(), nullable=True, comment="Null until the first question gives it one."
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
            "char_length(title) BETWEEN 1 AND 200", name=op.f("conversations_title_length_check")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["users.user_id"],
            name=op.f("conversations_owner_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("conversations_pkey")),
        comment="Questions that build on each other; their runs name the conversation.",
    )
    op.create_index(
        "conversations_owner_id_updated_at_conversation_id_idx",
        "conversations",
        ["owner_id", "updated_at", "conversation_id"],
    )
    op.create_table(
        "stream_tickets",
        sa.Column("ticket_digest", sa.LargeBinary(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["users.user_id"],
            name=op.f("stream_tickets_owner_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("ticket_digest", name=op.f("stream_tickets_pkey")),
        comment="Unused tickets, as SHA-256: they open one stream each.",
    )
    op.create_index("stream_tickets_expires_at_idx", "stream_tickets", ["expires_at"])
    for column in (
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column(
            "replaces_run_id",
            sa.Uuid(),
            nullable=True,
            comment="The run that this one was asked again for.",
        ),
        sa.Column(
            "server_id",
            sa.Integer(),
            nullable=True,
            comment="Who answers; holds an advisory lock of that number while it lives.",
        ),
        sa.Column("idempotency_key", sa.Text(), nullable=True),
        sa.Column(
            "request_digest",
            sa.LargeBinary(),
            nullable=True,
            comment="SHA-256 of what was asked under the idempotency key.",
        ),
        sa.Column(
            "history",
            postgresql.JSONB(),
            server_default=sa.text("'[]'"),
            nullable=False,
            comment="The turns that the request brought along: role, content.",
        ),
        sa.Column(
            "requested_agent",
            sa.Text(),
            nullable=True,
            comment="The specialist that the request named.",
        ),
        sa.Column(
            "hint",
            sa.Text(),
            nullable=True,
            comment="The specialist that the kind of interview suggested.",
        ),
        sa.Column(
            "piece_lengths",
            postgresql.ARRAY(sa.Integer()),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="Characters of each piece that was streamed, so that events keep their numbers.",
        ),
        sa.Column(
            "follow_ups_generic", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
    ):
        op.add_column("agent_runs", column)
    # Answers that were stored before pieces were counted are replayed as one piece.
    op.execute(
        "UPDATE agent_runs SET piece_lengths = ARRAY[char_length(answer)] WHERE answer <> ''"
    )
    op.execute(
        "UPDATE agent_runs SET finished_at = updated_at WHERE finished_at IS NULL AND status <> 'running'"
    )
    op.create_foreign_key(
        op.f("agent_runs_conversation_id_fkey"),
        "agent_runs",
        "conversations",
        ["conversation_id"],
        ["conversation_id"],
        ondelete="CASCADE",
    )
    op.create_foreign_key(
        op.f("agent_runs_replaces_run_id_fkey"),
        "agent_runs",
        "agent_runs",
        ["replaces_run_id"],
        ["run_id"],
        ondelete="SET NULL",
    )
    op.create_check_constraint(
        op.f("agent_runs_idempotency_key_length_check"),
        "agent_runs",
        "char_length(idempotency_key) BETWEEN 1 AND 255",
    )
    op.create_check_constraint(
        op.f("agent_runs_finished_unless_running_check"),
        "agent_runs",
        "(status = 'running') = (finished_at IS NULL)",
    )
    op.create_index(
        "agent_runs_conversation_id_created_at_run_id_idx",
        "agent_runs",
        ["conversation_id", "created_at", "run_id"],
        postgresql_where=sa.text("conversation_id IS NOT NULL"),
    )
    op.create_index(
        "agent_runs_running_conversation_id_key",
        "agent_runs",
        ["conversation_id"],
        unique=True,
        postgresql_where=sa.text("status = 'running'"),
    )
    op.create_index(
        "agent_runs_owner_id_idempotency_key_key",
        "agent_runs",
        ["owner_id", "idempotency_key"],
        unique=True,
        postgresql_where=sa.text("idempotency_key IS NOT NULL"),
    )
    op.create_index(
        "agent_runs_replaces_run_id_idx",
        "agent_runs",
        ["replaces_run_id"],
        postgresql_where=sa.text("replaces_run_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_constraint(op.f("agent_runs_finished_unless_running_check"), "agent_runs")
    op.drop_constraint(op.f("agent_runs_idempotency_key_length_check"), "agent_runs")
    for column in (
        "follow_ups_generic",
        "piece_lengths",
        "hint",
        "requested_agent",
        "history",
        "request_digest",
        "idempotency_key",
        "server_id",
        "replaces_run_id",
        "conversation_id",
    ):
        # Takes its indexes and foreign keys along.
        op.drop_column("agent_runs", column)
    op.drop_table("stream_tickets")
    op.drop_table("conversations")
