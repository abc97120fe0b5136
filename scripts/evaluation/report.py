"""Writes what was measured as Markdown."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median, quantiles
from typing import get_args

import numpy as np

from agents.library.entry import Difficulty, LibraryEntry
from agents.library.matching import NEAR
from agents.specialists import SPECIALISTS
from scripts.evaluation.answering import Answered
from scripts.evaluation.cases import Case, Kind
from scripts.evaluation.routing import Routed
from scripts.evaluation.searching import RANKINGS, Searched, place

TOPICS = 12
BINS = ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 0.9), (0.9, 1.0))


def coverage(entries: Sequence[LibraryEntry]) -> str:
    """How many entries there are, by difficulty, and about what."""
    difficulties = get_args(Difficulty)
    rows: list[list[object]] = []
    for specialist in SPECIALISTS:
        own = [entry for entry in entries if entry.specialist == specialist]
        counts = Counter(entry.difficulty for entry in own)
        words = round(median(len(entry.answer.split()) for entry in own))
        rows.append([specialist, *(counts[each] for each in difficulties), len(own), words])
    levels = Counter(entry.difficulty for entry in entries)
    rows.append(["all", *(levels[each] for each in difficulties), len(entries), ""])
    by_level = table(["Specialist", *difficulties, "entries", "words, median"], rows)
    topics = "\n".join(f"- **{each}**: {_topics(entries, each)}" for each in SPECIALISTS)
    return f"{by_level}\n\nThe commonest of their topics, with the number of entries:\n\n{topics}"


def _topics(entries: Sequence[LibraryEntry], specialist: str) -> str:
    counts = Counter(
        tag for entry in entries if entry.specialist == specialist for tag in entry.tags
    )
    common = ", ".join(f"{tag} {times}" for tag, times in counts.most_common(TOPICS))
    return f"{common}, and {len(counts) - TOPICS} others"


def makeup(cases: Sequence[Case]) -> str:
    """How many cases of each kind."""
    counts = Counter(case.kind for case in cases)
    return ", ".join(f"{counts[kind]} {kind}" for kind in get_args(Kind))


def rankings(searched: Sequence[Searched]) -> str:
    """How often each ranking has the right entry first, and among the first three."""
    paraphrases = [each for each in searched if each.case.kind == "paraphrase"]
    rows = []
    for name, rank in RANKINGS.items():
        own = [place(each, rank, each.case.specialist) for each in paraphrases]
        every = [place(each, rank, None) for each in paraphrases]
        rows.append([name, *(_share(p <= n for p in ps) for ps in (own, every) for n in (1, 3))])
    head = ["Ranking", "first", "in three", "first of all fields", "in three of all fields"]
    return table(head, rows)


def calibration(searched: Sequence[Searched]) -> str:
    """Whether a strength of 0.8 is right in four cases of five."""
    graded = [
        (found[0].strength, found[0].note.slug == each.case.entry)
        for each in searched
        if (found := each.matches(each.case.specialist))
    ]
    rows: list[list[object]] = []
    for low, high in BINS:
        inside = [(strength, right) for strength, right in graded if low <= strength < high]
        if inside:
            mean = sum(strength for strength, _ in inside) / len(inside)
            share = _share(right for _, right in inside)
            rows.append([f"{low:.2f} to {high:.2f}", len(inside), f"{mean:.0%}", share])
    return table(["Strength", "questions", "mean strength", "right"], rows)


def outcomes(answered: Sequence[Answered]) -> str:
    """What the library answers with, for each kind of question."""
    rows = []
    for kind in get_args(Kind):
        own = [each.outcome for each in answered if each.case.kind == kind]
        names = ("right", "wrong", "related", "nothing")
        rows.append([kind, *(_share(each == name for each in own) for name in names)])
    head = ["Question", "its entry", "another entry", "related entries", "the framework alone"]
    return table(head, rows)


def routing(routed: Routed) -> str:
    """Accuracy of the classifier, and of its guesses above the gate."""
    sure = routed.confidence > routed.gate
    return (
        f"Right: {routed.right.mean():.1%} of {len(routed.truth)}. Above the gate of "
        f"{routed.gate:.2f}, where the classifier decides alone, lie {sure.mean():.1%} of the "
        f"questions, and {routed.right[sure].mean():.1%} of those are right. Of what is no "
        f"interview question, {routed.leak:.1%} is taken for one. CPU time without the embedding: "
        f"p50 {np.percentile(routed.milliseconds, 50):.2f} ms, "
        f"p95 {np.percentile(routed.milliseconds, 95):.2f} ms."
    )


def confusion(routed: Routed) -> str:
    """Rows are true, columns found; with F1."""
    labels = range(len(routed.labels))
    rows = [
        [
            routed.labels[true],
            *(int(((routed.truth == true) & (routed.found == found)).sum()) for found in labels),
            f"{routed.f1(true):.3f}",
        ]
        for true in labels
    ]
    return table(["", *routed.labels, "F1"], rows)


def confidences(routed: Routed) -> str:
    """Whether a confidence of 0.8 is right in four cases of five, and what a gate would let by."""
    rows: list[list[object]] = []
    edges = (0.0, 0.4, 0.6, 0.8, 0.9, 0.98, 1.01)
    for low, high in pairwise(edges):
        inside = (routed.confidence >= low) & (routed.confidence < high)
        above = routed.confidence >= low
        if inside.any():
            rows.append(
                [
                    f"{low:.2f} to {min(high, 1):.2f}",
                    int(inside.sum()),
                    f"{routed.confidence[inside].mean():.0%}",
                    f"{routed.right[inside].mean():.1%}",
                    f"{above.mean():.1%}",
                    f"{routed.right[above].mean():.1%}",
                ]
            )
    head = ["Confidence", "questions", "mean", "right", "this or above", "right of those"]
    return table(head, rows)


def cost(answered: Sequence[Answered], on_server: float) -> str:
    """CPU time of one question; ``on_server`` in seconds, for all."""
    here = [each.milliseconds for each in answered]
    server = on_server * 1000 / len(here)
    return (
        f"CPU time for embedding, routing and searching: p50 {median(here) + server:.1f} ms, "
        f"p95 {quantiles(here, n=20)[-1] + server:.1f} ms, of which PostgreSQL "
        f"{server:.1f} ms on average."
    )


def threshold() -> str:
    """From which strength an entry is taken to answer the question."""
    return f"{NEAR:.2f}"


def _share(hits: Iterable[bool]) -> str:
    found = list(hits)
    return f"{sum(found) / len(found):.1%}" if found else "none"


def table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
