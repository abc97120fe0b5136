"""What practice shows of its rows, and the lock under which an interview changes.

Every statement of practice takes the caller as ``owner_id``: somebody else's interview is not
there.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Float,
    FromClause,
    Label,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH

from database.models import (
    PracticeAttempt,
    PracticeQuestion,
    PracticeResponse,
    PracticeSession,
    Question,
    table_of,
)
from database.statements.json import nested
from database.statements.records import value

sessions, questions = table_of(PracticeSession), table_of(PracticeQuestion)
attempts, responses = table_of(PracticeAttempt), table_of(PracticeResponse)

OWNER = value(sessions.c.owner_id)
SESSION_ID = value(sessions.c.session_id)
QUESTION_ID = value(questions.c.practice_question_id)

IS_MAIN = questions.c.kind == literal_column("'main'")
JUDGED = attempts.c.state == literal_column("'judged'")


def word(constant: str) -> ColumnElement[str]:
    """A word that is the same in every call."""
    return literal_column(f"'{constant}'", Text())


def given(name: str) -> ColumnElement[Any]:
    """A parameter that holds JSON as text."""
    return cast(bindparam(name, type_=Text()), JSONB)


def member(document: ColumnElement[Any], name: str) -> ColumnElement[str]:
    """A member of a JSON object as text; null where it is null or not there."""
    return document.op("->>", return_type=Text())(word(name))


def part(document: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    """A member of a JSON object as JSON."""
    return document.op("->", return_type=JSONB())(word(name))


def score(column: ColumnElement[Any]) -> ColumnElement[float]:
    """A score as JSON has it: without zeros at its end."""
    return cast(column, Float)


def sent(vector: ColumnElement[Any]) -> Label[bytes]:
    """A vector as bytes: its length in four, then floats of four each, the high byte first.

    A tenth of the work that a list of numbers makes.
    """
    return func.vector_send(vector).label("embedding")


def is_own(source: FromClause) -> ColumnElement[bool]:
    """The session that the statement is about, if it is the caller's."""
    return and_(source.c.session_id == SESSION_ID, source.c.owner_id == OWNER)


def held(*conditions: ColumnElement[bool]) -> CTE:
    """The caller's session; nobody else changes it or what lies under it meanwhile.

    Taken before any other lock of a statement, so that no two wait for each other.
    """
    # Not its key: others may go on to refer to it.
    return (
        select(sessions)
        .where(is_own(sessions), *conditions)
        .with_for_update(key_share=True)
        .cte("held")
    )


NOT_COMPLETED = sessions.c.status != word("completed")


def reopened(source: FromClause) -> ColumnElement[str]:
    """The status of a session of which its owner goes on with something."""
    return case((source.c.status == word("abandoned"), word("in_progress")), else_=source.c.status)


def in_order(source: FromClause) -> ColumnElement[Any]:
    """Main questions by number, each with its follow-up after it."""
    return tuple_(source.c.order_number, source.c.kind == word("follow_up"))


def with_response(source: FromClause) -> FromClause:
    """Questions with their official answers, where there are."""
    is_its = responses.c.practice_question_id == source.c.practice_question_id
    return source.outerjoin(responses, is_its)


ANSWERED = responses.c.response_id.is_not(None)
"""Whether a question has its official answer, where that is joined."""


def _judging(source: FromClause) -> ColumnElement[bool]:
    found = select(attempts.c.attempt_id).where(
        attempts.c.practice_question_id == source.c.practice_question_id,
        attempts.c.state == word("judging"),
        attempts.c.judging_until > func.now(),
    )
    return found.correlate(source).exists()


def has_judgement(source: FromClause) -> ColumnElement[bool]:
    """Whether an answer to a question was judged, with a score or without."""
    tries = attempts.alias("tries")
    found = select(tries.c.attempt_id).where(
        tries.c.practice_question_id == source.c.practice_question_id,
        tries.c.state == word("judged"),
    )
    return found.correlate(source).exists()


