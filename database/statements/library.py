"""Loading the curated library and searching it."""

from pgvector.sqlalchemy import Vector
from sqlalchemy import Integer, Text, bindparam, delete, func, not_, select, true, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from database.compiled import Compiled
from database.models import LibraryState, Question, QuestionPhrasing
from database.models.questions import EMBEDDING_SIZE

_FILLED = (
    "library_slug",
    "specialist",
    "question_text",
    "question_difficulty",
    "seniority_levels",
    "answer_markdown_content",
    "key_points",
    "common_mistakes",
    "tips_and_tricks",
    "follow_up_questions",
    "suggested_frameworks",
    "skills",
    "tags",
    "sources",
    "time_to_answer_minutes",
)
_question = Question.__table__.c
_values = {name: bindparam(name, type_=_question[name].type) for name in _FILLED}
_upsert = insert(Question).values(_values)

UPSERT_ENTRY = Compiled(
    _upsert.on_conflict_do_update(
        index_elements=["library_slug"],
        index_where=_question.library_slug.is_not(None),
        set_={name: _upsert.excluded[name] for name in _FILLED}
        | {"is_active": true(), "updated_at": func.now()},
    ).returning(_question.question_id)
)
"""Write one library entry; returns its question_id, which stays the same over upgrades."""

CLEAR_PHRASINGS = Compiled(
    delete(QuestionPhrasing).where(
        QuestionPhrasing.question_id == bindparam("question_id", type_=Integer())
    )
)

ADD_PHRASING = Compiled(
    insert(QuestionPhrasing)
    .values(
        question_id=bindparam("question_id", type_=Integer()),
        phrasing=bindparam("phrasing", type_=Text()),
        embedding=bindparam("embedding", type_=Vector(EMBEDDING_SIZE)),
    )
    .on_conflict_do_nothing()
)

RETIRE_ENTRIES = Compiled(
    update(Question)
    .where(
        _question.library_slug.is_not(None),
        not_(_question.library_slug == func.any(bindparam("kept", type_=ARRAY(Text())))),
    )
    .values(is_active=False, updated_at=func.now())
)
"""Hide the entries that the library no longer has; rows that point at them stay valid."""

LOADED_DIGEST = Compiled(select(LibraryState.digest))

_state = insert(LibraryState).values(digest=bindparam("digest", type_=Text()))
RECORD_DIGEST = Compiled(
    _state.on_conflict_do_update(
        index_elements=["only_row"], set_={"digest": _state.excluded.digest}
    )
)

LOCK_LIBRARY = Compiled(select(func.pg_advisory_xact_lock(0x4C494252)))
"""Serialises loading between workers that start together ("LIBR" in ASCII)."""

_distance = QuestionPhrasing.embedding.cosine_distance(
    bindparam("embedding", type_=Vector(EMBEDDING_SIZE))
)
_nearest = (
    select(QuestionPhrasing.question_id, func.min(_distance).label("distance"))
    .join(Question, Question.question_id == QuestionPhrasing.question_id)
    .where(
        _question.specialist == bindparam("specialist", type_=Text()),
        _question.library_slug.is_not(None),
        _question.is_active,
    )
    .group_by(QuestionPhrasing.question_id)
    .order_by("distance")
    .limit(bindparam("limit", type_=Integer()))
    .subquery()
)

NEAREST_ENTRIES = Compiled(
    select(
        _question.library_slug,
        _question.specialist,
        _question.question_text,
        _question.answer_markdown_content,
        _question.key_points,
        _question.common_mistakes,
        _question.tips_and_tricks,
        _question.follow_up_questions,
        _question.suggested_frameworks,
        _question.sources,
        (1 - _nearest.c.distance).label("similarity"),
    )
    .join(_nearest, _nearest.c.question_id == _question.question_id)
    .order_by(_nearest.c.distance, _question.library_slug)
)
"""Entries of one specialist by the cosine of their nearest phrasing, nearest first."""
