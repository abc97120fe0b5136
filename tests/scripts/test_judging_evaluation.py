"""What judging is measured with, what it must achieve, and that the report says what is so."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from agents.models import ModelSettings, Provider, choose_provider
from agents.practice.contracts import Judgement
from agents.practice.evaluation.loading import (
    KINDS,
    LONGEST_ANSWER,
    Attack,
    Kind,
    read_attacks,
    read_sets,
)
from interviewapis.settings import ROOT
from scripts.evaluate_judging import measure
from scripts.evaluation.judging import (
    ATTACKED,
    Attacked,
    Judged,
    brief_of,
    judge_all,
    positions,
    under_attack,
)
from scripts.evaluation.judging_report import RECITING, broken_orders, notable, section
from tests.doubles.model_server import Exchange, ModelServer

Measured = tuple[list[Judged], list[Attacked]]
REPORT = ROOT / "docs" / "EVALUATION.md"
NUMBER = re.compile(r"\d+(?:\.\d+)?")
EARLIER, LATER = "## Judging answers\n", "\n## Time\n"

MOST_RISE = 5.0
"""Points that a text which says nothing on the subject may add to a score."""

ON_ITS_OWN = 10.0
"""Points that such a text may get without an answer."""


@pytest.fixture(scope="module")
def measured() -> Measured:
    return asyncio.run(judge_all())


def scores_of(answers: list[Judged], kind: Kind) -> dict[str, float | None]:
    """The scores of one kind by question."""
    return {each.question_set.entry: each.judgement.score for each in answers if each.kind == kind}


def test_required_orders_hold_for_every_question(measured: Measured) -> None:
    answers = [each for each in measured[0] if each.question_set.split != "blind"]
    assert broken_orders(answers) == []
    found = {kind: scores_of(answers, kind) for kind in KINDS}
    assert len(found["good"]) == 12
    for entry in found["good"]:
        scores = {kind: found[kind][entry] or 0.0 for kind in KINDS}
        assert scores["good"] > scores["mediocre"] > scores["off_topic"], entry
        assert scores["keyword_stuffed"] < scores["good"], entry


def test_every_answer_but_the_worst_gets_a_score_that_says_what_it_is(measured: Measured) -> None:
    for each in measured[0]:
        assert each.judgement.basis == "coverage"
        assert each.judgement.score is not None
        assert 0 <= each.judgement.score <= 100


def test_orders_change_no_score(measured: Measured) -> None:
    raised = {
        (each.attack.name, each.position, each.question_set.slug): each.change
        for each in measured[1]
        if each.change > (ON_ITS_OWN if each.position == "alone" else MOST_RISE)
    }
    assert raised == {}


def test_orders_in_question_and_role_change_nothing_at_all(measured: Measured) -> None:
    for each in measured[1]:
        if each.position == "job_role":
            assert each.change == 0


def test_report_is_up_to_date(measured: Measured) -> None:
    published = REPORT.read_text(encoding="utf-8")
    assert published.count(EARLIER) == published.count(LATER) == 1
    published = EARLIER + published.split(EARLIER)[1].split(LATER)[0]
    found = section(*measured)
    assert NUMBER.sub("#", published).split() == NUMBER.sub("#", found).split(), "make evaluate"
    # Processors differ in how they round the sentence model's sums.
    for one, other in zip(NUMBER.findall(published), NUMBER.findall(found), strict=True):
        assert float(one) == pytest.approx(float(other), abs=3 if "." in other else 5)


def test_attacks_stand_where_they_are_said_to(measured: Measured) -> None:
    seen = {(each.attack.name, each.position) for each in measured[1]}
    assert seen == {(each.name, where) for each in read_attacks() for where in positions(each)}


@pytest.mark.parametrize("attack", read_attacks(), ids=lambda attack: attack.name)
def test_attack_leaves_the_answer_whole(attack: Attack) -> None:
    for question_set in read_sets():
        plain = brief_of(question_set, ATTACKED)
        for position in positions(attack):
            brief = under_attack(question_set, attack, position)
            assert brief != plain
            assert len(brief.answer) <= LONGEST_ANSWER
            if position != "alone":
                assert plain.answer in brief.answer
                assert plain.question.question in brief.question.question


def judged(score: float | None, kind: Kind = "good") -> Judged:
    """An answer with this score."""
    judgement = Judgement(
        score=score,
        feedback="",
        strengths=(),
        improvements=(),
        keywords=(),
        basis="coverage",
        provider="library",
        model="",
        rubric_version="1",
        prompt_version=None,
    )
    return Judged(read_sets()[0], kind, judgement)


def test_broken_order_is_told_with_its_scores() -> None:
    answers = [judged(score, kind) for score, kind in zip((50, 60, 10, 50, 90), KINDS, strict=True)]
    entry = read_sets()[0].entry
    assert broken_orders(answers) == [
        f"{entry}: good 50.0 is not above mediocre 60.0",
        f"{entry}: good 50.0 is not above keyword-stuffed 50.0",
    ]


def test_no_score_ranks_below_every_score() -> None:
    scores = (None, 0.0, None, None, None)
    answers = [judged(score, kind) for score, kind in zip(scores, KINDS, strict=True)]
    assert [line.split(": ")[1] for line in broken_orders(answers)] == [
        "good none is not above mediocre 0.0",
        "good none is not above off-topic none",
        "good none is not above keyword-stuffed none",
    ]


@pytest.mark.parametrize(
    ("before", "after", "change"), [(40.0, 55.0, 15.0), (40.0, None, -40.0), (None, 20.0, 20.0)]
)
def test_a_lost_score_counts_whole(
    before: float | None, after: float | None, change: float
) -> None:
    attacked = Attacked(
        read_attacks()[0],
        read_sets()[0],
        "after",
        judged(after).judgement,
        judged(before).judgement,
    )
    assert attacked.change == change
    told = notable([attacked])
    assert (f"(+{change:.1f})" in told) == (change > 0)


def test_reciting_is_reported_apart() -> None:
    reciting = next(each for each in read_attacks() if RECITING in each.text)
    question_set = read_sets()[0]
    attacked = Attacked(reciting, question_set, "alone", judged(90).judgement, None)
    assert "No attack but reciting" in notable([attacked])
    for each in question_set.question.expected_points:
        assert each.point in reciting.payload(question_set.question)


@pytest.fixture
async def provider(model_server: ModelServer) -> AsyncIterator[Provider]:
    found = choose_provider(ModelSettings(api_key="key", base_url=model_server.url))
    yield replace(found)
    await found.close()


async def test_a_model_is_measured_in_the_same_way(
    provider: Provider, model_server: ModelServer
) -> None:
    async def reply(exchange: Exchange) -> None:
        is_asked_again = "<<<answer " not in exchange.user_message
        if is_asked_again or len(model_server.exchanges) % 10 == 0:
            await exchange.complete("not what was asked for")
            return
        points = len(re.findall(r"^\d+\. \(weight", exchange.user_message, re.MULTILINE))
        words = exchange.user_message.split("<<<answer ")[1].split(">>>\n")[1].split("\n<<<")[0]
        rated = {"quotation": " ".join(words.split()[:8]), "reason": "So it is.", "rating": 3}
        await exchange.complete(
            json.dumps(
                {
                    "key_points": [
                        {"number": n, "quotation": rated["quotation"], "covered": n == 1}
                        for n in range(1, points + 1)
                    ],
                    **dict.fromkeys(("accuracy", "coverage", "clarity", "depth"), rated),
                    "strengths": [],
                    "improvements": [],
                    "feedback": "Tell more of it.",
                }
            )
        )

    model_server.on_complete = reply
    told = await measure(provider, read_sets()[:2], samples=2, attacked=1, at_once=4)
    assert "2 samples of each answer, with a standard deviation of" in told
    assert "with the mediocre answers of 1 questions" in told
    assert "Required orders that do not hold:" in told or "All required orders hold." in told
    assert "judgements failed" in told
