"""How practice went: results, everything that a score is made of, and a person's figures."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Text,
    case,
    cast,
    func,
    null,
    select,
    true,
    update,
)

from database.compiled import Compiled
from database.models import User, table_of
from database.statements.json import nested, object_of
from database.statements.practice_rows import (
    ANSWERED,
    IS_MAIN,
    JUDGED,
    OWNER,
    attempts,
    built,
    given,
    has_judgement,
    in_order,
    is_own,
    missed_points,
    question_brief,
    questions,
    responses,
    score,
    sessions,
    word,
)
from database.statements.records import value

_session, _question = sessions.c, questions.c
_attempt, _response = attempts.c, responses.c
_users = table_of(User)
_user = _users.c
_its_response = _response.practice_question_id == _question.practice_question_id
_its_attempt = _attempt.attempt_id == _response.attempt_id

_judgement: dict[str, ColumnElement[Any]] = {
    "score": score(_attempt.score),
    "feedback": _attempt.feedback,
    "strengths": _attempt.strengths,
    "improvements": _attempt.improvements,
    "keywords_mentioned": _attempt.keywords,
    "judged_by": _attempt.basis,
    "provider": _attempt.provider,
    "model": _attempt.model,
    "time_taken_seconds": _attempt.time_taken_seconds,
    "measured_seconds": _attempt.measured_seconds,
    "answered_at": _response.answered_at,
}

_official: FromClause = questions.join(responses, _its_response).join(attempts, _its_attempt)
_answers = nested(
    {
        "response_id": _response.response_id,
        "question_id": _question.practice_question_id,
        "question_text": _question.question_text,
        "question_type": _question.question_type,
        "order_number": _question.order_number,
        "kind": _question.kind,
        "parent_id": _question.parent_question_id,
        "skill": _question.skill_category,
        "user_answer": _attempt.answer,
        **_judgement,
    },
    _official,
    _question.session_id == _session.session_id,
    in_order(questions),
)
_main_answers = (
    select(func.count())
    .select_from(questions.join(responses, _its_response))
    .where(_question.session_id == _session.session_id, IS_MAIN)
    .scalar_subquery()
)

READ_RESULTS = Compiled(
    object_of(
        select(
            _session.session_id.label("interview_id"),
            _session.job_role,
            _session.difficulty,
            _session.status,
            score(_session.overall_score).label("overall_score"),
            _session.total_questions,
            _main_answers.label("answered"),
            _answers.label("responses"),
            _session.created_at,
            _session.completed_at,
        ).where(is_own(sessions))
    )
)
"""The official answers of an interview; ``answered`` counts those to main questions."""

_answer = built(
    {
        "response_id": _response.response_id,
        "attempt_id": _response.attempt_id,
        "user_answer": _attempt.answer,
        "missed_points": missed_points(attempts),
        **_judgement,
    }
)
_reviewed = nested(
    {
        "id": _question.practice_question_id,
        **question_brief(questions),
        "kind": _question.kind,
        "parent_id": _question.parent_question_id,
        "order_number": _question.order_number,
        "has_judgement": has_judgement(questions),
        "answer": case((ANSWERED, _answer), else_=null()),
    },
    questions.outerjoin(responses, _its_response).outerjoin(attempts, _its_attempt),
    _question.session_id == _session.session_id,
    in_order(questions),
)

REVIEW_SESSION = Compiled(
    select(
        _session.job_role,
        _session.difficulty,
        _session.question_type,
        _session.status,
        _session.is_adaptive,
        _session.total_questions,
        score(_session.overall_score).label("overall_score"),
        _session.started_at,
        _session.completed_at,
        _session.created_at,
        cast(_session.summary, Text).label("summary"),
        _session.summary_of,
        cast(_reviewed, Text).label("questions"),
    ).where(is_own(sessions))
)
"""Everything that scores, summaries, skill gaps and further questions are made of.

``summary`` and ``questions`` are JSON; ``answer`` of a question is null or the official one, and
``has_judgement`` tells whether any was judged, with a score or without.
"""

SAVE_SUMMARY = Compiled(
    update(sessions)
    .where(is_own(sessions))
    .values(summary=given("summary"), summary_of=value(_session.summary_of))
    .returning(_session.session_id)
)
"""Keep a summary, a JSON object, with a digest of what it sums up."""


_held = (
    select(
        func.count().label("total"),
        func.count().filter(_session.status == word("completed")).label("completed"),
    )
    .where(_session.owner_id == OWNER)
    .subquery("held")
)
_given = (
    select(
        func.count().label("answers"),
        func.round(func.avg(_attempt.score), 2).label("average"),
        func.max(_attempt.score).label("best"),
    )
    # Those that are official answers; without looking into their table.
    .select_from(
        questions.join(attempts, _attempt.practice_question_id == _question.practice_question_id)
    )
    .where(_question.owner_id == OWNER, IS_MAIN, _attempt.is_official, JUDGED)
    .subquery("given")
)

PRACTICE_STATS = Compiled(
    object_of(
        select(
            _held.c.total.label("total_interviews"),
            _held.c.completed.label("completed_interviews"),
            score(func.coalesce(_given.c.average, 0)).label("average_score"),
            score(func.coalesce(_given.c.best, 0)).label("best_score"),
            _given.c.answers.label("total_questions_answered"),
            _user.created_at.label("member_since"),
            case((_user.is_active, word("active")), else_=word("inactive")).label("account_status"),
        )
        .select_from(_held.join(_given, true()).join(_users, true()))
        .where(_user.user_id == OWNER)
    )
)
"""What ``owner_id`` has practised, and since when there is the account.

Counts and scores are those of official answers to main questions; scores are 0 while there is
none.
"""
