"""Official answers have scores: what got none leaves its question open to another try.

What was official without a score becomes a try among others. A downgrade keeps that: which of
them were official can't be told any more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_OPEN_AGAIN = """
DELETE FROM practice_responses USING practice_attempts
WHERE practice_attempts.attempt_id = practice_responses.attempt_id AND score IS NULL
"""
_NOT_OFFICIAL = """
UPDATE practice_attempts SET is_official = false
WHERE is_official AND state <> 'judging' AND score IS NULL
"""

_CHECK = "practice_attempts_official_scored_check"
_KEY = "practice_attempts_official_key"
_BEFORE = {
    "is_official": "Becomes the official answer once it is judged; else it is a retry.",
    "practice_responses": "The official answer to each question: its first judged try.",
}
_AFTER = {
    "is_official": (
        "Is the official answer, or becomes it with a score; else it is a try to compare."
    ),
    "practice_responses": "The official answer to each question: its first try with a score.",
}


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(_OPEN_AGAIN)
    op.execute(_NOT_OFFICIAL)
    op.create_check_constraint(
        op.f(_CHECK),
        "practice_attempts",
        "NOT is_official OR state = 'judging' OR score IS NOT NULL",
    )
    _replace_key("is_official")
    _comment(_AFTER, was=_BEFORE)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _comment(_BEFORE, was=_AFTER)
    _replace_key("is_official AND state <> 'failed'")
    op.drop_constraint(op.f(_CHECK), "practice_attempts")


def _replace_key(condition: str) -> None:
    op.drop_index(_KEY, table_name="practice_attempts")
    op.create_index(
        _KEY,
        "practice_attempts",
        ["practice_question_id"],
        unique=True,
        postgresql_where=sa.text(condition),
    )


def _comment(comments: dict[str, str], *, was: dict[str, str]) -> None:
    op.alter_column(
        "practice_attempts",
        "is_official",
        comment=comments["is_official"],
        existing_comment=was["is_official"],
    )
    op.create_table_comment(
        "practice_responses",
        comments["practice_responses"],
        existing_comment=was["practice_responses"],
    )
