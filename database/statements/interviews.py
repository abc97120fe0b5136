"""Interviews: lists that stay fast at a million rows, and everything that a person changes."""

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    null,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

from database.compiled import Compiled
from database.models import (
    Company,
    Interview,
    InterviewRound,
    InterviewSkill,
    Role,
    Skill,
    table_of,
)
from database.statements.json import first_nested, nested, object_of
from database.statements.pages import Sort, sorted_page
from database.statements.records import added, changed, shown_of, shown_once, value
from database.statements.skill_links import dropped, link_fields, linked
from database.statements.statistics import tallied

_interviews, _interview = table_of(Interview), table_of(Interview).c
_companies, _roles = table_of(Company), table_of(Role)
_links, _skills = table_of(InterviewSkill), table_of(Skill)
_rounds = table_of(InterviewRound)

_SORT_VALUE = "sort_value"
GIVEN = tuple(
    name
    for name in _interviews.columns.keys()  # noqa: SIM118 - columns iterate over themselves
    if name not in ("interview_id", "owner_id", "created_at", "updated_at", "deleted_at")
)
"""Columns that a request may fill."""

_LINKED = link_fields(_links)


def _is_own(source: FromClause) -> ColumnElement[bool]:
    return and_(
        source.c.interview_id == value(_interview.interview_id),
        source.c.owner_id == value(_interview.owner_id),
    )


def _is_living(source: FromClause) -> ColumnElement[bool]:
    return and_(_is_own(source), source.c.deleted_at.is_(None))


def _skills_of(source: FromClause, links: FromClause) -> ColumnElement[Any]:
    members = {"skill_name": _skills.c.skill_name} | {name: links.c[name] for name in _LINKED}
    return nested(
        members,
        links.join(_skills, _skills.c.skill_id == links.c.skill_id),
        links.c.interview_id == source.c.interview_id,
        func.lower(_skills.c.skill_name),
    ).label("skills")


def _shown(source: FromClause, links: FromClause = _links) -> Select[Any]:
    return (
        select(
            *(each for each in source.c if each.name not in ("owner_id", _SORT_VALUE)),
            source.c.owner_id.label("created_by"),
            _companies.c.company_name,
            _roles.c.role_name,
            _skills_of(source, links),
        )
        .select_from(source)
        .outerjoin(_companies, _companies.c.company_id == source.c.company_id)
        .outerjoin(_roles, _roles.c.role_id == source.c.role_id)
    )


def _listed(source: FromClause) -> Select[Any]:
    return _shown(source).add_columns(_next_round_of(source))


def _next_round_of(source: FromClause) -> ColumnElement[Any]:
    round_ = _rounds.c
    names = ("round_id", "round_number", "round_name", "round_type", "round_status")
    times = ("scheduled_date", "scheduled_time", "timezone", "duration_minutes")
    is_under_way = round_.round_status == text("'in_progress'")
    is_planned = round_.round_status.in_(
        [literal_column("'scheduled'"), literal_column("'rescheduled'")]
    )
    # Today began a day ago where clocks are the furthest behind UTC.
    earliest = text("(now() AT TIME ZONE 'UTC')::date - 1")
    is_ahead = or_(round_.scheduled_date.is_(None), round_.scheduled_date >= earliest)
    return first_nested(
        {name: round_[name] for name in names + times},
        _rounds,
        and_(
            round_.interview_id == source.c.interview_id,
            or_(
                is_under_way,
                and_(is_planned, is_ahead),
            ),
        ),
        (
            is_under_way.desc(),
            round_.scheduled_date,
            round_.scheduled_time,
            round_.round_number,
        ),
    ).label("next_round")


READ_INTERVIEW = Compiled(object_of(_shown(_interviews).where(_is_living(_interviews))))

LOCK_INTERVIEW = Compiled(
    object_of(_shown(_interviews).where(_is_living(_interviews)).with_for_update(of=_interviews))
)
"""An interview that nobody changes until the transaction ends."""

_made = added(_interviews, GIVEN, {"owner_id": value(_interview.owner_id)})
_made_with = partial(_shown, links=linked(_links, _made))

CREATE_INTERVIEW = shown_of(_made, _made_with)
CREATE_INTERVIEW_ONCE = shown_once(_made, _made_with)

_changed = changed(_interviews, GIVEN, _is_living)

CHANGE_INTERVIEW = shown_of(_changed, _shown)
"""Change the fields that the document has, but not the skills."""

