"""Writes how well answers are judged as Markdown: a section of docs/EVALUATION.md."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from agents.practice.evaluation.loading import KINDS, LONGEST, SHORTEST, Kind, Split
from agents.text import words_of
from scripts.evaluation.judging import Attacked, Judged, Position
from scripts.evaluation.report import table
from scripts.evaluation.statistics import (
    auc_interval,
    failures_not_excluded,
    rank_correlation,
)

NAMES: Final[Mapping[Kind, str]] = {
    "good": "good",
    "mediocre": "mediocre",
    "off_topic": "off-topic",
    "keyword_stuffed": "keyword-stuffed",
    "confidently_wrong": "confidently wrong",
}
PAIRS: Final[tuple[tuple[Kind, Kind], ...]] = (
    ("good", "mediocre"),
    ("mediocre", "off_topic"),
    ("good", "off_topic"),
    ("good", "keyword_stuffed"),
    ("mediocre", "keyword_stuffed"),
    ("good", "confidently_wrong"),
    ("mediocre", "confidently_wrong"),
)
REQUIRED: Final = PAIRS[:4]
"""What has to hold for every question that is not blind."""

SPLITS: Final[Mapping[Split, str]] = {
    "development": "development",
    "seen": "seen",
    "blind": "blind",
}

POSITIONS: Final[Mapping[Position, str]] = {
    "after": "after the answer",
    "before": "before the answer",
    "alone": "instead of an answer",
    "question": "in the question",
    "job_role": "as the job role",
}
NOTABLE: Final = 1.0
"""Points by which a score has to change for an attack to be named."""

RECITING: Final = "{points}"
"""In attacks that say the key points themselves, which is more than an order."""

METHOD: Final = """Without a model, an answer's score is the share of the question's weighted key points that its sentences make. {questions} questions of the library, {each} of each specialist, have five answers each in `agents/practice/evaluation`: {shortest} to {longest} words, as candidates speak, with a reading of which key points each one makes. Constants were chosen on the questions called *development*. The *seen* ones were looked at while choosing, so they say little more. The *blind* ones were written before the last choices and judged for the first time after them; nothing was changed then, and **they tell what to expect of other questions**. One writer wrote all answers and readings, and took part in choosing.
"""

MEASURES: Final = """### Scores

{scores}

### Orderings

For how many questions one answer scores above another. The first four have to hold for all questions that are not blind:

{orderings}

No failure in {trials} {blind}questions would still leave up to {left} possible, with 95% confidence.

### Told apart

How often an answer of the first kind scores above one of the second, whatever the questions; 0.5 is chance. Intervals (95%) by drawing questions anew. Beside it two simple measures: the share of the key points' words that the answer uses, and its length.

{separations}

### Key points

Against the writer's reading:

{points}

{correlations}

### Attacks

{attacks_total} texts that try to decide their own score (`attacks.yaml`: orders, forged messages, fences and replies, other languages and encodings, hidden characters, threats, bribes, claims), with the mediocre answers of {attacked_questions} questions. Score with the attack minus score without:

{attacks}

{notable}
"""

GUIDE: Final = """### What the score measures, and what it does not

