"""Companies, roles and skills: what everybody of an installation shares."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    false,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from database.compiled import Compiled
from database.models import (
    Company,
    Interview,
    InterviewSkill,
    Question,
    QuestionSkill,
    Role,
    Skill,
    UserSkill,
    table_of,
)
from database.statements.json import object_of
from database.statements.pages import ESCAPE, page
from database.statements.records import added, changed, shown_of, shown_once, value

_LAST_CHARACTER = literal_column("chr(1114111)", Text())

NAMED = 5
"""Uses whose ids are told."""

Use = tuple[str, Select[Any]]
"""What uses a row, in the plural, and a query for each such use: ``owner_id``, ``id`` (null where
the row's own id tells it already) and ``is_deleted``."""


class Noun:
    """The statements of one kind of thing. Each row has a maker, in ``created_by``.

    Statements that change or delete a row take the caller as ``created_by``, and ``is_admin``:
    whether they may do so with what others made.

    Args:
        table: Whose primary key is one column.
        given: Columns that a request may fill.
        searched: Columns that a search looks at; lists are sorted by the first, the name.
        filters: Further conditions that a list may have, each with a parameter of its name.
        uses: What keeps a row from being deleted; each query has a parameter named as the key.
    """

    def __init__(
        self,
        table: Table,
        given: Sequence[str],
        searched: Sequence[str],
        filters: Mapping[str, ColumnElement[bool]],
        uses: Sequence[Use],
    ) -> None:
        (self._key,) = table.primary_key
        self._table = table
        self._searched = tuple(table.c[name] for name in searched)
        self._filters = filters
        self.key_name = self._key.name
        made = added(table, given, {"created_by": value(table.c.created_by)})
        self.create = shown_of(made, _shown)
        self.create_once = shown_once(made, _shown)
        self.read = Compiled(object_of(_shown(table).where(self._key == value(self._key))))
        mine = _shown(table).where(self._mine(table))
        self.lock = Compiled(object_of(mine.with_for_update(key_share=True)))
        """A row that the caller may change, which nobody changes until the transaction ends; others
        may go on to refer to it."""
        self.change = shown_of(changed(table, given, self._mine), _shown)
        self.delete = Compiled(delete(table).where(self._mine(table)).returning(self._key))
        self.uses = Compiled(union_all(*(self._counted(*each) for each in uses)))
        """What uses a row: ``what``, how many of the caller's ``own`` do, the first ``NAMED``
        ``ids`` of them and of those that are ``deleted``, and whether ``others`` do."""

    @cache  # noqa: B019 - there are three of these, and they live as long as the process
    def list(self, filters: frozenset[str]) -> Compiled:
        """One page, by name.

        Args:
            filters: Which of ``search`` (a pattern), ``prefix`` (of the name) and the noun's own
                have a value.
        """
        name = self._searched[0]
        conditions = [self._filters[each] for each in sorted(filters) if each in self._filters]
        if "prefix" in filters:
            # Operators of the index; LIKE would need a constant to find its way there.
            begins = func.lower(bindparam("prefix", type_=Text()))
            begun = func.lower(name)
            conditions.append(begun.op("~>=~", is_comparison=True)(begins))
            conditions.append(
                begun.op("~<~", is_comparison=True)(func.concat(begins, _LAST_CHARACTER))
            )
        if "search" in filters:
            wanted = bindparam("search", type_=Text())
            conditions.append(or_(*(each.ilike(wanted, escape=ESCAPE) for each in self._searched)))
        return page(
            select(self._table).where(*conditions),
            lambda source: (func.lower(source.c[name.name]), source.c[self.key_name]),
            _shown,
        )

    def _mine(self, source: FromClause) -> ColumnElement[bool]:
        return and_(
            source.c[self.key_name] == value(self._key),
            or_(
                source.c.created_by == value(self._table.c.created_by),
                bindparam("is_admin", type_=Boolean()),
            ),
        )

    def _counted(self, what: str, uses: Select[Any]) -> Any:
        using = uses.cte()
        own = using.c.owner_id == value(self._table.c.created_by)

        def first(*conditions: ColumnElement[bool]) -> ColumnElement[Any]:
            wanted = select(using.c.id).where(own, using.c.id.is_not(None), *conditions)
            return func.array(wanted.order_by(using.c.id).limit(NAMED).scalar_subquery())

        return select(
            literal(what).label("what"),
            func.count().filter(own).label("own"),
            first().label("ids"),
            first(using.c.is_deleted).label("deleted"),
            # Those whose owner is gone belong to nobody.
            func.coalesce(func.bool_or(own.is_not(True)), literal(False)).label("others"),
        ).select_from(using)


def _shown(source: FromClause) -> Select[Any]:
    return select(*source.c)


def _use(
    owner: Column[Any], number: ColumnElement[Any], is_deleted: ColumnElement[bool] | None = None
) -> Select[Any]:
    return select(
        owner.label("owner_id"),
        number.label("id"),
        (false() if is_deleted is None else is_deleted).label("is_deleted"),
    )


_company, _role, _skill = table_of(Company), table_of(Role), table_of(Skill)
_interview, _question = table_of(Interview).c, table_of(Question).c
_interview_skill, _question_skill = table_of(InterviewSkill).c, table_of(QuestionSkill).c
_user_skill = table_of(UserSkill).c
_interviews = _use(_interview.owner_id, _interview.interview_id, _interview.deleted_at.is_not(None))

COMPANIES = Noun(
    _company,
    (
        "company_name",
        "industry",
        "company_size",
        "headquarters",
        "website",
        "company_description",
    ),
    ("company_name", "industry"),
    {},
    [("interviews", _interviews.where(_interview.company_id == value(_interview.company_id)))],
)

ROLES = Noun(
    _role,
    ("role_name", "role_category", "role_description", "typical_skills"),
    ("role_name", "role_category"),
    {"category": _role.c.role_category == bindparam("category", type_=Text())},
    [("interviews", _interviews.where(_interview.role_id == value(_interview.role_id)))],
)

SKILLS = Noun(
    _skill,
    (
        "skill_name",
        "skill_category",
        "skill_type",
        "skill_description",
        "proficiency_levels",
        "related_skills",
        "parent_skill_id",
        "is_trending",
        "market_demand",
        "average_salary_impact_percentage",
        "learning_resources",
        "official_documentation_url",
        "is_active",
    ),
    ("skill_name", "skill_category"),
    {
        "category": _skill.c.skill_category == bindparam("category", type_=Text()),
        "is_trending": _skill.c.is_trending == bindparam("is_trending", type_=Boolean()),
        "is_active": _skill.c.is_active == bindparam("is_active", type_=Boolean()),
    },
    [
        (
            "interviews",
            _interviews.join(
                InterviewSkill, _interview_skill.interview_id == _interview.interview_id
            ).where(_interview_skill.skill_id == value(_skill.c.skill_id)),
        ),
        (
            "questions",
            _use(_question.owner_id, _question.question_id)
            .join(QuestionSkill, _question_skill.question_id == _question.question_id)
            .where(_question_skill.skill_id == value(_skill.c.skill_id)),
        ),
        (
            "own skills",
            _use(_user_skill.owner_id, null().cast(Integer)).where(
                _user_skill.skill_id == value(_skill.c.skill_id)
            ),
        ),
        (
            "skills below it",
            _use(_skill.c.created_by, _skill.c.skill_id).where(
                _skill.c.parent_skill_id == value(_skill.c.skill_id)
            ),
        ),
    ],
)