def question_members(source: FromClause) -> dict[str, ColumnElement[Any]]:
    """What is shown of a question while it is being practised, ``with_response``."""
    points = func.jsonb_path_query_array(source.c.expected_points, _path("$[*].point"))
    return {
        "id": source.c.practice_question_id,
        "question": source.c.question_text,
        "type": source.c.question_type,
        "difficulty": source.c.difficulty,
        "expected_points": points,
        "order_number": source.c.order_number,
        "skill": source.c.skill_category,
        "kind": source.c.kind,
        "parent_id": source.c.parent_question_id,
        "bank_question_id": source.c.bank_question_id,
        # Whoever saved one at the moment of the judgement did so for nothing.
        "draft": case((ANSWERED, null()), else_=source.c.draft),
        "drafted_at": case((ANSWERED, null()), else_=source.c.drafted_at),
        "answered": ANSWERED,
        "judging": _judging(source),
    }


def question_brief(source: FromClause) -> dict[str, ColumnElement[Any]]:
    """A question as those who judge and compare take it."""
    return {
        "question": source.c.question_text,
        "type": source.c.question_type,
        "difficulty": source.c.difficulty,
        "expected_points": source.c.expected_points,
        "skill": source.c.skill_category,
        "bank_id": source.c.bank_question_id,
    }


def built(members: dict[str, ColumnElement[Any]]) -> ColumnElement[Any]:
    """A JSON object of ``members``; 50 at most."""
    pairs = (part for name, each in members.items() for part in (word(name), each))
    return func.json_build_object(*pairs)


def session_shown(source: FromClause, asked: FromClause = questions) -> Select[Any]:
    """What a response shows of sessions with their questions.

    Args:
        source: Has the columns of ``practice_sessions``.
        asked: The questions of these sessions.
    """
    listed = nested(
        question_members(asked),
        with_response(asked),
        asked.c.session_id == source.c.session_id,
        in_order(asked),
    )
    return select(
        source.c.session_id.label("interview_id"),
        source.c.job_role,
        source.c.difficulty,
        source.c.question_type,
        source.c.total_questions,
        listed.label("questions"),
        source.c.status,
        source.c.created_at,
        source.c.is_adaptive.label("adaptive"),
        score(source.c.overall_score).label("overall_score"),
        *(
            source.c[name]
            for name in (
                "started_at",
                "last_activity_at",
                "completed_at",
                "duration_minutes",
                "provider",
                "model",
                "prompt_version",
                "note",
            )
        ),
    ).select_from(source)


_ADDED = (
    "bank_question_id",
    "question_text",
    "question_type",
    "difficulty",
    "skill_category",
    "expected_points",
    "embedding",
)
ADDED = ("owner_id", "session_id", "kind", "parent_question_id", "order_number", *_ADDED)
"""Columns of a question that is added, in the order of ``added_columns``."""

_bank = table_of(Question)


def added_columns(
    session: FromClause,
    document: ColumnElement[Any],
    kind: str,
    parent: ColumnElement[Any],
    order_number: ColumnElement[Any],
) -> Sequence[ColumnElement[Any]]:
    """What is written of a question that ``document`` describes as ``question_brief`` does.

    It has an ``embedding`` besides, which may be null.
    """
    bank_id = cast(member(document, "bank_id"), _bank.c.question_id.type)
    # Null when the bank has it no more.
    in_bank = select(_bank.c.question_id).where(
        _bank.c.question_id == bank_id,
        (_bank.c.owner_id == OWNER) | _bank.c.owner_id.is_(None),
    )
    return (
        session.c.owner_id,
        session.c.session_id,
        word(kind),
        parent,
        order_number,
        in_bank.scalar_subquery(),
        member(document, "question"),
        member(document, "type"),
        member(document, "difficulty"),
        member(document, "skill"),
        part(document, "expected_points"),
        # An array of numbers looks the same in both.
        cast(member(document, "embedding"), questions.c.embedding.type),
    )


def _path(path: str) -> ColumnElement[Any]:
    return cast(literal_column(f"'{path}'"), JSONPATH)


EMPTY = text("'[]'::jsonb")


def missed_points(source: FromClause) -> ColumnElement[Any]:
    """The key points that an attempt did not make, as a JSON array of texts."""
    missed = _path("$.points[*] ? (@.covered == false).point")
    return func.jsonb_path_query_array(func.coalesce(source.c.judgement, EMPTY), missed)
