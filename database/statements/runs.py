"""Runs: writing them down while they go on, reading them as JSON."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Text,
    bindparam,
    delete,
    exists,
    func,
    not_,
    null,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by, insert
from sqlalchemy.orm import aliased

from database.compiled import Compiled
from database.models import AgentRun, Conversation, Question
from database.presence import LIVING_SERVERS
from database.statements.pages import ESCAPE

EXCERPT = 300
"""Characters of an answer that a list shows."""

MOST_TURNS = 25
"""Earlier questions of a conversation that a new one is asked with."""

_runs = AgentRun.__table__
_run = _runs.c
_conversation = Conversation.__table__.c
_question = Question.__table__.c


def _parameter(name: str) -> Any:
    return bindparam(name, type_=_run[name].type)


_OWN = (_run.run_id == _parameter("run_id"), _run.owner_id == _parameter("owner_id"))

_BEGINNING = (
    "run_id",
    "owner_id",
    "conversation_id",
    "replaces_run_id",
    "status",
    "server_id",
    "idempotency_key",
    "request_digest",
    "question",
    "context",
    "history",
    "requested_agent",
    "hint",
    "question_id",
    "keeps_answer",
    "provider",
    "model",
    "created_at",
)
_earlier = aliased(AgentRun)
_replaced = (
    # Null when it was deleted in the meantime.
    select(_earlier.run_id)
    .where(_earlier.run_id == _parameter("replaces_run_id"))
    .with_for_update(read=True, key_share=True)
    .scalar_subquery()
)
_begun = (
    insert(AgentRun)
    .from_select(
        _BEGINNING,
        select(
            *(_replaced if name == "replaces_run_id" else _parameter(name) for name in _BEGINNING)
        ).where(
            or_(
                _parameter("conversation_id").is_(None),
                exists(
                    select(_conversation.conversation_id)
                    .where(
                        _conversation.conversation_id == _parameter("conversation_id"),
                        _conversation.owner_id == _parameter("owner_id"),
                    )
                    # Waits for a deletion under way, instead of failing at the foreign key.
                    .with_for_update(read=True, key_share=True)
                ),
            )
        ),
        include_defaults=False,
    )
    .on_conflict_do_nothing()
    .returning(_run.run_id, _run.conversation_id)
    .cte("begun")
)
_touched = (
    update(Conversation)
    .where(_conversation.conversation_id == _begun.c.conversation_id)
    .values(
        title=func.coalesce(_conversation.title, bindparam("title", type_=Text())),
        updated_at=func.now(),
    )
    .cte("touched")
)

BEGIN_RUN = Compiled(select(_begun.c.run_id).add_cte(_touched))
"""Insert a run; its conversation moves up, and takes ``title`` if it has none.

No row comes back, and nothing changes, when the run is there already, when its idempotency key
is taken, when its conversation is not the owner's, or when another run is under way in that
conversation.
"""

FIND_BEGUN = Compiled(
    select(_run.run_id, _run.request_digest)
    .where(
        _run.owner_id == _parameter("owner_id"),
        or_(
            _run.run_id == _parameter("run_id"),
            _run.idempotency_key == _parameter("idempotency_key"),
        ),
    )
    .limit(1)
)
"""The run of that id, or the one that took the idempotency key before."""

_SAVED = (
    "status",
    "server_id",
    "routing",
    "answer",
    "piece_lengths",
    "follow_up_questions",
    "follow_ups_generic",
    "provider",
    "model",
    "usage",
    "time_to_first_token_ms",
    "duration_ms",
    "metadata",
    "error",
    "finished_at",
)
_saved = (
    update(AgentRun)
    .where(_run.run_id == _parameter("run_id"))
    .values({name: _parameter(name) for name in _SAVED})
    .returning(
        _run.run_id, _run.owner_id, _run.question_id, _run.keeps_answer, _run.status, _run.answer
    )
    .cte("saved")
)
_kept = (
    update(Question)
    .where(
        _question.question_id == _saved.c.question_id,
        _question.owner_id == _saved.c.owner_id,
        _saved.c.keeps_answer,
        _saved.c.status == "completed",
    )
    .values(answer_markdown_content=_saved.c.answer, updated_at=func.now())
    .cte("kept")
)
SAVE_RUN = Compiled(select(_saved.c.run_id).add_cte(_kept))
"""Write what a run has come to, also to the question of the bank that it was asked for.

