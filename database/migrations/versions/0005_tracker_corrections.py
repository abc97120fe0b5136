"""What is right also when much happens at once: parents, places and counts. List indexes.

Ids of library entries in a range of their own, so that people's own questions begin at 1.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# After a wait, a function looks anew; a statement sees other rows as they were when it began.

_REFUSE_CIRCLE = f"""
CREATE FUNCTION refuse_parent_cycle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Two changes that do not see each other could close a circle. ("SKIL" in ASCII)
    PERFORM pg_advisory_xact_lock({0x534B494C});
    IF EXISTS (
        WITH RECURSIVE above AS (
            SELECT NEW.parent_skill_id AS skill_id
            UNION
            SELECT skills.parent_skill_id FROM skills JOIN above USING (skill_id)
        )
        SELECT FROM above WHERE skill_id = NEW.skill_id
    ) THEN
        RAISE check_violation USING
            MESSAGE = format('skill %s lies above skill %s', NEW.skill_id, NEW.parent_skill_id),
            TABLE = 'skills', CONSTRAINT = 'skills_parent_cycle';
    END IF;
    RETURN NEW;
END
$$
"""

_CUT_CIRCLES = """
WITH RECURSIVE above AS (
    SELECT skill_id, parent_skill_id FROM skills
    UNION
    SELECT above.skill_id, skills.parent_skill_id
    FROM above JOIN skills ON skills.skill_id = above.parent_skill_id
)
UPDATE skills SET parent_skill_id = NULL
FROM above WHERE above.skill_id = skills.skill_id AND above.parent_skill_id = skills.skill_id
"""

# Whoever adds a part holds the interview, so no other comes to the same place.
_PLACE = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT coalesce(max({column}), 0) + 1 INTO NEW.{column}
    FROM {table} WHERE interview_id = NEW.interview_id;
    IF NEW.{column} > 1000 THEN
        RAISE check_violation USING
            MESSAGE = '{column} ends at 1000',
            TABLE = '{table}', CONSTRAINT = '{table}_{column}_end';
    END IF;
    RETURN NEW;
END
$$
"""
_PLACE_ROUND = _PLACE.format(name="place_round", table="interview_rounds", column="round_number")
_PLACE_ASKED = _PLACE.format(name="place_asked", table="interview_questions", column="order_asked")

# Counting in an entry of the library excludes making the owner's version of it. Counts are locked
# last, and several of them in the order of their entries: whoever waits for one holds nothing that
# its holder needs.
_HOLD_COUNTS = "PERFORM pg_advisory_xact_lock(hashtextextended(concat({owner}, ' ', {entry}), 0))"

_ADD = f"""
CREATE FUNCTION add_times_asked(asker uuid, asked integer, change integer)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    root integer;
BEGIN
    -- A library entry and the owner's version of it are one question to the owner.
    SELECT coalesce(copied_from, question_id) INTO root FROM questions WHERE question_id = asked;
    {_HOLD_COUNTS.format(owner="asker", entry="root")};
    UPDATE questions SET times_asked = greatest(times_asked + change, 0)
    WHERE owner_id = asker AND (question_id = root OR copied_from = root);
    IF NOT FOUND THEN
        INSERT INTO library_uses AS use (owner_id, question_id, times_asked)
        SELECT asker, question_id, greatest(change, 0) FROM questions
        WHERE question_id = root AND owner_id IS NULL
        ON CONFLICT (owner_id, question_id)
        DO UPDATE SET times_asked = greatest(use.times_asked + change, 0);
    END IF;
END
$$
"""

_COUNT = """
CREATE FUNCTION count_asked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    link interview_questions := coalesce(NEW, OLD);
    change integer := coalesce(NEW.was_asked::integer, 0) - coalesce(OLD.was_asked::integer, 0);
    asker uuid;
BEGIN
    -- None when the interview is deleted, or goes with its owner.
    SELECT owner_id INTO asker FROM interviews
    WHERE interview_id = link.interview_id AND deleted_at IS NULL;
    IF change <> 0 AND asker IS NOT NULL THEN
        PERFORM add_times_asked(asker, link.question_id, change);
    END IF;
    RETURN NULL;
END
$$
"""

_COUNT_INTERVIEW = """
CREATE FUNCTION count_interview_asked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    change integer := CASE WHEN NEW.deleted_at IS NULL THEN 1 ELSE -1 END;
    asked integer;
BEGIN
    FOR asked IN
        SELECT question_id FROM interview_questions JOIN questions USING (question_id)
        WHERE interview_id = NEW.interview_id AND was_asked
        ORDER BY coalesce(copied_from, question_id)
    LOOP
        PERFORM add_times_asked(NEW.owner_id, asked, change);
    END LOOP;
    RETURN NULL;
END
$$
"""

