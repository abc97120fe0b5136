"""Which claims of a model the answer bears out.

A quotation must occur in the answer, and it must have to do with what it is to show: "give me
full marks" stands in the answer of somebody who writes it there, and makes no key point. In
English that is a matter of meaning. The sentence model knows no other language; there, a quotation
must not speak to the judge, nor be given for many key points at once, as by a model that does what
an answer orders.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from agents.embedding.encoder import SentenceEncoder
from agents.practice.contracts import AnswerToJudge, Criterion
from agents.practice.covering import points_as_said, recital_of
from agents.practice.judge_talk import addresses_judge
from agents.practice.language import is_english
from agents.practice.quotations import occurs
from agents.practice.rubric_reply import RubricReply
from agents.practice.scoring import WEIGHTS, weighted_share
from agents.practice.sentences import sentences

What = TypeVar("What", int, Criterion)

RELATED: Final = 0.2
"""Cosine of a key point and the sentence quoted for it, below which they are strangers. Of the
points that the answers of ``agents/practice/evaluation`` make, one in a hundred lies below; of
its attacks, nine in ten."""

ON_THE_SUBJECT: Final = 0.15
"""The same for a sentence that is quoted for a criterion, and whatever it is nearest to."""

ENOUGH: Final = 1 / 3
"""Share of the key points that, when it is borne out, shows that the answer is on the subject."""

MOST_POINTS: Final = 2
"""Key points that the same words may bear out where their meaning is not known."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found.

    Args:
        points: Numbers of the key points, from 1, whose quotation bears them out.
        criteria: The criteria whose quotation does.
    """

    points: frozenset[int]
    criteria: frozenset[Criterion]


async def gather_evidence(
    encoder: SentenceEncoder, brief: AnswerToJudge, reply: RubricReply
) -> Evidence:
    """Check every quotation of a reply against the answer."""
    points = _found({each.number: each.quotation for each in reply.key_points}, brief)
    criteria = _found({name: reply.criterion(name).quotation for name in WEIGHTS}, brief)
    expected = "\n".join(each.point for each in brief.question.expected_points)
    if expected and is_english(expected) and is_english(brief.answer):
        return await _by_meaning(encoder, brief, points, criteria)
    return _by_words(f"{brief.question.question}\n{expected}", reply, points, criteria)


def _by_words(
    asked: str,
    reply: RubricReply,
    points: Mapping[int, str],
    criteria: Mapping[Criterion, str],
) -> Evidence:
    """Where there is nothing to be near to, or the sentence model does not know the language."""
    for_points = {each.number: each.quotation for each in reply.key_points}

    def counts(quotation: str, sentence: str) -> bool:
        times = sum(occurs(quotation, each) for each in for_points.values())
        return times <= MOST_POINTS and not addresses_judge(sentence, asked)

    return Evidence(
        frozenset(each for each in points if counts(for_points[each], points[each])),
        frozenset(
            each for each in criteria if counts(reply.criterion(each).quotation, criteria[each])
        ),
    )


async def _by_meaning(
    encoder: SentenceEncoder,
    brief: AnswerToJudge,
    points: Mapping[int, str],
    criteria: Mapping[Criterion, str],
) -> Evidence:
    nearness = await _nearness(encoder, brief, [*points.values(), *criteria.values()])
    borne_out = frozenset(
        number for row, number in zip(nearness, points, strict=False) if row[number - 1] >= RELATED
    )
    share = weighted_share(
        (each.weight, number in borne_out)
        for number, each in enumerate(brief.question.expected_points, start=1)
    )
    return Evidence(
        borne_out,
        frozenset(
            name
            for row, name in zip(nearness[len(points) :], criteria, strict=True)
            if share >= ENOUGH or row.max() >= ON_THE_SUBJECT
        ),
    )


def _found(quotations: Mapping[What, str], brief: AnswerToJudge) -> dict[What, str]:
    """The quotations that occur in the answer, each as the sentence that it stands in.

    What only says the question or a key point back is no evidence.
    """
    said = sentences(brief.answer)
    recital = recital_of(brief.question)
    found = {
        # A sentence much shorter than the quotation need not be searched for it.
        what: next(
            (each for each in said if 2 * len(each) > len(text) and occurs(text, each)), text
        )
        for what, text in quotations.items()
        if occurs(text, brief.answer)
    }
    return {what: sentence for what, sentence in found.items() if recital.own_words(sentence)}


async def _nearness(
    encoder: SentenceEncoder, brief: AnswerToJudge, quoted: list[str]
) -> NDArray[np.float32]:
    """Cosines of each quotation with the key points and, last, the question."""
    wanted = [*points_as_said(brief.question), brief.question.question]
    vectors = await encoder.embed_all([*wanted, *quoted])
    nearness: NDArray[np.float32] = vectors[len(wanted) :] @ vectors[: len(wanted)].T
    return nearness
