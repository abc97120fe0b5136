"""What the statements read and write, on a real database."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from sqlalchemy import bindparam, func, literal, select

from agents.specialists import SPECIALISTS
from database.compiled import Compiled
from database.engine import Database
from database.models import LOCAL_USER_ID, AgentRun, Question
from database.models.questions import EMBEDDING_SIZE
from database.statements.library import (
    ADD_PHRASING,
    CLEAR_PHRASINGS,
    LOADED_DIGEST,
    NEAREST_ENTRIES,
    RECORD_DIGEST,
    RETIRE_ENTRIES,
    UPSERT_ENTRY,
)
from database.statements.runs import STORE_RUN
from tests.conftest import RunningServer

ALL_RUNS = Compiled(select(AgentRun.__table__))
ALL_QUESTIONS = Compiled(select(Question.__table__).order_by(Question.question_id))
PHRASINGS = Compiled(
    select(func.count().label("count"))
    .select_from(func.json_array_elements(literal("[]")))
    .where(literal(True))
)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The test's own database."""
    opened = await Database.connect(database_url, size=2)
    yield opened
    await opened.close()