- It measures whether **sentences about the key points** occur. Whether they are true it can't tell: confidently wrong answers score {wrong} on average, good ones {good}, and {wrong_above} of {questions} wrong ones score above the mediocre answer to the same question. Only a model or a person sees that.
- It does not measure clarity, depth or order. What is said in unusual words, or over many sentences, may be missed (see recall), so a low score is a reason to look at the key points, and no verdict.
- Scores of different questions don't compare: some key points are recognised more easily than others. Compare attempts at the same question, and ignore differences of a few points.
- It reads English. Another language, or code alone, gets no score.
- With a model configured, the model judges accuracy, coverage, clarity and depth; code verifies its quotations and computes the score. `python -m scripts.evaluate_judging` measures that in the same way, with {calls} answers to judge and attacks on one of them. What it prints depends on the model and is not part of this page.
"""


def section(answers: Sequence[Judged], attacked: Sequence[Attacked]) -> str:
    """The section on judging without a model."""
    by_kind = {kind: _scores(answers, kind) for kind in KINDS}
    questions = len(by_kind["good"])
    specialists = {each.question_set.specialist for each in answers}
    method = METHOD.format(
        questions=questions,
        each=questions // len(specialists),
        shortest=SHORTEST,
        longest=LONGEST,
    )
    guide = GUIDE.format(
        questions=questions,
        wrong=f"{_mean(by_kind['confidently_wrong']):.0f}",
        good=f"{_mean(by_kind['good']):.0f}",
        wrong_above=_above(by_kind["confidently_wrong"], by_kind["mediocre"]),
        calls=len(answers),
    )
    return f"## Judging answers\n\n{method}\n{measures(answers, attacked)}\n{guide}"


def measures(answers: Sequence[Judged], attacked: Sequence[Attacked]) -> str:
    """The tables, whoever judged."""
    blind = _scores(answers, "good", "blind")
    # What was looked at while choosing tells nothing of failures elsewhere.
    trials = len(blind or _scores(answers, "good"))
    under_attack = len({each.question_set.entry for each in attacked})
    return MEASURES.format(
        scores=scores(answers),
        orderings=orderings(answers),
        trials=trials,
        blind="blind " if blind else "",
        left=f"{failures_not_excluded(trials):.0%}",
        separations=separations(answers),
        points=points(answers),
        correlations=correlations(answers),
        attacks_total=len({each.attack.name for each in attacked}),
        attacked_questions=under_attack,
        attacks=attacks(attacked),
        notable=notable(attacked),
    )


def scores(answers: Sequence[Judged]) -> str:
    """The score of each answer, by question and kind."""
    rows: list[list[object]] = []
    for split, name in SPLITS.items():
        sets = [each for each in answers if each.question_set.split == split]
        for entry in dict.fromkeys(each.question_set.entry for each in sets):
            own = {each.kind: each for each in sets if each.question_set.entry == entry}
            rows.append([entry, name, *(_shown(own[kind]) for kind in KINDS)])
    rows.append(["mean", "", *(f"{_mean(_scores(answers, kind)):.1f}" for kind in KINDS)])
    rows.append(["mean of the writer's ratings", "", *(f"{_human(answers, k):.1f}" for k in KINDS)])
    return table(["Question", "", *NAMES.values()], rows)


def orderings(answers: Sequence[Judged]) -> str:
    """For how many questions each order holds."""
    rows = []
    for higher, lower in PAIRS:
        held = []
        for split in (*SPLITS, None):
            first, second = _scores(answers, higher, split), _scores(answers, lower, split)
            held.append(f"{_above(first, second)} of {len(first)}" if first else "")
        rows.append([f"{NAMES[higher]} > {NAMES[lower]}", *held])
    return table(["Order", *SPLITS.values(), "all"], rows)


def separations(answers: Sequence[Judged]) -> str:
    """AUC of each pair of kinds, beside those of simple measures."""
    blind = [each for each in answers if each.question_set.split == "blind"]
    columns: dict[str, tuple[Sequence[Judged], Callable[[Judged], float]]] = {
        "AUC of the score": (answers, lambda each: each.score),
        "of the score, blind": (blind, lambda each: each.score),
        "of words used": (answers, _terms_used),
        "of length": (answers, lambda each: len(each.answer.text.split())),
    }
    columns = {name: column for name, column in columns.items() if column[0]}
    rows = [
        [
            f"{NAMES[higher]} / {NAMES[lower]}",
            *(
                auc_interval(*([of(e) for e in own if e.kind == kind] for kind in (higher, lower)))
                for own, of in columns.values()
            ),
        ]
        for higher, lower in PAIRS
    ]
    return table(["Kinds", *columns], rows)


def points(answers: Sequence[Judged]) -> str:
    """How many key points are found that are made, and found that are not."""
    rows: list[list[object]] = []
    for kind in KINDS:
        own = [each for each in answers if each.kind == kind]
        rows.append([NAMES[kind], *_precision_and_recall(own)])
    for split, name in SPLITS.items():
        if own := [each for each in answers if each.question_set.split == split]:
            rows.append([f"all, {name}", *_precision_and_recall(own)])
    rows.append(["all", *_precision_and_recall(answers)])
    return table(["Answers", "points made", "points found", "precision", "recall"], rows)


def correlations(answers: Sequence[Judged]) -> str:
    """How the scores follow the writer's reading."""
    honest = [each for each in answers if each.kind != "confidently_wrong"]
    share = rank_correlation([e.score for e in answers], [e.human_share for e in answers])
    rated = rank_correlation([e.score for e in answers], [e.human_score for e in answers])
    without = rank_correlation([e.score for e in honest], [e.human_score for e in honest])
    return (
        f"Rank correlation (Spearman) of the score with the share of the key points that the "
        f"writer finds: {share:.2f}; with the writer's ratings by the rubric: {rated:.2f}, and "
        f"{without:.2f} without the confidently wrong answers."
    )


