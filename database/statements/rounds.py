"""Rounds of an interview."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    column,
    delete,
    select,
    table,
)

from database.compiled import Compiled
from database.models import InterviewRound, table_of
from database.statements.interview_parts import HELD, READABLE, page_of
from database.statements.json import object_of
from database.statements.records import added, changed, shown_of, shown_once, value

_rounds, _round = table_of(InterviewRound), table_of(InterviewRound).c

_GIVEN = (
    "round_number",
    "round_name",
    "round_type",
    "scheduled_date",
    "scheduled_time",
    "duration_minutes",
    "timezone",
    "is_virtual",
    "meeting_platform",
    "meeting_link",
    "physical_location",
    "interviewer_name",
    "interviewer_title",
    "interviewer_linkedin_url",
    "interviewer_email",
    "interviewer_notes",
    "round_status",
    "round_result",
    "feedback",
    "rating",
    "preparation_notes",
    "questions_asked_summary",
    "key_topics_covered",
    "follow_up_actions",
)

_UNDER = _round.interview_id == value(_round.interview_id)


def _shown(source: FromClause) -> Select[Any]:
    return select(*source.c)


def _one(source: FromClause) -> ColumnElement[bool]:
    return and_(
        source.c.interview_id == value(_round.interview_id),
        source.c.round_id == value(_round.round_id),
    )


def _held(source: FromClause) -> ColumnElement[bool]:
    return and_(_one(source), HELD)


LIST_ROUNDS = page_of(_shown(_rounds).where(_UNDER), lambda source: (source.c.round_number,))
"""One page of the rounds of an interview, by number."""

READ_ROUND = Compiled(object_of(_shown(_rounds).where(_one(_rounds), READABLE)))

LOCK_ROUND = Compiled(object_of(_shown(_rounds).where(_held(_rounds)).with_for_update(of=_rounds)))
"""A round that nobody changes until the transaction ends."""

_made = added(_rounds, _GIVEN, {"interview_id": value(_round.interview_id)}, if_=HELD)

CREATE_ROUND = shown_of(_made, _shown)
"""Add a round. A trigger puts it after the others unless the document has a ``round_number``."""

CREATE_ROUND_ONCE = shown_once(_made, _shown)

CHANGE_ROUND = shown_of(changed(_rounds, _GIVEN, _held), _shown)

DELETE_ROUND = Compiled(delete(_rounds).where(_held(_rounds)).returning(_round.round_id))
"""Delete a round; the questions that were asked in it stay with the interview."""

_zone = table("pg_timezone_names", column("name", Text())).c.name

LIST_TIME_ZONES = Compiled(
    select(_zone).where(_zone.op("!~")("^((posix|right)/|(Factory|localtime|posixrules)$)"))
)
"""Names of the time zones that PostgreSQL knows. Reads files of its machine: some 10 ms."""
