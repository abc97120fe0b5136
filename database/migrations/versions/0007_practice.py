"""Practice interviews: questions, attempts, official answers, skill gaps."""

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import Vector
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# A function looks anew after it has waited, which no single statement does: means are right
# however many answers are judged at once.
_COUNT = """
CREATE FUNCTION count_judged() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked record;
    root integer;
    rating double precision;
BEGIN
    SELECT owner_id, session_id, kind, bank_question_id INTO asked
    FROM practice_questions WHERE practice_question_id = NEW.practice_question_id;
    IF NEW.is_official AND asked.kind = 'main' THEN
        PERFORM FROM practice_sessions WHERE session_id = asked.session_id FOR NO KEY UPDATE;
        UPDATE practice_sessions SET overall_score = (
            SELECT round(avg(score), 2)
            FROM practice_questions JOIN practice_attempts USING (practice_question_id)
            WHERE session_id = asked.session_id AND kind = 'main'
            AND is_official AND state = 'judged'
        )
        WHERE session_id = asked.session_id;
    END IF;
    IF asked.bank_question_id IS NULL THEN
        RETURN NULL;
    END IF;
    -- A library entry and the owner's version of it are one question to the owner.
    SELECT coalesce(copied_from, question_id) INTO root
    FROM questions WHERE question_id = asked.bank_question_id;
    -- As in count_asked: excludes making a version meanwhile, and others that count here.
    PERFORM pg_advisory_xact_lock(hashtextextended(concat(asked.owner_id, ' ', root), 0));
    SELECT round(avg(score) / 10, 2) INTO rating
    FROM practice_questions JOIN practice_attempts USING (practice_question_id)
    WHERE owner_id = asked.owner_id AND state = 'judged' AND bank_question_id IN (
        SELECT root UNION ALL
        SELECT question_id FROM questions
        WHERE copied_from = root AND owner_id = asked.owner_id
    );
    UPDATE questions SET times_practiced = times_practiced + 1, average_rating = rating
    WHERE owner_id = asked.owner_id AND (question_id = root OR copied_from = root);
    IF NOT FOUND THEN
        INSERT INTO library_uses AS use (owner_id, question_id, times_practiced, average_rating)
        VALUES (asked.owner_id, root, 1, rating)
        ON CONFLICT (owner_id, question_id)
        DO UPDATE SET times_practiced = use.times_practiced + 1, average_rating = rating;
    END IF;
    RETURN NULL;
END
$$
"""