No row when it was deleted. Repeating it changes nothing.
"""

CHECKPOINT_RUN = Compiled(
    update(AgentRun)
    .where(_run.run_id == _parameter("run_id"), _run.status == "running")
    .values({name: _parameter(name) for name in _SAVED if name != "status"})
)
"""Write how far a run has come, unless its end was written in the meantime."""

RELEASE_KEY = Compiled(
    update(AgentRun).where(*_OWN).values(idempotency_key=null(), request_digest=null())
)
"""Give the idempotency key of a run back."""

_server_id = func.coalesce(_run.server_id, 0)  # no server has this number

MISSING_SERVERS = Compiled(
    select(_server_id.label("server_id"))
    .distinct()
    .where(_run.status == "running", _server_id.not_in(LIVING_SERVERS))
)
"""The numbers of servers that are gone but left runs behind."""

SETTLE_ORPHANS = Compiled(
    update(AgentRun)
    .where(
        _run.status == "running",
        _server_id == func.any(bindparam("servers", type_=ARRAY(Integer()))),
    )
    .values(
        status="interrupted",
        server_id=null(),
        error=bindparam("error", type_=JSONB()),
        finished_at=func.now(),
    )
    .returning(_run.run_id)
)
"""End the runs of servers that are gone; what was saved of their answers stays."""

_SHOWN = (
    "run_id",
    "status",
    "question",
    "context",
    "routing",
    "answer",
    "follow_up_questions",
    "provider",
    "model",
    "usage",
    "time_to_first_token_ms",
    "duration_ms",
    "metadata",
    "error",
    "question_id",
    "conversation_id",
    "replaces_run_id",
    "created_at",
    "finished_at",
)


def run_json(columns: Any) -> Any:
    """A run as the API shows it, of the columns of a table or of a query."""
    return func.json_build_object(
        *(part for name in _SHOWN for part in (text(f"'{name}'"), columns[name]))
    )


READ_RUN = Compiled(select(run_json(_run).cast(Text).label("body")).where(*_OWN))
"""A run as the API shows it."""

FIND_RUN = Compiled(
    select(
        run_json(_run).cast(Text).label("body"),
        _run.piece_lengths,
        _run.follow_ups_generic,
        func.coalesce(_run.finished_at, _run.updated_at).label("updated_at"),
    ).where(*_OWN)
)
"""A run with all that its events are made of."""

_later = aliased(AgentRun)
FIND_ASKED = Compiled(
    select(
        _run.status,
        _run.question,
        _run.context,
        _run.history,
        _run.requested_agent,
        _run.hint,
        _run.conversation_id,
        _run.question_id,
        exists(
            select(_later.run_id).where(
                _later.conversation_id == _run.conversation_id,
                tuple_(_later.created_at, _later.run_id) > tuple_(_run.created_at, _run.run_id),
            )
        ).label("has_later"),
    ).where(*_OWN)
)
"""What a run was asked, and whether its conversation went on after it."""

DELETE_RUN = Compiled(delete(AgentRun).where(*_OWN).returning(_run.run_id))

_newer, _older = aliased(AgentRun), aliased(AgentRun)
_agent = _run.routing["selected_agent"].astext

TURNS = Compiled(
    select(_run.question, _run.answer, _agent.label("selected_agent"))
    .where(
        _run.conversation_id == _parameter("conversation_id"),
        _run.owner_id == _parameter("owner_id"),
        _run.answer != "",
        _run.run_id.is_distinct_from(bindparam("except_run_id", type_=_run.run_id.type)),
        not_(
            exists(
                select(_newer.run_id).where(
                    _newer.replaces_run_id == _run.run_id,
                    _newer.answer != "",
                    # A fragment does not take the place of a whole answer.
                    or_(_newer.status == "completed", _run.status != "completed"),
                )
            )
        ),
        not_(
            exists(
                select(_older.run_id).where(
                    _older.run_id == _run.replaces_run_id,
                    _older.status == "completed",
                    _run.status != "completed",
                )
            )
        ),
    )
    .order_by(_run.created_at.desc(), _run.run_id.desc())
    .limit(MOST_TURNS)
)
"""Questions and answers of a conversation, newest first, without those that others replaced."""

_FILTERS: Mapping[str, ColumnElement[bool]] = {
    "agent": _agent == bindparam("agent", type_=Text()),
    "status": _run.status == _parameter("status"),
    "since": _run.created_at >= bindparam("since", type_=_run.created_at.type),
    "until": _run.created_at < bindparam("until", type_=_run.created_at.type),
    "conversation_id": _run.conversation_id == _parameter("conversation_id"),
    "q": or_(
        _run.question.ilike(bindparam("q", type_=Text()), escape=ESCAPE),
        _run.answer.ilike(bindparam("q", type_=Text()), escape=ESCAPE),
    ),
}


@cache
def list_runs(filters: frozenset[str]) -> Compiled:
    """The statement for one page of an owner's runs, newest first, with the number of all.

    Args:
        filters: Which of ``agent``, ``status``, ``since``, ``until`` (exclusive),
            ``conversation_id``, ``q`` (a pattern) have a value.
    """
    matching = [_run.owner_id == _parameter("owner_id"), *(_FILTERS[name] for name in filters)]
    page = (
        select(_runs)
        .where(*matching)
        .order_by(_run.created_at.desc(), _run.run_id.desc())
        .offset(bindparam("skip", type_=Integer()))
        .limit(bindparam("limit", type_=Integer()))
        .subquery("page")
    )
    shown = func.json_build_object(
        text("'run_id'"), page.c.run_id,
        text("'status'"), page.c.status,
        text("'question'"), page.c.question,
        text("'agent'"), page.c.routing["selected_agent"],
        text("'excerpt'"), func.left(page.c.answer, EXCERPT),
        text("'provider'"), page.c.provider,
        text("'model'"), page.c.model,
        text("'duration_ms'"), page.c.duration_ms,
        text("'conversation_id'"), page.c.conversation_id,
        text("'replaces_run_id'"), page.c.replaces_run_id,
        text("'created_at'"), page.c.created_at,
        text("'finished_at'"), page.c.finished_at,
    )  # fmt: skip
    total = select(func.count()).select_from(AgentRun).where(*matching).scalar_subquery()
    data = select(
        func.coalesce(
            func.json_agg(
                aggregate_order_by(shown, page.c.created_at.desc(), page.c.run_id.desc())
            ),
            text("'[]'::json"),
        ).label("data")
    ).subquery("listed")
    return Compiled(select(total.label("total"), data.c.data.cast(Text).label("data")))