CHANGE_INTERVIEW_AND_SKILLS = Compiled(
    object_of(_shown(_changed, linked(_links, _changed))).add_cte(dropped(_links, _changed))
)
"""The same, and replace the skills with those of the document.

The interview must be locked before: a statement does not see skills that are added while it waits.
"""

DELETE_INTERVIEW = Compiled(
    update(_interviews)
    .where(_is_living(_interviews))
    .values(deleted_at=func.now(), updated_at=func.now())
    .returning(_interview.interview_id)
)
"""Hide an interview; it keeps everything."""

_restored = (
    update(_interviews)
    .where(_is_own(_interviews))
    .values(
        deleted_at=null(),
        updated_at=case((_interview.deleted_at.is_(None), _interview.updated_at), else_=func.now()),
    )
    .returning(_interviews)
    .cte("made")
)
RESTORE_INTERVIEW = shown_of(_restored, _shown)


def _is_called() -> ColumnElement[bool]:
    """Whether each of some patterns is found in company, role and title."""
    called = func.concat_ws(
        text("' '"), _companies.c.company_name, _roles.c.role_name, _interview.custom_role_title
    )
    patterns = func.all(bindparam("search", type_=ARRAY(Text())))
    return called.op("ILIKE", is_comparison=True)(patterns)


_FILTERS: Mapping[str, ColumnElement[bool]] = {
    name: _interview[name] == value(_interview[name])
    for name in (
        "company_id",
        "role_id",
        "interview_type",
        "interview_status",
        "interview_result",
        "seniority_level",
        "is_remote",
    )
} | {"search": _is_called()}


def _or_long_ago(column: ColumnElement[Any]) -> ColumnElement[Any]:
    # As in the index. Null would need another comparison for each end of the list.
    return func.coalesce(column, text("'-infinity'::date"))


_SORTS: Mapping[str, tuple[ColumnElement[Any], TypeEngine[Any]]] = {
    "created_at": (_interview.created_at, DateTime(timezone=True)),
    "application_date": (_or_long_ago(_interview.application_date), Date()),
    "first_interview_date": (_or_long_ago(_interview.first_interview_date), Date()),
    "company_name": (func.coalesce(func.lower(_companies.c.company_name), text("''")), Text()),
    "interview_status": (_interview.interview_status, Text()),
}


def _tallied(filters: frozenset[str]) -> ColumnElement[int] | None:
    """How many interviews there are of a status or result or of all; None for other filters."""
    owner_id = value(_interview.owner_id)
    if not filters:
        return tallied(owner_id, "interview_status")
    kind, *others = filters
    if others or kind not in ("interview_status", "interview_result"):
        return None
    return tallied(owner_id, kind, value(_interview[kind]))


@cache
def list_interviews(
    filters: frozenset[str], sort_by: str, descending: bool, seeking: bool
) -> Compiled:
    """The statement for one page of an owner's interviews; see ``pages.sorted_page``.

    Args:
        filters: Which of ``company_id``, ``role_id``, ``interview_type``, ``interview_status``,
            ``interview_result``, ``seniority_level``, ``is_remote`` and ``search`` (patterns)
            have a value; with ``is_deleted`` those that are, without it the others.
        sort_by: ``created_at``, ``application_date``, ``first_interview_date`` (those without a
            date count as long ago), ``company_name`` (in any case of letters) or
            ``interview_status``.
    """
    by, kind = _SORTS[sort_by]
    is_deleted = "is_deleted" in filters
    matching = select(_interviews, by.label(_SORT_VALUE)).where(
        _interview.owner_id == value(_interview.owner_id),
        _interview.deleted_at.is_not(None) if is_deleted else _interview.deleted_at.is_(None),
        *(_FILTERS[name] for name in sorted(filters) if name in _FILTERS),
    )
    # Joins: looking each name up takes ten times as long.
    listed: FromClause = _interviews
    if sort_by == "company_name" or "search" in filters:
        listed = listed.outerjoin(_companies, _companies.c.company_id == _interview.company_id)
    if "search" in filters:
        listed = listed.outerjoin(_roles, _roles.c.role_id == _interview.role_id)
    matching = matching.select_from(listed)
    sort = Sort(lambda rows: rows.c[_SORT_VALUE], kind, "interview_id", descending)
    return sorted_page(matching, sort, _listed, seeking=seeking, total=_tallied(filters))
