"""Questions that were asked in an interview. Triggers have ``times_asked`` follow."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    and_,
    delete,
    func,
    select,
    union_all,
)

from database.compiled import Compiled
from database.models import InterviewQuestion, table_of
from database.statements.interview_parts import HELD, READABLE, page_of
from database.statements.json import object_of
from database.statements.question_rows import (
    QUESTION_ID,
    is_own,
    meant,
)
from database.statements.question_rows import questions as _questions
from database.statements.records import added, changed, shown_of, shown_once, value

_links, _link = table_of(InterviewQuestion), table_of(InterviewQuestion).c
_question = _questions.c
_UNDER = _link.interview_id == value(_link.interview_id)

_GIVEN = (
    "round_id",
    "order_asked",
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
_made = added(
    _links,
    _GIVEN,
    {
        "interview_id": value(_link.interview_id),
        "question_id": _chosen.c.question_id,
    },
    if_=HELD,
)

LINK_QUESTION = shown_of(_made, _shown)
"""Link a question. A trigger puts it after the others unless the document has an ``order_asked``.

No row where the caller has no such interview or question.
"""

LINK_QUESTION_ONCE = shown_once(_made, _shown)

CHANGE_ASKED = shown_of(changed(_links, _GIVEN, _held), _shown)

UNLINK_QUESTION = Compiled(delete(_links).where(_held(_links)).returning(_link.question_id))
