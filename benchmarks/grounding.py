"""What routing and retrieval together add to the time to the first token.

Run: ``.venv/bin/python -m benchmarks.grounding``. Takes the blind questions of both evaluations,
one after another, through everything that happens between the request and the call of the model:
the question is embedded once, for the classifier and for the search alike.
"""

import asyncio
import json
import statistics
import time
from itertools import pairwise
from typing import Any

from agents.contracts import AnswerBrief
from agents.embedding import SentenceEncoder
from agents.library.retrieval import Retrieval
from agents.routing.classifier import Classifier
from agents.routing.decision import Router
from agents.specialists import SPECIALISTS
from interviewapis.notes import DatabaseNotes
from scripts.evaluation.answering import server_seconds
from scripts.evaluation.cases import read_cases
from scripts.evaluation.library import filled_library, migrated_database
from scripts.evaluation.routing import BLIND

WARM_UP = 20
STAGES = ("embedding", "routing", "search", "together")

Spent = dict[str, tuple[float, float]]
"""CPU and elapsed milliseconds of each stage of one question."""


def blind_questions() -> list[str]:
    """Of the evaluation of the library, then of routing."""
    routed = map(json.loads, BLIND.read_text(encoding="utf-8").splitlines())
    return [*(case.text for case in read_cases("blind")), *(row["text"] for row in routed)]


async def take(
    question: str, encoder: SentenceEncoder, router: Router, retrieval: Retrieval
) -> Spent:
    """One question up to what the specialist is given."""
    brief = AnswerBrief(question)
    marks = [_clocks()]
    embedding = await encoder.embed(question)
    marks.append(_clocks())
    routing = await router.route(brief, embedding)
    marks.append(_clocks())
    await retrieval(brief, embedding, routing, None)
    marks.append(_clocks())
    pairs = [*pairwise(marks), (marks[0], marks[-1])]
    return {
        stage: ((after[0] - before[0]) * 1000, (after[1] - before[1]) * 1000)
        for stage, (before, after) in zip(STAGES, pairs, strict=True)
    }


def _clocks() -> tuple[float, float]:
    return time.process_time(), time.perf_counter()


async def measure(dsn: str) -> None:
    """Measure and print a table."""
    encoder = SentenceEncoder.load()
    router = Router(SPECIALISTS, Classifier.load(), None)
    questions = blind_questions()
    async with filled_library(dsn, encoder) as database:
        retrieval = Retrieval(DatabaseNotes(database), encoder)
        for question in questions[:WARM_UP]:
            await take(question, encoder, router, retrieval)
        before = await server_seconds(database)
        spent = [await take(question, encoder, router, retrieval) for question in questions]
        server = (await server_seconds(database) - before) * 1000 / len(questions)
    encoder.close()
    print(f"milliseconds of {len(questions)} questions, one after another")
    print("              CPU p50      p95   elapsed p50      p95")
    for stage in STAGES:
        figures: list[Any] = []
        for clock in (0, 1):
            times = [each[stage][clock] for each in spent]
            figures += [statistics.median(times), statistics.quantiles(times, n=20)[18]]
        print("{:10} {:10.1f} {:8.1f} {:13.1f} {:8.1f}".format(stage, *figures))
    print(f"PostgreSQL's CPU time comes on top: {server:.1f} ms on average")


def main() -> None:
    """Run the command."""
    with migrated_database() as dsn:
        asyncio.run(measure(dsn))


if __name__ == "__main__":
    main()
