"""Accounts with passwords, sign-ins that can end, keys for scripts."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_CHECKS = {
    "users_email_length_check": "char_length(email) BETWEEN 3 AND 255",
    "users_password_hash_length_check": "char_length(password_hash) BETWEEN 1 AND 255",
    "users_full_name_length_check": "char_length(full_name) BETWEEN 2 AND 255",
    "users_user_type_known_check": "user_type IN ('candidate', 'admin')",
    "users_signs_in_with_both_or_not_at_all_check": "(email IS NULL) = (password_hash IS NULL)",
}


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("users", sa.Column("email", sa.Text()))
    op.add_column("users", sa.Column("password_hash", sa.Text(), comment="Argon2id; never shown."))
    op.add_column(
        "users",
        sa.Column(
            "password_version",
            sa.Integer(),
            server_default=sa.text("1"),
            nullable=False,
            comment="Grows with each change of the password.",
        ),
    )
    op.add_column("users", sa.Column("full_name", sa.Text()))
    op.add_column(
        "users",
        sa.Column("user_type", sa.Text(), server_default="candidate", nullable=False),
    )
    op.add_column(
        "users",
        sa.Column(
            "is_active",
            sa.Boolean(),
            server_default=sa.text("true"),
            nullable=False,
            comment="False: signed up, but may not do anything.",
        ),
    )
    for name, condition in _CHECKS.items():
        op.create_check_constraint(op.f(name), "users", condition)
    op.drop_constraint(op.f("users_username_key"), "users")
    for name in ("email", "username"):
        op.create_index(
            f"users_lower_{name}_key", "users", [sa.text(f"lower({name})")], unique=True
        )
    op.create_table_comment("users", "People who own rows, and the built-in local user.")
    op.create_table(
        "sign_ins",
        sa.Column(
            "sign_in_id",
            sa.Uuid(),
            nullable=False,
            comment="The token's jti (RFC 7519, section 4.1.7).",
        ),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "password_version",
            sa.Integer(),
            nullable=False,
            comment="Of the password that was given; a later one ends the sign-in.",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["users.user_id"],
            name=op.f("sign_ins_owner_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sign_in_id", name=op.f("sign_ins_pkey")),
        comment="Sign-ins whose tokens count: a token without its row is refused.",
    )
    op.create_index("sign_ins_owner_id_idx", "sign_ins", ["owner_id"])
    op.create_table(
        "api_keys",
        sa.Column(
            "api_key_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("key_name", sa.Text(), nullable=False),
        sa.Column("key_digest", sa.LargeBinary(), nullable=False),
        sa.Column(
            "key_start",
            sa.Text(),
            nullable=False,
            comment="Its first characters, to tell one's keys apart.",
        ),
        sa.Column("scopes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("last_used_at", sa.DateTime(timezone=True), comment="To the minute."),
        sa.CheckConstraint(
            "char_length(key_name) BETWEEN 1 AND 100", name=op.f("api_keys_key_name_length_check")
        ),
        sa.CheckConstraint(
            "scopes <@ ARRAY['read', 'write', 'ask'] AND cardinality(scopes) > 0",
            name=op.f("api_keys_scopes_known_check"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["users.user_id"],
            name=op.f("api_keys_owner_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("api_key_id", name=op.f("api_keys_pkey")),
        sa.UniqueConstraint("key_digest", name=op.f("api_keys_key_digest_key")),
        comment="Keys for scripts, as SHA-256; the key itself is shown once, when it is made.",
    )
    op.create_index("api_keys_owner_id_created_at_idx", "api_keys", ["owner_id", "created_at"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_table("api_keys")
    op.drop_table("sign_ins")
    op.create_table_comment(
        "users", "People who own rows; until there are accounts, the built-in local user."
    )
    op.create_unique_constraint(op.f("users_username_key"), "users", ["username"])
    op.drop_index("users_lower_username_key", "users")
    for column in (
        "is_active",
        "user_type",
        "full_name",
        "password_version",
        "password_hash",
        "email",
    ):
        # Takes its checks and its index along.
        op.drop_column("users", column)
