"""Companies, roles and skills, which everybody reads and the maker changes; one's own skills."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from pydantic import BaseModel

from database.engine import Database
from database.errors import ConstraintViolated
from database.statements.catalog import COMPANIES, ROLES, SKILLS, Noun
from database.statements.own_skills import (
    DELETE_OWN_SKILL,
    LIST_OWN_SKILLS,
    LOCK_OWN_SKILL,
    READ_OWN_SKILL,
    SET_OWN_SKILL,
)
from database.statements.pages import containing
from interviewapis import records
from interviewapis.catalog.uses import why_kept
from interviewapis.conditional import require_match
from interviewapis.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidField,
    NotFound,
    PreconditionFailed,
    Problem,
)
from interviewapis.pagination import PageQuery
from interviewapis.records import Made, OnceKey, Problems

SHORTEST_PATTERN = 3
"""Characters from which an index of trigrams finds a text anywhere; less would be a scan."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that is shared.

    Args:
        name: In the words of messages.
        path: Of the collection.
        problems: What constraints of its table stand for.
    """

    name: str
    path: str
    statements: Noun
    problems: Problems = field(default_factory=dict)


class Editor(Protocol):
    """Who wants to change or delete something; an administrator may, also what others made."""

    @property
    def user_id(self) -> UUID:
        """Whose the request is."""

    @property
    def is_admin(self) -> bool:
        """Whether an administrator signed in."""


def _taken(name: str) -> Problem:
    return BadRequest(f"{name} with this name already exists")


COMPANY = Kind(
    "Company",
    "/api/companies",
    COMPANIES,
    {"companies_company_name_key": partial(_taken, "Company")},
)
ROLE = Kind("Role", "/api/roles", ROLES, {"roles_role_name_key": partial(_taken, "Role")})
SKILL = Kind(
    "Skill",
    "/api/skills",
    SKILLS,
    {
        "skills_skill_name_key": partial(_taken, "Skill"),
        "skills_parent_skill_id_fkey": partial(NotFound, "Parent skill not found"),
        "skills_parent_is_another_check": partial(BadRequest, "A skill can't be its own parent"),
        "skills_parent_cycle": partial(
            InvalidField,
            "body.parent_skill_id",
            "must not be a skill below this one; move that one elsewhere first",
        ),
    },
)


async def page(database: Database, kind: Kind, query: PageQuery) -> tuple[int, str]:
    """How many match, and one page of them as a JSON array.

    Raises:
        DatabaseUnavailable: they can't be read.
    """
    filters = query.model_dump(exclude={"skip", "limit"}, exclude_none=True)
    if words := filters.pop("search", None):
        if len(words) < SHORTEST_PATTERN:
            filters["prefix"] = words
        else:
            filters["search"] = containing(words)
    statement = kind.statements.list(frozenset(filters))
    (row,) = await database.rows(statement, {**filters, "skip": query.skip, "limit": query.limit})
    return row["total"], row["data"]


async def read(database: Database, kind: Kind, number: int) -> str:
    """One of them as JSON.

    Raises:
        NotFound: there is none of that id.
        DatabaseUnavailable: it can't be read.
    """
    rows = await database.rows(kind.statements.read, {kind.statements.key_name: number})
    if not rows:
        raise NotFound(f"{kind.name} not found")
    body: str = rows[0]["body"]
    return body


async def create(
    database: Database, kind: Kind, user_id: UUID, body: BaseModel, key: str | None
) -> Made:
    """Add one.

    Raises:
        Problem: the name is taken, or something that it refers to does not exist.
        DatabaseUnavailable: nobody can tell whether it was added.
    """
    document = body.model_dump_json()
    made = await records.make(
        database,
        kind.statements.create,
        kind.statements.create_once,
        {"created_by": user_id, "document": document},
        OnceKey.of(user_id, key, "POST", kind.path, document),
        kind.problems,
    )
    assert made is not None
    return made


async def update(
    database: Database,
    kind: Kind,
    editor: Editor,
    number: int,
    body: BaseModel,
    if_match: str | None,
) -> str:
    """Change the fields that were sent; the whole as JSON.

    Raises:
        NotFound: there is none of that id.
        Forbidden: somebody else made it, and the editor is no administrator.
        PreconditionFailed: it is not what the caller has seen.
        Problem: the new name is taken, or something that it refers to does not exist.
    """
    changed = await records.change(
        database,
        kind.statements.lock,
        kind.statements.change,
        {
            **_mine(kind, editor, number),
            "document": body.model_dump_json(exclude_unset=True),
        },
        if_match,
        kind.problems,
    )
    if changed is None:
        raise await _why_not(database, kind, number)
    return changed


async def delete(
    database: Database, kind: Kind, editor: Editor, number: int, if_match: str | None
) -> None:
    """Delete one for good.

    Raises:
        NotFound: there is none of that id.
        Forbidden: somebody else made it, and the editor is no administrator.
        Conflict: something uses it; says what.
        PreconditionFailed: it is not what the caller has seen.
    """
    statements, mine = kind.statements, _mine(kind, editor, number)
    try:
        gone = await records.remove(database, statements.lock, statements.delete, mine, if_match)
    except ConstraintViolated:
        used = await database.rows(statements.uses, mine)
        raise Conflict(why_kept(kind.name, used)) from None
    if not gone:
        raise await _why_not(database, kind, number)


def _mine(kind: Kind, editor: Editor, number: int) -> dict[str, Any]:
    return {
        kind.statements.key_name: number,
        "created_by": editor.user_id,
        "is_admin": editor.is_admin,
    }


async def _why_not(database: Database, kind: Kind, number: int) -> Problem:
    if not await database.rows(kind.statements.read, {kind.statements.key_name: number}):
        return NotFound(f"{kind.name} not found")
    return Forbidden(
        f"{kind.name} {number} was added by somebody else; only they, or an administrator, may "
        "change or delete it."
    )


async def own_page(database: Database, user_id: UUID, query: PageQuery) -> tuple[int, str]:
    """How many skills are the caller's own, and one page of them as a JSON array.

    Raises:
        DatabaseUnavailable: they can't be read.
    """
    values = {"owner_id": user_id, "skip": query.skip, "limit": query.limit}
    (row,) = await database.rows(LIST_OWN_SKILLS, values)
    return row["total"], row["data"]


async def own_read(database: Database, user_id: UUID, skill_id: int) -> str:
    """One of the caller's own skills as JSON.

    Raises:
        NotFound: it is not among the caller's.
        DatabaseUnavailable: it can't be read.
    """
    rows = await database.rows(READ_OWN_SKILL, _own(user_id, skill_id))
    if not rows:
        raise _no_skill()
    body: str = rows[0]["body"]
    return body


async def set_own(
    database: Database, user_id: UUID, skill_id: int, body: BaseModel, if_match: str | None
) -> tuple[str, bool]:
    """Make or replace one of the caller's own skills; it as JSON, and whether it is new.

    Raises:
        NotFound: there is no such skill.
        PreconditionFailed: it is not what the caller has seen, or not among the caller's.
        DatabaseUnavailable: try again; the outcome is the same.
    """
    values = _own(user_id, skill_id) | {"document": body.model_dump_json()}
    try:
        if if_match is None:
            rows = await database.write(SET_OWN_SKILL, values)
        else:
            async with database.transaction() as transaction:
                found = await transaction.rows(LOCK_OWN_SKILL, values)
                if found:
                    require_match(if_match, found[0]["body"])
                elif await transaction.rows(SKILLS.read, values):
                    raise PreconditionFailed(
                        "It is not among your skills. Send it without If-Match to add it."
                    )
                rows = await transaction.rows(SET_OWN_SKILL, values)
    except ConstraintViolated:
        # Somebody deletes the skill at this moment.
        raise _no_skill() from None
    if not rows:
        raise _no_skill()
    return rows[0]["body"], rows[0]["is_new"]


async def delete_own(
    database: Database, user_id: UUID, skill_id: int, if_match: str | None
) -> None:
    """Remove a skill from the caller's own.

    Raises:
        NotFound: it is not among them.
        PreconditionFailed: it is not what the caller has seen.
    """
    mine = _own(user_id, skill_id)
    if not await records.remove(database, LOCK_OWN_SKILL, DELETE_OWN_SKILL, mine, if_match):
        raise _no_skill()


def _own(user_id: UUID, skill_id: int) -> dict[str, Any]:
    return {"owner_id": user_id, "skill_id": skill_id}


def _no_skill() -> Problem:
    return NotFound("Skill not found")
