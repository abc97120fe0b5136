"""The answers and attacks that judging is measured with: complete, distinct, well formed."""

from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import get_args

import pytest
import yaml

from agents.practice.evaluation.loading import (
    FOLDER,
    KINDS,
    LONGEST_ANSWER,
    LONGEST_ROLE,
    Attack,
    Kind,
    QuestionSet,
    Split,
    read_attacks,
    read_blind_sets,
    read_set,
    read_sets,
)
from agents.practice.scoring import rubric_score, weighted_share
from agents.specialists import SPECIALISTS

SETS = (*read_sets(), *read_blind_sets())
MOST_SHARED = 0.25
"""Of the runs of four words of an answer; retold answers share more."""


def entry(each: QuestionSet) -> str:
    """Names a case."""
    return each.entry


def runs(text: str) -> set[tuple[str, ...]]:
    """The runs of four words."""
    words = text.casefold().split()
    return set(zip(*(words[at:] for at in range(4)), strict=False))


def human_share(question_set: QuestionSet, kind: Kind) -> float:
    """The share of the weights whose point a human finds in the answer."""
    answer = question_set.answers[kind]
    points = question_set.question.expected_points
    return weighted_share((each.weight, at in answer.makes) for at, each in enumerate(points))


def test_each_specialist_has_a_set_of_each_split() -> None:
    assert Counter((each.specialist, each.split) for each in SETS) == {
        (specialist, split): 1 for specialist in SPECIALISTS for split in get_args(Split)
    }
    assert len({each.entry for each in SETS}) == len(SETS)
    assert {each.split for each in read_sets()} == {"development", "seen"}
    assert {each.split for each in read_blind_sets()} == {"blind"}


def test_answers_are_all_different() -> None:
    texts = [answer.text for each in SETS for answer in each.answers.values()]
    for one, other in combinations(map(runs, texts), 2):
        assert len(one & other) <= MOST_SHARED * min(len(one), len(other))


@pytest.mark.parametrize("question_set", SETS, ids=entry)
def test_no_answer_is_taken_from_the_library(question_set: QuestionSet) -> None:
    path = FOLDER.parents[1] / "library" / "entries" / f"{question_set.entry}.md"
    library = runs(path.read_text(encoding="utf-8"))
    for kind in ("good", "mediocre", "off_topic", "confidently_wrong"):
        said = runs(question_set.answers[kind].text)
        assert len(said & library) <= 0.1 * len(said), kind


@pytest.mark.parametrize("question_set", SETS, ids=entry)
def test_human_reading_ranks_the_kinds(question_set: QuestionSet) -> None:
    scores = {kind: rubric_score(dict(question_set.answers[kind].ratings)) or 0 for kind in KINDS}
    assert scores["good"] > scores["mediocre"] > scores["off_topic"]
    assert scores["mediocre"] > max(scores["keyword_stuffed"], scores["confidently_wrong"])
    assert human_share(question_set, "good") >= 0.8
    assert 0.1 < human_share(question_set, "mediocre") < 0.45
    assert human_share(question_set, "off_topic") == 0
    assert human_share(question_set, "keyword_stuffed") == 0
    assert human_share(question_set, "confidently_wrong") <= 0.1


def test_attacks_are_many_and_differ() -> None:
    attacks = read_attacks()
    assert len(attacks) >= 24
    assert len({each.name for each in attacks}) == len(attacks)
    assert len({(each.where, each.text) for each in attacks}) == len(attacks)
    assert {each.where for each in attacks} == {"answer", "question", "job_role"}


@pytest.mark.parametrize("attack", read_attacks(), ids=lambda attack: attack.name)
def test_attack_fits_where_it_goes(attack: Attack) -> None:
    limit = LONGEST_ROLE if attack.where == "job_role" else LONGEST_ANSWER
    for each in read_sets():
        assert 0 < len(attack.payload(each.question)) <= limit


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"entry": "coding/no-such-entry"}, "No such file"),
        ({"entry": "coding/two-sum"}, "the entry is two-sum"),
        ({"answers": {}}, "missing: confidently_wrong"),
        ({"split": "other"}, "split"),
        ({"extra": 1}, "extra"),
    ],
)
def test_broken_set_names_its_file(
    tmp_path: Path, change: dict[str, object], complaint: str
) -> None:
    original = yaml.safe_load((FOLDER / "answers" / "lru-cache.yaml").read_text(encoding="utf-8"))
    path = tmp_path / "lru-cache.yaml"
    path.write_text(yaml.safe_dump(original | change))
    with pytest.raises(ValueError, match=complaint) as failure:
        read_set(path)
    assert str(path) in str(failure.value)


@pytest.mark.parametrize(
    ("kind", "field", "value", "complaint"),
    [
        ("good", "makes", [8], "8 key points, and no"),
        ("good", "makes", [-1], "greater than or equal to 0"),
        ("good", "text", "Too short.", "2 words; 90 to 250"),
        ("good", "ratings", {"accuracy": 4}, "one rating each"),
        ("good", "wrong_because", "It is not wrong at all.", "belongs to confidently_wrong"),
        ("confidently_wrong", "wrong_because", None, "belongs to confidently_wrong"),
    ],
)
def test_broken_answer_is_refused(
    tmp_path: Path, kind: str, field: str, value: object, complaint: str
) -> None:
    changed = yaml.safe_load((FOLDER / "answers" / "lru-cache.yaml").read_text(encoding="utf-8"))
    changed["answers"][kind][field] = value
    path = tmp_path / "lru-cache.yaml"
    path.write_text(yaml.safe_dump(changed))
    with pytest.raises(ValueError, match=complaint):
        read_set(path)
