"""Measures search, content, routing and judging, and writes docs/EVALUATION.md.

Run: ``make evaluate``. Starts a database of its own and loads the library into it; a minute.
"""

import asyncio
import platform
from typing import Final

from agents.embedding import SentenceEncoder
from agents.library import matching
from agents.library.catalog import entry_files, read_entries
from interviewapis.notes import DatabaseNotes
from interviewapis.settings import ROOT
from scripts.evaluation import judging_report, report
from scripts.evaluation.answering import answer_all, server_seconds
from scripts.evaluation.cases import read_cases
from scripts.evaluation.charts import draw_routing
from scripts.evaluation.fitting import fit_strength
from scripts.evaluation.judging import judge_all
from scripts.evaluation.library import filled_library, migrated_database
from scripts.evaluation.routing import Routed
from scripts.evaluation.searching import search_all

TARGET: Final = ROOT / "docs" / "EVALUATION.md"
IMAGES: Final = ROOT / "docs" / "images"

PAGE: Final = """# Evaluation

`make evaluate` wrote this page, from the library and from the questions in `agents/library/evaluation`. Writers who had not read the entries wrote those questions; they had a list of the entries' own questions and were told to ask for the same things in the words of real users, typos and all. Weights and thresholds were chosen on `development.jsonl` ({development_makeup}). `blind.jsonl` ({blind_makeup}) was written by somebody else, and decided nothing.

## The library

{coverage}

## Search

How often the entry that a paraphrase asks for comes first, or among the first three; among the entries of its specialist, and among those of all.

Blind questions:

{blind_rankings}

Development questions:

{development_rankings}

Meaning is the cosine of sentence embeddings, words are weighed by BM25. Reciprocal rank fusion throws away how far apart two entries are; a weighted sum of the two keeps it.

## What a match strength means

The strength of a match is the probability that the entry asks the same question. Blind questions of all kinds, by the strength of the first match:

{calibration}

## What people get

Without a model, with the specialist chosen by the classifier. An entry is taken to answer the question itself from a strength of {near}; below, the answer says that there is none. Blind questions:

{outcomes}

## Routing

The classifier on the {routed_questions} questions of `agents/routing/training/blind.jsonl`, by two writers who had not seen the training questions; nothing was chosen on them.

{routing}

Rows are true, columns what was found:

{confusion}

![The same as a picture: nearly all questions lie on the diagonal.](images/routing-confusion.svg)

{confidences}

![Reliability diagram: share right against confidence.](images/routing-reliability.svg)
![Coverage curve: precision against the share of questions that the classifier decides alone.](images/routing-coverage.svg)

{judging}
## Time

{cost} Measured on {machine}, Python {python}.
"""


async def measure(dsn: str) -> str:
    """Run all cases; the text of the page."""
    encoder = SentenceEncoder.load()
    cases = {name: read_cases(name) for name in ("development", "blind")}
    async with filled_library(dsn, encoder) as database:
        notes = DatabaseNotes(database)
        development = await search_all(cases["development"], notes, encoder)
        blind = await search_all(cases["blind"], notes, encoder)
        await answer_all(cases["blind"], notes, encoder)  # warm
        before = await server_seconds(database)
        answered = await answer_all(cases["blind"], notes, encoder)
        on_server = await server_seconds(database) - before
    routed = Routed.measure(encoder)
    encoder.close()
    draw_routing(routed, IMAGES)
    in_use = (
        matching.SIMILARITY_WEIGHT,
        matching.EVIDENCE_WEIGHT,
        matching.MARGIN_WEIGHT,
        matching.BIAS,
    )
    print(f"Weights of the strength in use: {in_use}")
    print(f"What the development questions give now: {fit_strength(development).round(2)}")
    return PAGE.format(
        development_makeup=report.makeup(cases["development"]),
        blind_makeup=report.makeup(cases["blind"]),
        coverage=report.coverage(read_entries(entry_files())),
        blind_rankings=report.rankings(blind),
        development_rankings=report.rankings(development),
        calibration=report.calibration(blind),
        near=report.threshold(),
        outcomes=report.outcomes(answered),
        routed_questions=len(routed.truth),
        routing=report.routing(routed),
        confusion=report.confusion(routed),
        confidences=report.confidences(routed),
        judging=judging_report.section(*await judge_all()),
        cost=report.cost(answered, on_server),
        machine=f"{platform.machine()} {platform.system()}",
        python=platform.python_version(),
    )


def main() -> None:
    """Run the command."""
    with migrated_database() as dsn:
        TARGET.write_text(asyncio.run(measure(dsn)), encoding="utf-8")
    print(f"Wrote {TARGET.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
