"""Storing answers."""

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from database.compiled import Compiled
from database.models import AgentRun

_run = AgentRun.__table__

STORE_RUN = Compiled(
    insert(AgentRun)
    .values(
        {
            column: bindparam(column.key, type_=column.type)
            for column in _run.columns
            if column.key not in ("created_at", "updated_at")
        }
    )
    .on_conflict_do_nothing()
)
"""Insert a finished run; repeating it changes nothing. Takes every column but the timestamps."""
