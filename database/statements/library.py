"""Loading the curated library."""

from sqlalchemy import Text, bindparam, func, not_, select, true, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from database.compiled import Compiled
from database.models import LibraryState, Question
from database.models.questions import LIBRARY_IDS

_FILLED = (
    "library_slug",
    "specialist",
    "question_text",
    "question_category",
    "phrasings",
    "question_difficulty",
    "seniority_levels",
    "answer_markdown_content",
    "key_points",
    "common_mistakes",
    "tips_and_tricks",
    "follow_up_questions",
    "suggested_frameworks",
    "skill_names",
    "tags",
    "sources",
    "time_to_answer_minutes",
    "embedding",
)
_question = Question.__table__.c
_values = {name: bindparam(name, type_=_question[name].type) for name in _FILLED}
_upsert = insert(Question).values({"question_id": LIBRARY_IDS.next_value(), **_values})

UPSERT_ENTRY = Compiled(
    _upsert.on_conflict_do_update(
        index_elements=["library_slug"],
        index_where=_question.library_slug.is_not(None),
        set_={name: _upsert.excluded[name] for name in _FILLED}
        | {"is_active": true(), "updated_at": func.now()},
    )
)
"""Write one library entry; its question_id stays the same over upgrades, also one of the past that
is not of ``LIBRARY_IDS``."""

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