_COUNT_WHEN_JUDGED = """
CREATE TRIGGER practice_attempts_count_judged AFTER UPDATE OF state ON practice_attempts
FOR EACH ROW WHEN (NEW.state = 'judged' AND OLD.state <> 'judged')
EXECUTE FUNCTION count_judged()
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "practice_sessions",
        sa.Column(
            "session_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("job_role", sa.Text(), nullable=False),
        sa.Column("difficulty", sa.Text(), nullable=False),
        sa.Column("question_type", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="in_progress", nullable=False),
        sa.Column(
            "is_adaptive",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Questions come one by one, as hard as the answers so far suggest.",
        ),
        sa.Column(
            "total_questions",
            sa.SmallInteger(),
            nullable=False,
            comment="Main questions, with those that are still to come.",
        ),
        sa.Column("provider", sa.Text(), nullable=False, comment="Who made the questions."),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("prompt_version", sa.Text(), nullable=True),
        sa.Column(
            "note",
            sa.Text(),
            nullable=True,
            comment="What is other than asked, in a sentence for the person.",
        ),
        sa.Column(
            "overall_score",
            sa.Numeric(precision=5, scale=2),
            nullable=True,
            comment="Mean of the official scores of main questions; kept by a trigger.",
        ),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "last_activity_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="Last answer or draft; long ago means abandoned.",
        ),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "duration_minutes",
            sa.Integer(),
            nullable=True,
            comment="From start to completion, pauses included.",
        ),
        sa.Column(
            "summary",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="Summed up: text, strengths, improvements, and by whom.",
        ),
        sa.Column(
            "summary_of",
            sa.LargeBinary(),
            nullable=True,
            comment="Digest of what the summary sums up.",
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
            "(status = 'completed') = (completed_at IS NOT NULL)",
            name=op.f("practice_sessions_completed_at_known_check"),
        ),
        sa.CheckConstraint(
            "difficulty IN ('beginner', 'intermediate', 'advanced')",
            name=op.f("practice_sessions_difficulty_known_check"),
        ),
        sa.CheckConstraint(
            "question_type IN ('technical', 'behavioral', 'mixed')",
            name=op.f("practice_sessions_question_type_known_check"),
        ),
        sa.CheckConstraint(
            "status IN ('in_progress', 'completed', 'abandoned')",
            name=op.f("practice_sessions_status_known_check"),
        ),
        sa.CheckConstraint(
            "(summary IS NULL) = (summary_of IS NULL)",
            name=op.f("practice_sessions_summary_of_known_check"),
        ),
        sa.CheckConstraint(
            "char_length(job_role) BETWEEN 2 AND 100",
            name=op.f("practice_sessions_job_role_length_check"),
        ),
        sa.CheckConstraint(
            "overall_score BETWEEN 0 AND 100",
            name=op.f("practice_sessions_overall_score_range_check"),
        ),
        sa.CheckConstraint(
            "total_questions BETWEEN 1 AND 10",
            name=op.f("practice_sessions_total_questions_range_check"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["users.user_id"],
            name=op.f("practice_sessions_owner_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("practice_sessions_pkey")),
        sa.UniqueConstraint(
            "owner_id", "session_id", name=op.f("practice_sessions_owner_id_session_id_key")
        ),
        comment="Interviews that people practise with.",
    )
    op.create_index(
        "practice_sessions_last_activity_at_idx",
        "practice_sessions",
        ["last_activity_at"],
        unique=False,
        postgresql_where=sa.text("status = 'in_progress'"),
    )
    op.create_index(
        "practice_sessions_owner_id_created_at_idx",
        "practice_sessions",
        ["owner_id", "created_at", "session_id"],
        unique=False,
    )
    op.create_index(
        "practice_sessions_owner_id_status_idx",
        "practice_sessions",
        ["owner_id", "status", "created_at", "session_id"],
        unique=False,
    )
    op.create_table(
        "practice_questions",
        sa.Column(
            "practice_question_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Uuid(), nullable=False, comment="The owner of the session."),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "parent_question_id",
            sa.Uuid(),
            nullable=True,
            comment="The main question to whose answer this one is put.",
        ),
        sa.Column(
            "bank_question_id",
            sa.Integer(),
            nullable=True,
            comment="The question of the bank that it was taken from.",
        ),
        sa.Column("question_text", sa.Text(), nullable=False),
        sa.Column("question_type", sa.Text(), nullable=False),
        sa.Column("difficulty", sa.Text(), nullable=False),
        sa.Column("skill_category", sa.Text(), nullable=False, comment="What it trains."),
        sa.Column(
            "expected_points",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
            comment='[{"point": text, "weight": 1..3}]',
        ),
        sa.Column(
            "embedding",
            Vector(384),
            nullable=True,
            comment="Unit vector, so that later questions are not the same.",
        ),
        sa.Column(
            "order_number",
            sa.SmallInteger(),
            nullable=False,
            comment="From 1; a follow-up has that of its parent.",
        ),
        sa.Column(
            "draft",
            sa.Text(),
            nullable=True,
            comment="An answer under way, or what was sent last; shown until it is judged.",
        ),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "shown_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was read first; null while only made.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(kind = 'follow_up') = (parent_question_id IS NOT NULL)",
            name=op.f("practice_questions_parent_of_follow_up_check"),
        ),
        sa.CheckConstraint(
            "difficulty IN ('beginner', 'intermediate', 'advanced')",
            name=op.f("practice_questions_difficulty_known_check"),
        ),
        sa.CheckConstraint(
            "jsonb_typeof(expected_points) = 'array'",
            name=op.f("practice_questions_expected_points_listed_check"),
        ),
        sa.CheckConstraint(
            "kind IN ('main', 'follow_up')", name=op.f("practice_questions_kind_known_check")
        ),
        sa.CheckConstraint(
            "question_type IN ('technical', 'behavioral', 'coding', 'system_design')",
            name=op.f("practice_questions_question_type_known_check"),
        ),
        sa.CheckConstraint(
            "(draft IS NULL) = (drafted_at IS NULL)",
            name=op.f("practice_questions_drafted_at_known_check"),
        ),
        sa.CheckConstraint(
            "char_length(draft) BETWEEN 1 AND 5000",
            name=op.f("practice_questions_draft_length_check"),
        ),
        sa.CheckConstraint(
            "char_length(question_text) BETWEEN 1 AND 20000",
            name=op.f("practice_questions_question_text_length_check"),
        ),
        sa.CheckConstraint(
            "char_length(skill_category) BETWEEN 1 AND 100",
            name=op.f("practice_questions_skill_category_length_check"),
        ),
        sa.CheckConstraint(
            "order_number >= 1", name=op.f("practice_questions_order_number_range_check")
        ),
        sa.ForeignKeyConstraint(
            ["bank_question_id"],
            ["questions.question_id"],
            name=op.f("practice_questions_bank_question_id_fkey"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id", "session_id"],
            ["practice_sessions.owner_id", "practice_sessions.session_id"],
            name=op.f("practice_questions_owner_id_session_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id", "parent_question_id"],
            ["practice_questions.session_id", "practice_questions.practice_question_id"],
            name=op.f("practice_questions_session_id_parent_question_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("practice_question_id", name=op.f("practice_questions_pkey")),
        sa.UniqueConstraint(
            "session_id",
            "kind",
            "order_number",
            name=op.f("practice_questions_session_id_kind_order_number_key"),
        ),
        sa.UniqueConstraint(
            "session_id",
            "practice_question_id",
            name=op.f("practice_questions_session_id_practice_question_id_key"),
        ),
        comment="Questions of practice interviews.",
    )
    op.create_index(
        "practice_questions_bank_question_id_idx",
        "practice_questions",
        ["bank_question_id"],
        unique=False,
        postgresql_where=sa.text("bank_question_id IS NOT NULL"),
    )
    op.create_index(
        "practice_questions_owner_id_bank_question_id_idx",
        "practice_questions",
        ["owner_id", "bank_question_id"],
        unique=False,
        postgresql_where=sa.text("bank_question_id IS NOT NULL"),
    )
    op.create_index(
        "practice_questions_owner_id_created_at_idx",
        "practice_questions",
        ["owner_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "skill_gaps",
        sa.Column("gap_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False, comment="The owner of the session."),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("skill_name", sa.Text(), nullable=False),
        sa.Column("proficiency_level", sa.Text(), nullable=False),
        sa.Column(
            "gap_score",
            sa.Numeric(precision=5, scale=2),
            nullable=False,
            comment="Mean of the judged answers, 0 to 100: low is a big gap.",
        ),
        sa.Column("recommendation", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False, comment="Who recommends."),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column(
            "identified_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "proficiency_level IN ('weak', 'moderate', 'strong')",
            name=op.f("skill_gaps_proficiency_level_known_check"),
        ),
        sa.CheckConstraint(
            "char_length(skill_name) BETWEEN 1 AND 100",
            name=op.f("skill_gaps_skill_name_length_check"),
        ),
        sa.CheckConstraint(
            "gap_score BETWEEN 0 AND 100", name=op.f("skill_gaps_gap_score_range_check")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id", "session_id"],
            ["practice_sessions.owner_id", "practice_sessions.session_id"],
            name=op.f("skill_gaps_owner_id_session_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("gap_id", name=op.f("skill_gaps_pkey")),
        sa.UniqueConstraint(
            "session_id", "skill_name", name=op.f("skill_gaps_session_id_skill_name_key")
        ),
        comment="Skills that interviews showed, and what to do about each.",
    )
    op.create_index(
        "skill_gaps_owner_id_skill_name_idx",
        "skill_gaps",
        ["owner_id", sa.literal_column("lower(skill_name)"), "identified_at"],
        unique=False,
    )
    op.create_table(
        "practice_attempts",
        sa.Column(
            "attempt_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("practice_question_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_number", sa.Integer(), nullable=False),
        sa.Column(
            "is_official",
            sa.Boolean(),
            nullable=False,
            comment="Becomes the official answer once it is judged; else it is a retry.",
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("time_taken_seconds", sa.Integer(), nullable=True, comment="As the client says."),
        sa.Column(
            "measured_seconds",
            sa.Integer(),
            nullable=True,
            comment="Since the question was shown, or another was answered; null for a retry.",
        ),
        sa.Column("state", sa.Text(), server_default="judging", nullable=False),
        sa.Column(
            "judging_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Later, whoever judged it is taken for dead.",
        ),
        sa.Column(
            "score",
            sa.Numeric(precision=5, scale=2),
            nullable=True,
            comment="0 to 100; null: not to be told.",
        ),
        sa.Column("unscored_reason", sa.Text(), nullable=True),
        sa.Column("feedback", sa.Text(), nullable=True),
        sa.Column("strengths", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "improvements", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("keywords", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "judgement",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="criteria, points, sample_scores: what the score was computed from.",
        ),
        sa.Column(
            "basis",
            sa.Text(),
            nullable=True,
            comment="A model by the rubric, or the key points that the answer covers.",
        ),
        sa.Column("provider", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("rubric_version", sa.Text(), nullable=True),
        sa.Column("prompt_version", sa.Text(), nullable=True),
        sa.Column(
            "failure",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="Why it could not be judged: code, message, retryable.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'failed') = (failure IS NOT NULL)",
            name=op.f("practice_attempts_failure_known_check"),
        ),
        sa.CheckConstraint(
            "(state = 'judged') = (judged_at IS NOT NULL) AND (state = 'judged') = (basis IS NOT NULL) AND (state = 'judged') = (num_nonnulls(score, unscored_reason) = 1)",
            name=op.f("practice_attempts_judgement_known_check"),
        ),
        sa.CheckConstraint(
            "(state = 'judging') = (judging_until IS NOT NULL)",
            name=op.f("practice_attempts_judging_until_known_check"),
        ),
        sa.CheckConstraint(
            "basis IN ('model', 'coverage')", name=op.f("practice_attempts_basis_known_check")
        ),
        sa.CheckConstraint(
            "state IN ('judging', 'judged', 'failed')",
            name=op.f("practice_attempts_state_known_check"),
        ),
        sa.CheckConstraint(
            "attempt_number >= 1", name=op.f("practice_attempts_attempt_number_range_check")
        ),
        sa.CheckConstraint(
            "char_length(answer) BETWEEN 1 AND 5000",
            name=op.f("practice_attempts_answer_length_check"),
        ),
        sa.CheckConstraint(
            "measured_seconds >= 0", name=op.f("practice_attempts_measured_seconds_range_check")
        ),
        sa.CheckConstraint(
            "score BETWEEN 0 AND 100", name=op.f("practice_attempts_score_range_check")
        ),
        sa.CheckConstraint(
            "time_taken_seconds >= 0", name=op.f("practice_attempts_time_taken_seconds_range_check")
        ),
        sa.ForeignKeyConstraint(
            ["practice_question_id"],
            ["practice_questions.practice_question_id"],
            name=op.f("practice_attempts_practice_question_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("practice_attempts_pkey")),
        sa.UniqueConstraint(
            "practice_question_id",
            "attempt_number",
            name=op.f("practice_attempts_practice_question_id_attempt_number_key"),
        ),
        comment="Every try at a question, with its judgement.",
    )
    op.create_index(
        "practice_attempts_judging_key",
        "practice_attempts",
        ["practice_question_id"],
        unique=True,
        postgresql_where=sa.text("state = 'judging'"),
    )
    op.create_index(
        "practice_attempts_judging_until_idx",
        "practice_attempts",
        ["judging_until"],
        unique=False,
        postgresql_where=sa.text("state = 'judging'"),
    )
    op.create_index(
        "practice_attempts_official_key",
        "practice_attempts",
        ["practice_question_id"],
        unique=True,
        postgresql_where=sa.text("is_official AND state <> 'failed'"),
    )
    op.create_table(
        "practice_responses",
        sa.Column(
            "response_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("practice_question_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column(
            "answered_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["practice_attempts.attempt_id"],
            name=op.f("practice_responses_attempt_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["practice_question_id"],
            ["practice_questions.practice_question_id"],
            name=op.f("practice_responses_practice_question_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("response_id", name=op.f("practice_responses_pkey")),
        sa.UniqueConstraint("attempt_id", name=op.f("practice_responses_attempt_id_key")),
        sa.UniqueConstraint(
            "practice_question_id", name=op.f("practice_responses_practice_question_id_key")
        ),
        comment="The official answer to each question: its first judged try.",
    )
    op.execute(_COUNT)
    op.execute(_COUNT_WHEN_JUDGED)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TRIGGER practice_attempts_count_judged ON practice_attempts")
    op.execute("DROP FUNCTION count_judged()")
    op.drop_table("practice_responses")
    op.drop_index(
        "practice_attempts_official_key",
        table_name="practice_attempts",
        postgresql_where=sa.text("is_official AND state <> 'failed'"),
    )
    op.drop_index(
        "practice_attempts_judging_until_idx",
        table_name="practice_attempts",
        postgresql_where=sa.text("state = 'judging'"),
    )
    op.drop_index(
        "practice_attempts_judging_key",
        table_name="practice_attempts",
        postgresql_where=sa.text("state = 'judging'"),
    )
    op.drop_table("practice_attempts")
    op.drop_index("skill_gaps_owner_id_skill_name_idx", table_name="skill_gaps")
    op.drop_table("skill_gaps")
    op.drop_index("practice_questions_owner_id_created_at_idx", table_name="practice_questions")
    op.drop_index(
        "practice_questions_owner_id_bank_question_id_idx",
        table_name="practice_questions",
        postgresql_where=sa.text("bank_question_id IS NOT NULL"),
    )
    op.drop_index(
        "practice_questions_bank_question_id_idx",
        table_name="practice_questions",
        postgresql_where=sa.text("bank_question_id IS NOT NULL"),
    )
    op.drop_table("practice_questions")
    op.drop_index("practice_sessions_owner_id_status_idx", table_name="practice_sessions")
    op.drop_index("practice_sessions_owner_id_created_at_idx", table_name="practice_sessions")
    op.drop_index(
        "practice_sessions_last_activity_at_idx",
        table_name="practice_sessions",
        postgresql_where=sa.text("status = 'in_progress'"),
    )
    op.drop_table("practice_sessions")
