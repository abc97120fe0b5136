"""Questions of practice interviews: those of late, drafts of answers, questions that are added."""

from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    Uuid,
    bindparam,
    case,
    func,
    null,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from database.compiled import Compiled
from database.statements.json import object_of
from database.statements.practice_rows import (
    ADDED,
    IS_MAIN,
    NOT_COMPLETED,
    OWNER,
    QUESTION_ID,
    added_columns,
    given,
    has_judgement,
    held,
    question_members,
    questions,
    reopened,
    responses,
    sent,
    sessions,
    with_response,
)
from database.statements.records import value

_question, _response = questions.c, responses.c

RECENT_QUESTIONS = Compiled(
    select(
        _question.question_text,
        _question.bank_question_id,
        sent(_question.embedding),
    )
    .where(_question.owner_id == OWNER)
    .order_by(_question.created_at.desc())
    .limit(bindparam("most", type_=Integer()))
)
"""At most ``most`` questions that the owner was asked, the latest first.

``embedding`` is as ``practice_rows.sent`` says, or null.
"""

_session = held(NOT_COMPLETED)
_draft = func.nullif(value(_question.draft), "")
_answer = select(_response.response_id).where(
    _response.practice_question_id == _question.practice_question_id
)
_drafted = (
    update(questions)
    .where(
        _question.session_id == _session.c.session_id,
        _question.practice_question_id == QUESTION_ID,
        ~_answer.exists(),
    )
    .values(draft=_draft, drafted_at=case((_draft.is_not(None), func.now()), else_=null()))
    .returning(_question.practice_question_id, _question.draft, _question.drafted_at)
    .cte("drafted")
)
_resumed = (
    update(sessions)
    .where(
        sessions.c.session_id == _session.c.session_id,
        select(_drafted.c.practice_question_id).exists(),
    )
    .values(status=reopened(sessions), last_activity_at=func.now())
    .cte("resumed")
)

SAVE_DRAFT = Compiled(
    object_of(
        select(
            _drafted.c.practice_question_id.label("question_id"),
            _drafted.c.draft,
            _drafted.c.drafted_at,
        )
    ).add_cte(_resumed)
)
"""Keep an answer under way; null or nothing forgets it. An abandoned interview goes on.

No row when there is no such question, when it is answered, or when the interview is completed.
"""

_DOCUMENT = given("question")


def _adding(columns: Select[Any]) -> Compiled:
    """Add a question to a session that is held, unless its place is taken."""
    added = (
        insert(questions)
        .from_select(ADDED, columns, include_defaults=False)
        .on_conflict_do_nothing()
        .returning(questions)
        .cte("added")
    )
    members = question_members(added)
    shown = select(*(each.label(name) for name, each in members.items()))
    return Compiled(object_of(shown.select_from(with_response(added))))


_followed = held(NOT_COMPLETED)
_parent = (
    select(_question.practice_question_id, _question.order_number)
    .join(responses, _response.practice_question_id == _question.practice_question_id)
    .where(
        _question.session_id == _followed.c.session_id,
        _question.practice_question_id == bindparam("parent_question_id", type_=Uuid()),
        IS_MAIN,
    )
    .subquery("parent")
)

ADD_FOLLOW_UP = _adding(
    select(
        *added_columns(
            _followed,
            _DOCUMENT,
            "follow_up",
            _parent.c.practice_question_id,
            _parent.c.order_number,
        )
    ).select_from(_followed, _parent)
)
"""Add a question about the answer to ``parent_question_id``.

No row unless that is a main question of an interview that is not completed, has its official
answer, and has no follow-up yet.
"""

_number = value(_question.order_number)
_adaptive = held(NOT_COMPLETED, sessions.c.is_adaptive, _number <= sessions.c.total_questions)
_before = select(_question.practice_question_id).where(
    _question.session_id == _adaptive.c.session_id,
    _question.order_number == _number - 1,
    IS_MAIN,
    has_judgement(questions),
)

ADD_NEXT_QUESTION = _adding(
    select(*added_columns(_adaptive, _DOCUMENT, "main", null(), _number))
    .select_from(_adaptive)
    .where(_before.exists())
)
"""Add main question ``order_number`` to an adaptive interview.

No row unless the interview is not completed, is to have so many questions, has an answer to the
one before that was judged, with a score or without, and has nothing in that place.
"""
