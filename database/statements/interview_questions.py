"""Questions that were asked in an interview, and how often a question was asked."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    ScalarSelect,
    Select,
    and_,
    cast,
    delete,
    func,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from database.compiled import Compiled
from database.models import InterviewQuestion, table_of
from database.statements.interview_parts import HELD, READABLE, page_of
from database.statements.json import object_of
from database.statements.question_rows import (
    OWNER,
    QUESTION_ID,
    is_own,
    meant,
    own_meant,
)
from database.statements.question_rows import questions as _questions
from database.statements.question_rows import uses as _uses
from database.statements.records import DOCUMENT, added, changed, shown_of, shown_once, value

_links, _link = table_of(InterviewQuestion), table_of(InterviewQuestion).c
_question = _questions.c
_UNDER = _link.interview_id == value(_link.interview_id)

_GIVEN = (
    "round_id",
    "was_asked",
    "candidate_answer",
    "answer_quality_rating",
    "time_taken_minutes",
    "interviewer_feedback",
    "what_went_well",
    "what_could_improve",
    "was_prepared",
    "preparation_notes",
    "confidence_level",
    "follow_up_questions_asked",
    "follow_up_answers",
)


def _shown(source: FromClause) -> Select[Any]:
    return select(
        *source.c,
        _question.question_text,
        _question.question_category,
        _question.question_difficulty,
    ).select_from(source.join(_questions, _question.question_id == source.c.question_id))


def _linked() -> ScalarSelect[int]:
    """Id of the question by which ``question_id`` is linked to the interview.

    A library entry and the caller's version of it are one question to the caller, whichever of
    them was linked.
    """
    own, link = _questions.alias("version"), _links.alias("linked")
    copies = select(own.c.question_id).where(own.c.copied_from == QUESTION_ID, is_own(own))
    entries = select(own.c.copied_from).where(own.c.question_id == QUESTION_ID, is_own(own))
    return (
        select(link.c.question_id)
        .where(
            link.c.interview_id == value(_link.interview_id),
            link.c.question_id.in_(union_all(select(QUESTION_ID), copies, entries)),
        )
        .order_by(link.c.question_id != QUESTION_ID)
        .limit(1)
        .scalar_subquery()
    )


def _one(source: FromClause) -> ColumnElement[bool]:
    return and_(
        source.c.interview_id == value(_link.interview_id), source.c.question_id == _linked()
    )


def _held(source: FromClause) -> ColumnElement[bool]:
    return and_(_one(source), HELD)


def _counted(change: Select[Any]) -> tuple[CTE, CTE]:
    """Have ``times_asked`` follow, of the caller's question or of what they did with the library.

    The row that counts is locked last: whoever waits for it holds nothing that its holder needs.

    Args:
        change: At most one row: ``question_id`` and ``by``, which is -1, 0 or 1.
    """
    by = change.cte("change")
    own = select(own_meant().label("question_id")).cte("own_question")
    counted_there = (
        update(_questions)
        .where(_question.question_id == own.c.question_id, by.c.by != 0)
        .values(
            times_asked=func.greatest(_question.times_asked + by.c.by, 0),
            # Counting is no change that anybody made to the question.
            updated_at=_question.updated_at,
        )
        .cte("own_count")
    )
    first = insert(_uses).from_select(
        ["owner_id", "question_id", "times_asked"],
        select(OWNER, by.c.question_id, func.greatest(by.c.by, 0))
        .join(own, true())
        .where(own.c.question_id.is_(None), by.c.by != 0),
        include_defaults=False,
    )
    counted_here = first.on_conflict_do_update(
        index_elements=list(_uses.primary_key),
        set_={
            "times_asked": func.greatest(_uses.c.times_asked + select(by.c.by).scalar_subquery(), 0)
        },
    ).cte("library_count")
    return counted_there, counted_here


def _shown_with(counts: tuple[CTE, CTE]) -> Callable[[FromClause], Select[Any]]:
    return lambda source: _shown(source).add_cte(*counts)


def _asked(source: FromClause) -> ColumnElement[int]:
    return cast(source.c.was_asked, Integer())


LIST_ASKED = page_of(
    _shown(_links).where(_UNDER),
    lambda source: (source.c.order_asked.nulls_last(), source.c.interview_question_id),
)
"""One page of the questions of an interview, as they were asked."""

READ_ASKED = Compiled(object_of(_shown(_links).where(_one(_links), READABLE)))

LOCK_ASKED = Compiled(object_of(_shown(_links).where(_held(_links)).with_for_update(of=_links)))
"""A linked question that nobody changes until the transaction ends."""

_meant = select(func.coalesce(_linked(), meant()).label("question_id")).subquery("meant")
_chosen = select(_meant).where(_meant.c.question_id.is_not(None)).cte("chosen")
_next = select(func.coalesce(func.max(_link.order_asked), 0) + 1).where(_UNDER).scalar_subquery()
_made = added(
    _links,
    _GIVEN,
    {
        "interview_id": value(_link.interview_id),
        "question_id": _chosen.c.question_id,
        "order_asked": func.coalesce(cast(DOCUMENT["order_asked"].astext, Integer()), _next),
    },
    if_=HELD,
)
_linking = _shown_with(
    _counted(select(_made.c.question_id, _asked(_made).label("by"))),
)

LINK_QUESTION = shown_of(_made, _linking)
"""Link a question; no row where the caller has no such interview or question."""

LINK_QUESTION_ONCE = shown_once(_made, _linking)

# What was there until now, as of the moment at which nobody else can change it any more.
_before = select(_links).where(_held(_links)).with_for_update(of=_links).cte("before")
_changed = changed(
    _links,
    ("order_asked", *_GIVEN),
    lambda source: (
        source.c.interview_question_id == select(_before.c.interview_question_id).scalar_subquery()
    ),
)

CHANGE_ASKED = shown_of(
    _changed,
    _shown_with(
        _counted(
            select(
                _changed.c.question_id, (_asked(_changed) - _asked(_before)).label("by")
            ).select_from(
                _changed.join(
                    _before,
                    _before.c.interview_question_id == _changed.c.interview_question_id,
                )
            )
        )
    ),
)

_gone = delete(_links).where(_held(_links)).returning(_links).cte("gone")

UNLINK_QUESTION = Compiled(
    select(_gone.c.question_id).add_cte(
        *_counted(select(_gone.c.question_id, (-_asked(_gone)).label("by")))
    )
)
