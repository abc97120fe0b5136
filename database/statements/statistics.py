"""Counts that need no counting, and what keeps them and idempotency keys few.

Triggers append to ``tally_changes`` whatever a statement changes of a count. A count is what
``tallies`` has, and all changes that were not folded into it yet.
"""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Interval,
    Text,
    Uuid,
    bindparam,
    cast,
    delete,
    func,
    literal,
    literal_column,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert

from database.compiled import Compiled
from database.models import EVERYBODY_ID, Question, RequestKey, Tally, TallyChange, table_of
from database.models.vocabulary import (
    InterviewResult,
    InterviewStatus,
    QuestionCategory,
    QuestionDifficulty,
)
from database.statements.json import object_of
from database.statements.records import value

BREAKDOWNS: Mapping[str, tuple[str, Sequence[str]]] = {
    "interviews_by_status": ("interview_status", get_args(InterviewStatus)),
    "interviews_by_result": ("interview_result", get_args(InterviewResult)),
    "questions_by_category": ("question_category", get_args(QuestionCategory)),
    "questions_by_difficulty": ("question_difficulty", get_args(QuestionDifficulty)),
}
"""What is told value by value: the kind of the tallies, and all values."""

_tally, _change = table_of(Tally).c, table_of(TallyChange).c
_question, _key = table_of(Question).c, table_of(RequestKey).c


def _constant(word: str) -> ColumnElement[str]:
    # Parameters for all of these would cost more than the rest of the statement.
    return literal_column(f"'{word}'", Text)


def tallied(
    owner_id: ColumnElement[Any], kind: str, wanted: ColumnElement[str] | None = None
) -> ColumnElement[int]:
    """How many somebody has of a kind, of one value or of all: a number without counting.

    Args:
        kind: One of those in ``BREAKDOWNS``.
    """

    def added_up(table: FromClause, count: str) -> ColumnElement[int]:
        matching = [table.c.owner_id == owner_id, table.c.kind == _constant(kind)]
        if wanted is not None:
            matching.append(table.c.value == wanted)
        total = select(func.sum(table.c[count])).where(*matching).scalar_subquery()
        return func.coalesce(total, literal_column("0"))

    counted, since = added_up(table_of(Tally), "count"), added_up(table_of(TallyChange), "change")
    return cast(counted + since, BigInteger)


def _concerns(owner_id: ColumnElement[Any]) -> ColumnElement[bool]:
    return owner_id.in_((value(_tally.owner_id), literal(EVERYBODY_ID)))


_parts = union_all(
    select(_tally.kind, _tally.value, _tally.count).where(_concerns(_tally.owner_id)),
    select(_change.kind, _change.value, _change.change).where(_concerns(_change.owner_id)),
).subquery("parts")
_sums = (
    select(_parts.c.kind, _parts.c.value, func.sum(_parts.c.count).label("count"))
    .group_by(_parts.c.kind, _parts.c.value)
    .subquery("sums")
)


def _count(kind: str, *values: str) -> ColumnElement[Any]:
    """How many there are of a kind, of all values unless one is given."""
    matching = [_sums.c.kind == _constant(kind)]
    matching += [_sums.c.value == _constant(each) for each in values]
    return func.coalesce(func.sum(_sums.c.count).filter(*matching), text("0"))


def _breakdown(kind: str, values: Sequence[str]) -> ColumnElement[Any]:
    return func.json_build_object(
        *(part for each in values for part in (_constant(each), _count(kind, each)))
    )


_library_questions = (
    select(func.count())
    .select_from(Question)
    .where(_question.owner_id.is_(None), _question.is_active)
    .scalar_subquery()
)

OVERVIEW = Compiled(
    object_of(
        select(
            _count("interview_status").label("total_interviews"),
            _count("question_category").label("total_questions"),
            _count("companies").label("total_companies"),
            _library_questions.label("library_questions"),
            *(_breakdown(*each).label(name) for name, each in BREAKDOWNS.items()),
        )
    )
)
"""What ``owner_id`` has, counted: every value of every breakdown, 0 where there is none.

One statement sees tallies and changes as of one moment, so no change counts twice or not at all.
"""

_free = select(func.pg_try_advisory_xact_lock(0x54414C59)).scalar_subquery()
"""Whether nobody else writes tallies ("TALY" in ASCII). Whoever comes second lets it be: two that
wrote the same rows in different orders would end in a deadlock."""

_oldest = (
    select(_change.change_id)
    .where(_free)
    .order_by(_change.change_id)
    .limit(bindparam("most", type_=Integer()))
    .scalar_subquery()
)
_taken = (
    delete(TallyChange)
    .where(_change.change_id == func.any(func.array(_oldest)))
    .returning(_change.owner_id, _change.kind, _change.value, _change.change)
    .cte("taken")
)
_added = insert(Tally).from_select(
    ["owner_id", "kind", "value", "count"],
    select(_taken.c.owner_id, _taken.c.kind, _taken.c.value, func.sum(_taken.c.change)).group_by(
        _taken.c.owner_id, _taken.c.kind, _taken.c.value
    ),
)
# An upsert adds to the newest row, also to one that the statement began too early to see.
_folded = (
    _added.on_conflict_do_update(
        index_elements=[_tally.owner_id, _tally.kind, _tally.value],
        set_={"count": _tally.count + _added.excluded.count},
    )
    .returning(_tally.owner_id, _tally.count)
    .cte("folded")
)
_emptied = select(_folded.c.owner_id).distinct().where(_folded.c.count == text("0"))

FOLD_CHANGES = Compiled(
    select(
        select(func.count()).select_from(_taken).scalar_subquery().label("folded"),
        func.array(_emptied.scalar_subquery()).label("emptied"),
    )
)
"""Fold at most ``most`` changes into the tallies, the oldest first. Safe to repeat.

Tells how many it ``folded``, none while another process folds, and the owners of tallies that
reached 0 thereby, ``emptied``.
"""

DROP_EMPTY = Compiled(
    delete(Tally).where(
        _free,
        _tally.owner_id == func.any(bindparam("owners", type_=ARRAY(Uuid()))),
        _tally.count == text("0"),
    )
)
"""Delete the tallies of ``owners`` that are 0, unless another process is folding."""

_expired = (
    select(_key.owner_id, _key.idempotency_key)
    .where(_key.created_at < func.now() - cast(bindparam("age"), Interval()))
    .order_by(_key.created_at)
    .limit(bindparam("most", type_=Integer()))
    # Whoever holds one of them deletes it, another process or the deletion of its owner.
    .with_for_update(skip_locked=True)
    .cte("expired")
)
_forgotten = (
    delete(RequestKey)
    .where(_key.owner_id == _expired.c.owner_id, _key.idempotency_key == _expired.c.idempotency_key)
    .returning(_key.idempotency_key)
    .cte("forgotten")
)

FORGET_KEYS = Compiled(select(func.count().label("forgotten")).select_from(_forgotten))
"""Delete at most ``most`` idempotency keys that are older than ``age``, the oldest first."""
