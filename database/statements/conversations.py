"""Conversations: several questions that build on each other."""

from typing import Any

from sqlalchemy import Integer, Text, bindparam, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert

from database.compiled import Compiled
from database.models import AgentRun, Conversation
from database.statements.runs import run_json

MOST_RUNS = 100
"""Runs that come along with a conversation; the newest."""

_conversations = Conversation.__table__
_conversation = _conversations.c
_run = AgentRun.__table__.c


def _parameter(name: str) -> Any:
    return bindparam(name, type_=_conversation[name].type)


_OWN = (
    _conversation.conversation_id == _parameter("conversation_id"),
    _conversation.owner_id == _parameter("owner_id"),
)

HAS_CONVERSATION = Compiled(select(_conversation.conversation_id).where(*_OWN))

LOCK_CONVERSATION = Compiled(select(_conversation.conversation_id).where(*_OWN).with_for_update())

ADD_CONVERSATION = Compiled(
    insert(Conversation).values(
        {name: _parameter(name) for name in ("conversation_id", "owner_id", "title")}
    )
)

FIND_RUN_TO_CONTINUE = Compiled(
    select(_run.question, _run.conversation_id)
    .where(
        _run.run_id == bindparam("run_id", type_=_run.run_id.type),
        _run.owner_id == bindparam("owner_id", type_=_run.owner_id.type),
    )
    .with_for_update()
)

TAKE_RUN_IN = Compiled(
    update(AgentRun)
    .where(_run.run_id == bindparam("run_id", type_=_run.run_id.type))
    .values(conversation_id=bindparam("conversation_id", type_=_run.conversation_id.type))
)

_count = (
    select(func.count())
    .select_from(AgentRun)
    .where(_run.conversation_id == _conversation.conversation_id)
    .scalar_subquery()
)


def _json(columns: Any, *more: Any) -> Any:
    return func.json_build_object(
        *(
            part
            for name in ("conversation_id", "title", "created_at", "updated_at")
            for part in (text(f"'{name}'"), columns[name])
        ),
        *more,
    )


_newest = (
    select(AgentRun)
    .where(_run.conversation_id == _parameter("conversation_id"))
    .order_by(_run.created_at.desc(), _run.run_id.desc())
    .limit(MOST_RUNS)
    .subquery("newest")
)
_runs = (
    select(
        func.coalesce(
            func.json_agg(
                aggregate_order_by(
                    run_json(_newest.c), _newest.c.created_at.asc(), _newest.c.run_id.asc()
                )
            ),
            text("'[]'::json"),
        )
    )
    .select_from(_newest)
    .scalar_subquery()
)

READ_CONVERSATION = Compiled(
    select(
        _json(_conversation, text("'total_runs'"), _count, text("'runs'"), _runs)
        .cast(Text)
        .label("body")
    ).where(*_OWN)
)
"""A conversation with its newest runs, oldest first."""

RENAME_CONVERSATION = Compiled(
    update(Conversation)
    .where(*_OWN)
    # A new name is no new question: the conversation keeps its place in the list.
    .values(title=_parameter("title"), updated_at=_conversation.updated_at)
    .returning(
        _json(_conversation, text("'total_runs'"), _count).cast(Text).label("body"),
    )
)

RUNNING_IN_CONVERSATION = Compiled(
    select(_run.run_id).where(
        _run.conversation_id == bindparam("conversation_id", type_=_run.conversation_id.type),
        _run.owner_id == bindparam("owner_id", type_=_run.owner_id.type),
        _run.status == "running",
    )
)

DELETE_CONVERSATION = Compiled(
    delete(Conversation).where(*_OWN).returning(_conversation.conversation_id)
)
"""Delete a conversation with all its runs."""

_page = (
    select(_conversations, _count.label("total_runs"))
    .where(_conversation.owner_id == _parameter("owner_id"))
    .order_by(_conversation.updated_at.desc(), _conversation.conversation_id.desc())
    .offset(bindparam("skip", type_=Integer()))
    .limit(bindparam("limit", type_=Integer()))
    .subquery("page")
)
_total = (
    select(func.count())
    .select_from(Conversation)
    .where(_conversation.owner_id == _parameter("owner_id"))
    .scalar_subquery()
)
_listed = (
    select(
        func.coalesce(
            func.json_agg(
                aggregate_order_by(
                    _json(_page.c, text("'total_runs'"), _page.c.total_runs),
                    _page.c.updated_at.desc(),
                    _page.c.conversation_id.desc(),
                )
            ),
            text("'[]'::json"),
        ).label("data")
    )
    .select_from(_page)
    .subquery("listed")
)
LIST_CONVERSATIONS = Compiled(
    select(_total.label("total"), _listed.c.data.cast(Text).label("data"))
)
"""One page, those asked in last first, with the number of all."""