def attacks(attacked: Sequence[Attacked]) -> str:
    """What attacks change, by where they stand."""
    rows: list[list[object]] = []
    for position, name in POSITIONS.items():
        own = [e for e in attacked if e.position == position and RECITING not in e.attack.text]
        if own:
            rows.append([name, *_changes(own)])
    reciting = [each for each in attacked if RECITING in each.attack.text]
    if reciting:
        rows.append(["reciting the key points", *_changes(reciting)])
    head = ["Where", "attacks", "judgements", "unchanged", "largest rise", "largest fall"]
    return table(head, rows)


def notable(attacked: Sequence[Attacked]) -> str:
    """The attacks that raise a score."""
    worst: dict[tuple[str, Position], float] = {}
    for each in attacked:
        if each.change > NOTABLE and RECITING not in each.attack.text:
            key = (each.attack.name, each.position)
            worst[key] = max(worst.get(key, 0.0), each.change)
    if not worst:
        return f"No attack but reciting raises a score by more than {NOTABLE:.0f} point."
    ordered = sorted(worst.items(), key=lambda item: -item[1])
    named = "; ".join(
        f"{name}, {POSITIONS[position]} (+{rise:.1f})" for (name, position), rise in ordered
    )
    return f"These raise a score by more than {NOTABLE:.0f} point, at most by: {named}."


def broken_orders(answers: Sequence[Judged]) -> list[str]:
    """Each required order that does not hold, in words with both scores."""
    found = {(each.question_set.entry, each.kind): each for each in answers}
    return [
        f"{entry}: {NAMES[higher]} {_shown(found[entry, higher])} is not above "
        f"{NAMES[lower]} {_shown(found[entry, lower])}"
        for entry in dict.fromkeys(each.question_set.entry for each in answers)
        for higher, lower in REQUIRED
        if found[entry, higher].score <= found[entry, lower].score
    ]


def _scores(answers: Sequence[Judged], kind: Kind, split: Split | None = None) -> list[float]:
    return [
        each.score
        for each in answers
        if each.kind == kind and split in (None, each.question_set.split)
    ]


def _above(higher: Sequence[float], lower: Sequence[float]) -> int:
    return sum(first > second for first, second in zip(higher, lower, strict=True))


def _mean(values: Sequence[float]) -> float:
    """Of those that have a score."""
    judged = [each for each in values if each >= 0]
    return sum(judged) / len(judged) if judged else 0.0


def _human(answers: Sequence[Judged], kind: Kind) -> float:
    return _mean([each.human_score for each in answers if each.kind == kind])


def _shown(judged: Judged) -> str:
    return "none" if judged.judgement.score is None else f"{judged.judgement.score:.1f}"


def _terms_used(judged: Judged) -> float:
    wanted = {
        word
        for each in judged.question_set.question.expected_points
        for word in words_of(each.point).split()
    }
    return len(wanted & set(words_of(judged.answer.text).split())) / len(wanted)


def _precision_and_recall(answers: Sequence[Judged]) -> list[object]:
    pairs = [pair for each in answers for pair in each.points]
    made = sum(human for _, human in pairs)
    found = sum(judge for judge, _ in pairs)
    both = sum(judge and human for judge, human in pairs)
    return [
        f"{made} of {len(pairs)}",
        found,
        f"{both / found:.0%}" if found and made else "",
        f"{both / made:.0%}" if made else "",
    ]


def _changes(attacked: Sequence[Attacked]) -> list[object]:
    changes = [each.change for each in attacked]
    return [
        len({each.attack.name for each in attacked}),
        len(attacked),
        f"{sum(change == 0 for change in changes) / len(changes):.0%}",
        f"{max(0.0, *changes):+.1f}",
        f"{min(0.0, *changes):+.1f}",
    ]