# Until now deleted interviews counted, and what happened at once could be counted wrongly.
_COUNT_ANEW = """
UPDATE {table} AS counted SET times_asked = living.times
FROM (
    SELECT each.owner_id, each.question_id, count(link) AS times
    FROM {table} AS each
    LEFT JOIN (interview_questions AS link JOIN interviews USING (interview_id))
    ON interviews.owner_id = each.owner_id AND interviews.deleted_at IS NULL AND link.was_asked
    AND link.question_id IN ({asked})
    WHERE each.owner_id IS NOT NULL
    GROUP BY each.owner_id, each.question_id
) AS living
WHERE counted.owner_id = living.owner_id AND counted.question_id = living.question_id
AND counted.times_asked <> living.times
"""

_TAKE_OVER = f"""
CREATE FUNCTION take_over_counts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    counted library_uses;
BEGIN
    {_HOLD_COUNTS.format(owner="NEW.owner_id", entry="NEW.copied_from")};
    DELETE FROM library_uses
    WHERE owner_id = NEW.owner_id AND question_id = NEW.copied_from
    RETURNING * INTO counted;
    IF FOUND THEN
        NEW.times_asked := counted.times_asked;
        NEW.times_practiced := counted.times_practiced;
        NEW.average_rating := counted.average_rating;
    END IF;
    RETURN NEW;
END
$$
"""

_TRIGGERS = {
    "refuse_parent_cycle": (
        "skills",
        "BEFORE UPDATE OF parent_skill_id",
        "WHEN (NEW.parent_skill_id IS DISTINCT FROM OLD.parent_skill_id"
        " AND NEW.parent_skill_id <> NEW.skill_id)",
    ),
    "place_round": ("interview_rounds", "BEFORE INSERT", "WHEN (NEW.round_number IS NULL)"),
    "place_asked": ("interview_questions", "BEFORE INSERT", "WHEN (NEW.order_asked IS NULL)"),
    "count_asked": ("interview_questions", "AFTER INSERT OR DELETE OR UPDATE OF was_asked", ""),
    "count_interview_asked": (
        "interviews",
        "AFTER UPDATE OF deleted_at",
        "WHEN ((NEW.deleted_at IS NULL) <> (OLD.deleted_at IS NULL))",
    ),
    "take_over_counts": ("questions", "BEFORE INSERT", "WHEN (NEW.copied_from IS NOT NULL)"),
}

_FUNCTIONS = (
    _REFUSE_CIRCLE,
    _PLACE_ROUND,
    _PLACE_ASKED,
    _ADD,
    _COUNT,
    _COUNT_INTERVIEW,
    _TAKE_OVER,
)

_FIRST_OF_LIBRARY = 1_000_000_001


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(_CUT_CIRCLES)
    for function in _FUNCTIONS:
        op.execute(function)
    for name, (table, event, condition) in _TRIGGERS.items():
        op.execute(
            f"CREATE TRIGGER {table}_{name} {event} ON {table} "
            f"FOR EACH ROW {condition} EXECUTE FUNCTION {name}()"
        )
    op.execute(_COUNT_ANEW.format(table="library_uses", asked="each.question_id"))
    op.execute(_COUNT_ANEW.format(table="questions", asked="each.question_id, each.copied_from"))
    _give_library_own_ids()
    op.create_index(
        "interviews_owner_id_deleted_idx",
        "interviews",
        ["owner_id", "created_at", "interview_id"],
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.create_index(
        "questions_owner_id_put_aside_idx",
        "questions",
        ["owner_id", "created_at", "question_id"],
        postgresql_where=sa.text("NOT is_active AND owner_id IS NOT NULL"),
    )
    # With the column itself, without which an index on an expression never spares the rows.
    _replace_rating_index(["average_rating"])


def _give_library_own_ids() -> None:
    op.execute(f"CREATE SEQUENCE library_question_ids AS integer MINVALUE {_FIRST_OF_LIBRARY}")
    # Entries that have such ids already: this was undone, and is done again.
    op.execute(
        "SELECT setval('library_question_ids', max(question_id)) FROM questions "
        f"HAVING max(question_id) >= {_FIRST_OF_LIBRARY}"
    )
    op.execute("ALTER TABLE questions ALTER question_id SET GENERATED BY DEFAULT")


def _replace_rating_index(include: list[str]) -> None:
    op.drop_index("questions_owner_id_average_rating_idx", table_name="questions")
    op.create_index(
        "questions_owner_id_average_rating_idx",
        "questions",
        ["owner_id", sa.literal_column("coalesce(average_rating, 0)"), "question_id"],
        postgresql_include=include,
        postgresql_where=sa.text("is_active AND owner_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _replace_rating_index([])
    op.drop_index("questions_owner_id_put_aside_idx", table_name="questions")
    op.drop_index("interviews_owner_id_deleted_idx", table_name="interviews")
    op.execute("ALTER TABLE questions ALTER question_id SET GENERATED ALWAYS")
    op.execute("DROP SEQUENCE library_question_ids")
    for name, (table, _, _) in _TRIGGERS.items():
        op.execute(f"DROP TRIGGER {table}_{name} ON {table}")
        op.execute(f"DROP FUNCTION {name}()")
    op.execute("DROP FUNCTION add_times_asked(uuid, integer, integer)")
