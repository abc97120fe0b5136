"""The skills that a document names for an interview or a question: its member ``skills``."""

from sqlalchemy import CTE, FromClause, Table, column, delete, func, select, text, true
from sqlalchemy.dialects.postgresql import insert

from database.statements.records import DOCUMENT


def link_fields(links: Table) -> tuple[str, ...]:
    """Columns of a link that a request may fill, ``skill_id`` first."""
    owner, *_ = links.primary_key
    hidden = (owner.name, "created_at", "updated_at")
    return tuple(each.name for each in links.columns if each.name not in hidden)


def linked(links: Table, made: CTE) -> CTE:
    """Link the document's skills to the row in ``made``, or change the links that are there."""
    owner, *_ = links.primary_key
    names = link_fields(links)
    given = _given(links, "skills_given")
    inserted = insert(links).from_select(
        [owner.name, *names],
        select(made.c[owner.name], *given.c).select_from(made.join(given, true())),
        include_defaults=False,
    )
    new = {name: inserted.excluded[name] for name in names if name != "skill_id"}
    return (
        inserted.on_conflict_do_update(
            index_elements=[owner.name, "skill_id"], set_={**new, "updated_at": func.now()}
        )
        .returning(links)
        .cte("linked")
    )


def dropped(links: Table, made: CTE) -> CTE:
    """Remove the links of the row in ``made`` that the document does not have."""
    owner, *_ = links.primary_key
    return (
        delete(links)
        .where(
            owner == made.c[owner.name],
            links.c.skill_id.not_in(select(_given(links, "asked").c.skill_id)),
        )
        .cte("dropped")
    )


def _given(links: Table, name: str) -> FromClause:
    columns = [column(each, links.c[each].type) for each in link_fields(links)]
    records = func.jsonb_populate_recordset(text(f"NULL::{links.name}"), DOCUMENT["skills"])
    return records.table_valued(*columns, name=name)
