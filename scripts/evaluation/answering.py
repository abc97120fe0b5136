"""What the product makes of a question without a model, up to the answer."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import psutil
from sqlalchemy import func, select

from agents.contracts import AnswerBrief, NoteFinder
from agents.embedding import SentenceEncoder
from agents.library.grounding import Basis
from agents.library.retrieval import Retrieval
from agents.routing.classifier import Classifier
from agents.routing.decision import Router
from agents.specialists import SPECIALISTS
from agents.supervisor import decide
from database.compiled import Compiled
from database.engine import Database
from scripts.evaluation.cases import Case

_BACKEND = Compiled(select(func.pg_backend_pid().label("pid")))


@dataclass(frozen=True, slots=True)
class Answered:
    """A case and what the answer would rest on.

    Args:
        milliseconds: CPU time of this process for embedding, routing and searching.
    """

    case: Case
    basis: Basis
    entry: str | None
    strength: float
    milliseconds: float

    @property
    def outcome(self) -> Literal["right", "wrong", "related", "nothing"]:
        """``right`` or ``wrong`` where an entry was taken for the question itself."""
        if self.basis == "entry":
            return "right" if self.entry == self.case.entry else "wrong"
        return "nothing" if self.basis == "framework" else "related"


async def answer_all(
    cases: Sequence[Case], notes: NoteFinder, encoder: SentenceEncoder
) -> list[Answered]:
    """Take each case as far as the choice of what to show."""
    router = Router(SPECIALISTS, Classifier.load(), None)
    retrieval = Retrieval(notes, encoder)
    return [await _answered(case, encoder, router, retrieval) for case in cases]


async def _answered(
    case: Case, encoder: SentenceEncoder, router: Router, retrieval: Retrieval
) -> Answered:
    brief = AnswerBrief(case.text)
    begun = time.process_time()
    embedding, topic, routing = await decide(brief, encoder, router, retrieval)
    found = await retrieval(brief, embedding, routing, topic)
    milliseconds = (time.process_time() - begun) * 1000
    first = found.matches[0] if found.matches else None
    return Answered(
        case,
        found.basis,
        first.note.slug if first else None,
        first.strength if first else 0.0,
        milliseconds,
    )


async def server_seconds(database: Database) -> float:
    """CPU seconds that PostgreSQL has spent for this connection."""
    (row,) = await database.rows(_BACKEND)
    spent = psutil.Process(row["pid"]).cpu_times()
    return float(spent.user + spent.system)
