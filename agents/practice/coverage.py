"""Judges an answer without a model: how much of the key points its sentences make."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from agents.embedding.encoder import DIMENSIONS, SentenceEncoder
from agents.practice import feedback
from agents.practice.contracts import (
    AnswerToJudge,
    CriterionJudgement,
    Judgement,
    PointJudgement,
)
from agents.practice.covering import (
    DECOYS,
    Covered,
    Said,
    Vectors,
    covered_by,
    points_as_said,
    read,
)
from agents.practice.keywords import keywords_mentioned
from agents.practice.language import is_english
from agents.practice.scoring import (
    BEST_RATING,
    RUBRIC_VERSION,
    WEIGHTS,
    two_decimals,
    weighted_share,
)
from agents.practice.sentences import FEWEST_WORDS, is_only_code, word_list
from agents.practice.wording import counted
from agents.text import clean

METHOD: Final = "key-point coverage"
PROVIDER: Final = "library"

HALF: Final = 0.5
"""Credit from which a point is called covered."""

LONGEST_QUOTATION: Final = 400

_AT_ONCE: Final = 16
"""Texts that are embedded without letting other work in between."""


@dataclass(frozen=True, slots=True)
class CoverageJudge:
    """Judges by key points alone."""

    encoder: SentenceEncoder
    _decoys: list[Vectors] = field(default_factory=list, init=False, repr=False, compare=False)

    async def judge(self, brief: AnswerToJudge) -> Judgement:
        """Judge an answer. Where that can't be done, there is a reason in place of a score."""
        key_points = brief.question.expected_points
        if reason := _why_not(brief):
            return _unscored(brief, reason)
        said = read(brief)
        covered = await self.cover(brief, said)
        points = tuple(
            PointJudgement(
                each.point,
                each.weight,
                credit >= HALF,
                clean(quotation, LONGEST_QUOTATION) if credit >= HALF else "",
            )
            for each, credit, quotation in zip(
                key_points, covered.credits, covered.quotations, strict=True
            )
        )
        share = weighted_share(
            (each.weight, credit) for each, credit in zip(key_points, covered.credits, strict=True)
        )
        score = two_decimals(100 * share)
        return replace(
            _unscored(brief, ""),
            score=score,
            feedback=feedback.coverage_feedback(
                points,
                story=brief.question.type == "behavioral",
                recited=said.recited,
                # A few words alone are no list.
                listed=covered.stated < 1
                and any(len(word_list(each)) >= FEWEST_WORDS for each in said.listed),
                slogans=covered.happened < 1,
            ),
            strengths=feedback.points_neared(points),
            improvements=feedback.improvements_of(points),
            criteria=_criteria(share, points),
            points=points,
            sample_scores=(score,),
            unscored_reason=None,
        )

    async def cover(self, brief: AnswerToJudge, said: Said) -> Covered:
        """Compare what is said with the key points; in steps, so that others get their turn."""
        pairs = [f"{one} {other}" for one, other in zip(said.texts, said.texts[1:], strict=False)]
        # What follows the first line is rarely the question, and at times an order to the judge.
        asked, *_ = *brief.question.question.strip().splitlines(), ""
        wanted = await self._embed([*points_as_said(brief.question), asked])
        return covered_by(
            said,
            wanted[:-1],
            wanted[-1],
            await self._embed(said.texts),
            await self._embed(pairs),
            await self._embed(said.listed),
            await self._decoy_vectors(),
            story=brief.question.type == "behavioral",
        )

    async def _decoy_vectors(self) -> Vectors:
        """Of ``DECOYS``, embedded with the first answer and kept."""
        if not self._decoys:
            self._decoys.append(await self._embed(DECOYS))
        return self._decoys[0]

    async def _embed(self, texts: Sequence[str]) -> Vectors:
        parts = [
            await self.encoder.embed_all(texts[start : start + _AT_ONCE])
            for start in range(0, len(texts), _AT_ONCE)
        ]
        return np.concatenate([np.empty((0, DIMENSIONS), np.float32), *parts])


def _why_not(brief: AnswerToJudge) -> str | None:
    points = [each.point for each in brief.question.expected_points]
    if not points:
        return feedback.NO_POINTS
    if is_only_code(brief.answer):
        return feedback.ONLY_CODE
    if not is_english(brief.answer) or not is_english(" ".join(points)):
        return feedback.OTHER_LANGUAGE
    return None


def _unscored(brief: AnswerToJudge, reason: str) -> Judgement:
    return Judgement(
        score=None,
        feedback=reason,
        strengths=(),
        improvements=(),
        keywords=keywords_mentioned(brief.question, brief.answer),
        basis="coverage",
        provider=PROVIDER,
        model=METHOD,
        rubric_version=RUBRIC_VERSION,
        prompt_version=None,
        unscored_reason=reason,
    )


def _criteria(share: float, points: Sequence[PointJudgement]) -> tuple[CriterionJudgement, ...]:
    found = sum(each.covered for each in points)
    coverage = CriterionJudgement(
        "coverage",
        int(BEST_RATING * share + 0.5),
        f"Near to {found} of {counted(len(points), 'key point')}.",
    )
    return tuple(
        coverage if name == "coverage" else CriterionJudgement(name, None, feedback.NOT_RATED)
        for name in WEIGHTS
    )
