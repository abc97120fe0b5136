"""Searching questions by meaning."""

from functools import cache

from pgvector.sqlalchemy import Vector
from sqlalchemy import Float, Integer, Numeric, bindparam, cast, func, select, true, union_all

from database.compiled import Compiled
from database.models.questions import EMBEDDING_SIZE
from database.statements.json import array_of
from database.statements.question_lists import Scope
from database.statements.question_rows import (
    is_entry,
    is_own,
    questions,
    shown,
    shown_in_brief,
)

_question = questions.c
_distance = _question.embedding.cosine_distance(
    bindparam("embedding", type_=Vector(EMBEDDING_SIZE))
)
_found = select(_question.question_id, _distance.label("distance")).where(
    _question.is_active, _question.embedding.is_not(None)
)
_BRANCHES = {"own": is_own(questions), "library": is_entry(questions)}


@cache
def nearest_questions(scope: Scope, *, brief: bool = False) -> Compiled:
    """The statement for what ``owner_id`` sees that is nearest to ``embedding``, a unit vector.

    The one row has ``data``, at most ``limit`` objects with ``similarity`` (a cosine) and
    ``question``, nearest first; these without the long texts if ``brief``.
    """
    branches = [
        _found.where(branch) for name, branch in _BRANCHES.items() if scope in ("all", name)
    ]
    found = union_all(*branches).subquery("found")
    nearest = (
        select(found)
        .order_by(found.c.distance, found.c.question_id)
        .limit(bindparam("limit", type_=Integer()))
        .cte("nearest")
    )
    question = (
        (shown_in_brief if brief else shown)(questions)
        .where(_question.question_id == nearest.c.question_id)
        .lateral("question")
    )
    similarity = cast(func.round(cast(1 - nearest.c.distance, Numeric), 4), Float)
    listed = (
        select(
            similarity.label("similarity"),
            func.row_to_json(question.table_valued()).label("question"),
        )
        .select_from(nearest.join(question, true()))
        .order_by(nearest.c.distance, nearest.c.question_id)
    )
    return Compiled(select(array_of(listed)))
