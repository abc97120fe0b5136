"""What practice chooses its questions from."""

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Text,
    and_,
    bindparam,
    cast,
    column,
    func,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from database.compiled import Compiled
from database.statements.practice_rows import sent
from database.statements.question_rows import is_entry, is_own, links, questions, skills

_question = questions.c
_IN_LIBRARY = and_(
    _question.library_slug.is_not(None), _question.is_active, _question.embedding.is_not(None)
)
_BANK_IDS = bindparam("bank_ids", type_=ARRAY(Integer))


def _any(of: ColumnElement[str], name: str) -> ColumnElement[bool]:
    return of == func.any(bindparam(name, type_=ARRAY(Text)))


SHELF_CANDIDATES = Compiled(
    select(
        _question.question_id.label("bank_id"),
        _question.question_text.label("question"),
        _question.specialist,
        _question.question_difficulty.label("difficulty"),
        _question.skill_names.label("skills"),
        _question.tags,
        sent(_question.embedding),
    )
    .where(
        _IN_LIBRARY,
        _any(_question.specialist, "specialists"),
        _any(_question.question_difficulty, "difficulties"),
    )
    .order_by(_question.question_id)
)
"""The entries of the library of these ``specialists`` at these ``difficulties``.

``embedding`` is as ``practice_rows.sent`` says.
"""


_linked = (
    select(
        func.array_agg(
            aggregate_order_by(
                skills.c.skill_name,
                links.c.is_primary_skill.desc(),
                func.lower(skills.c.skill_name),
            )
        )
    )
    .select_from(links.join(skills, skills.c.skill_id == links.c.skill_id))
    .where(links.c.question_id == _question.question_id)
    .correlate(questions)
    .scalar_subquery()
)
_practised = select(
    _question.question_id.label("bank_id"),
    _question.question_text.label("question"),
    _question.specialist,
    _question.question_category.label("category"),
    _question.question_difficulty.label("difficulty"),
    cast(_question.key_points, Text).label("key_points"),
    # Entries of the library have no links, only words.
    func.array_cat(func.coalesce(_linked, text("'{}'")), _question.skill_names).label("skills"),
    _question.tags,
)

SHELF_QUESTIONS = Compiled(
    _practised.where(_IN_LIBRARY, _question.question_id == func.any(_BANK_IDS))
)
"""The entries of the library with these ids; unknown ones are left out."""

_asked = (
    func.unnest(_BANK_IDS)
    .table_valued(column("bank_id", Integer), with_ordinality="place", name="asked")
    .render_derived()
)
_own, _version, _entry = (questions.alias(name) for name in ("own", "version", "entry"))
_meant = union_all(
    *(
        select(each.c.question_id).where(key == _asked.c.bank_id, is_seen(each)).correlate(_asked)
        for each, key, is_seen in (
            (_own, _own.c.question_id, is_own),
            (_version, _version.c.copied_from, is_own),
            (_entry, _entry.c.question_id, is_entry),
        )
    )
)

CHOSEN_QUESTIONS = Compiled(
    _practised.add_columns(_asked.c.bank_id.label("asked_id"))
    .select_from(_asked.join(questions, _question.question_id == _meant.limit(1).scalar_subquery()))
    .order_by(_asked.c.place)
)
"""The questions that ``bank_ids`` mean to ``owner_id``, in that order; unknown ones are left out.

The id of a library entry means the owner's version of it, where there is one.
"""
