"""Questions: making, reading, changing one, and taking a version of a library entry.

What a library entry is for everybody, nobody changes: whoever wants to gets a private copy,
which from then on stands in the entry's place.
"""

from functools import partial

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Integer,
    and_,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from database.compiled import Compiled
from database.statements.question_rows import (
    OWNER,
    QUESTION_ID,
    is_entry,
    is_own,
    links,
    meant,
    own_meant,
    questions,
    shown,
    with_id,
)
from database.statements.records import DOCUMENT, added, changed, shown_of, shown_once, value
from database.statements.skill_links import dropped, linked

_question = questions.c

_OF_THE_LIBRARY = ("phrasings", "library_slug")
_COUNTED = ("times_asked", "times_practiced", "average_rating")
_MADE = ("question_id", "owner_id", "copied_from", "created_at", "updated_at", "embedding")
_COMPUTED = ("difficulty_rank", "search_text")
_names = questions.columns.keys()

GIVEN = tuple(
    name
    for name in _names
    if name not in (*_OF_THE_LIBRARY, *_COUNTED, *_MADE, *_COMPUTED, "is_active")
)
"""Columns that a request may fill; a change may set ``is_active`` too."""

_COPIED = ("phrasings", "embedding", *GIVEN)


_made = added(questions, GIVEN, {"owner_id": OWNER, "embedding": value(_question.embedding)})
_shown_with = partial(shown, linked=linked(links, _made))

CREATE_QUESTION = shown_of(_made, _shown_with)
CREATE_QUESTION_ONCE = shown_once(_made, _shown_with)

READ_QUESTION = Compiled(with_id(shown(questions).where(_question.question_id == meant())))
"""A question as the caller sees it: ``question_id`` and ``body``. See ``question_rows.meant``."""

LOCK_QUESTION = Compiled(
    with_id(
        shown(questions)
        .where(_question.question_id == own_meant())
        .with_for_update(of=questions, key_share=True)
    )
)
"""A question of the caller's own, which nobody changes until the transaction ends."""


def _is_meant(source: FromClause) -> ColumnElement[bool]:
    return and_(source.c.question_id == own_meant(), is_own(source))


_new_text = DOCUMENT["question_text"].astext
_new_vector = value(_question.embedding)
_vector = case(
    (
        func.coalesce(_new_text, _question.question_text) == _question.question_text,
        # Written before there was a vector, or by other means.
        func.coalesce(_question.embedding, _new_vector),
    ),
    else_=_new_vector,
)


_changed = changed(questions, (*GIVEN, "is_active"), _is_meant, {"embedding": _vector})

CHANGE_QUESTION = Compiled(with_id(shown(_changed)))
"""Change the fields that the document has, but not the skills, of a question of the caller's own.

``embedding`` belongs to the document's text, and is null where it has none.
"""

CHANGE_QUESTION_AND_SKILLS = Compiled(
    with_id(shown(_changed, linked(links, _changed))).add_cte(dropped(links, _changed))
)
"""The same, and replace the skills with those of the document.

The question must be locked before: a statement does not see links that are made while it waits.
"""

PUT_ASIDE = Compiled(
    update(questions)
    .where(_is_meant(questions))
    .values(
        is_active=false(),
        updated_at=case((_question.is_active, func.now()), else_=_question.updated_at),
    )
    .returning(_question.question_id)
)
"""Take a question of the caller's own out of lists."""

_entry = questions.alias("entry")
COPY_ENTRY = Compiled(
    insert(questions)
    .from_select(
        ["owner_id", "copied_from", *_COPIED],
        select(OWNER, _entry.c.question_id, *(_entry.c[name] for name in _COPIED)).where(
            _entry.c.question_id == QUESTION_ID, is_entry(_entry)
        ),
        include_defaults=False,
    )
    .on_conflict_do_nothing(
        index_elements=["owner_id", "copied_from"], index_where=_question.copied_from.is_not(None)
    )
    .returning(_question.question_id)
)
"""Make the caller's version of a library entry; a trigger has it take over the counters.

No row when there is no such entry, or when somebody else's request has just made the copy.
"""

_related = func.unnest(bindparam("related", type_=ARRAY(Integer))).column_valued("related")
UNSEEN = Compiled(
    select(_related)
    .where(
        ~select(_question.question_id)
        .where(
            _question.question_id == _related,
            or_(is_own(questions), and_(_question.owner_id.is_(None), _question.is_active)),
        )
        .exists()
    )
    .order_by(_related)
)
"""Which of the ids ``related`` are no questions that the caller sees."""
