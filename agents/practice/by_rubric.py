"""Judges an answer by a language model. The model judges, code counts.

What it claims is believed as far as the answer bears it out: quotations are looked up in the
answer and must have to do with what was asked, the coverage rating is bounded by the key points
that were found, and the score is computed.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median_low
from typing import Final

from agents.embedding.encoder import SentenceEncoder
from agents.models import Provider
from agents.practice import feedback
from agents.practice.asking import Instructions, ask_model
from agents.practice.contracts import (
    AnswerToJudge,
    Criterion,
    CriterionJudgement,
    Judgement,
    PointJudgement,
    PracticeFailed,
)
from agents.practice.evidence import Evidence, gather_evidence
from agents.practice.keywords import keywords_mentioned
from agents.practice.rubric_reply import RemarkReply, RubricReply, fits
from agents.practice.scoring import (
    RUBRIC_VERSION,
    WEIGHTS,
    bounded_by_coverage,
    most_telling,
    rubric_score,
    weighted_share,
)
from agents.prompting import fence
from agents.structured import Reported
from agents.text import clean

logger = logging.getLogger(__name__)

ATTEMPT_SECONDS: Final = 60.0
WHOLE_SECONDS: Final = 150.0
"""For all samples with their repairs; an attempt that was stored lapses after three minutes."""
AT_ONCE: Final = 3
"""Samples that are asked for at the same time."""

LONGEST_FEEDBACK: Final = 1500
LONGEST_REMARK: Final = 300
LONGEST_REASON: Final = 400
LONGEST_QUOTATION: Final = 400
LONGEST_MODEL: Final = 100


@dataclass(frozen=True, slots=True)
class RubricJudge:
    """Judges with the model that was configured, and with its fallbacks."""

    provider: Provider
    encoder: SentenceEncoder
    instructions: Instructions

    async def judge(self, brief: AnswerToJudge) -> Judgement:
        """Judge an answer, several times if so many samples are wanted.

        The score is the median of the samples' (the lower one of two in the middle, so that it
        is the score of a sample), and all else comes from that sample. Samples that fail are
        left out while there are others.

        Raises:
            PracticeFailed: no sample gave a judgement that can be used.
        """
        turns = asyncio.Semaphore(AT_ONCE)

        async def sample() -> Judgement:
            async with turns:
                return await self._sample(brief)

        tasks = [asyncio.create_task(sample()) for _ in range(brief.samples)]
        try:
            done, _ = await asyncio.wait(tasks, timeout=WHOLE_SECONDS)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return _median([task for task in tasks if task in done])

    async def _sample(self, brief: AnswerToJudge) -> Judgement:
        points = brief.question.expected_points
        reported = await ask_model(
            self.provider.chats,
            self.instructions,
            material(brief),
            RubricReply,
            seconds=ATTEMPT_SECONDS,
            check=fits(len(points)),
        )
        evidence = await gather_evidence(self.encoder, brief, reported.reply)
        return self._counted(brief, reported, evidence)

    def _counted(
        self, brief: AnswerToJudge, reported: Reported[RubricReply], evidence: Evidence
    ) -> Judgement:
        reply = reported.reply
        points = tuple(
            PointJudgement(
                key_point.point,
                key_point.weight,
                said.covered and number in evidence.points,
                clean(said.quotation, LONGEST_QUOTATION) if number in evidence.points else "",
            )
            for number, (key_point, said) in enumerate(
                zip(
                    brief.question.expected_points,
                    sorted(reply.key_points, key=lambda each: each.number),
                    strict=True,
                ),
                start=1,
            )
        )
        criteria = tuple(_criterion(name, reply, points, evidence) for name in WEIGHTS)
        score = rubric_score({each.criterion: each.rating for each in criteria})
        return Judgement(
            score=score,
            feedback=clean(reply.feedback, LONGEST_FEEDBACK),
            strengths=_strengths(reply.strengths, points),
            improvements=_improvements(reply.improvements, points),
            keywords=keywords_mentioned(brief.question, brief.answer),
            basis="model",
            provider=self.provider.name,
            model=clean(reported.model, LONGEST_MODEL),
            rubric_version=RUBRIC_VERSION,
            prompt_version=self.instructions.version,
            criteria=criteria,
            points=points,
            sample_scores=() if score is None else (score,),
            unscored_reason=feedback.LITTLE_EVIDENCE if score is None else None,
        )


def material(brief: AnswerToJudge) -> str:
    """What is judged, as fenced data."""
    points = "\n".join(
        f"{number}. (weight {each.weight}) {each.point}"
        for number, each in enumerate(brief.question.expected_points, start=1)
    )
    return fence(
        ("job_role", brief.job_role),
        ("difficulty", brief.question.difficulty),
        ("question", brief.question.question),
        ("key_points", points),
        ("answer", brief.answer),
    )


def _median(samples: Sequence["asyncio.Task[Judgement]"]) -> Judgement:
    judged: list[Judgement] = []
    failures: list[PracticeFailed] = []
    for task in samples:
        try:
            judged.append(task.result())
        except PracticeFailed as failure:
            failures.append(failure)
    if not judged:
        raise (
            failures[0]
            if failures
            else PracticeFailed(
                "The model server took too long. Try again.", code="upstream_timeout"
            )
        )
    if failures:
        logger.warning("%d of %d samples failed", len(failures), len(samples))
    scores = [each.score for each in judged if each.score is not None]
    if 2 * len(scores) < len(judged):
        return next(each for each in judged if each.score is None)
    middle = median_low(scores)
    chosen = next(each for each in judged if each.score == middle)
    return replace(chosen, sample_scores=tuple(scores))


def _criterion(
    name: Criterion, reply: RubricReply, points: Sequence[PointJudgement], evidence: Evidence
) -> CriterionJudgement:
    said = reply.criterion(name)
    verified = name in evidence.criteria
    rating: int | None = said.rating
    reason = clean(said.reason, LONGEST_REASON)
    if rating is not None and rating > 1 and not verified:
        rating = None
        reason = "Not enough evidence: no words of the answer were found that show it."
    elif rating is not None and points and (bound := _bound(name, rating, points)) < rating:
        found = sum(each.covered for each in points)
        rating = bound
        reason = f"{found} of {len(points)} key points were found in the words of the answer."
    return CriterionJudgement(
        name, rating, reason, clean(said.quotation, LONGEST_QUOTATION) if verified else "", verified
    )


def _bound(name: Criterion, rating: int, points: Sequence[PointJudgement]) -> int:
    """The best rating, up to the given one, that the key points found in the answer allow."""
    if name == "coverage":
        share = weighted_share((each.weight, each.covered) for each in points)
        return bounded_by_coverage(rating, share)
    if name == "accuracy" and not any(each.covered for each in points):
        # Whatever is right in it is not what was asked.
        return min(rating, 1)
    return rating


def _strengths(remarks: Sequence[RemarkReply], points: Sequence[PointJudgement]) -> tuple[str, ...]:
    kept = [
        clean(each.text, LONGEST_REMARK)
        for each in remarks
        # Praise for a point that was not found in the answer would contradict the score.
        if not 1 <= each.key_point <= len(points) or points[each.key_point - 1].covered
    ]
    return most_telling(kept, feedback.MOST_REMARKS) or feedback.points_made(points)


def _improvements(
    remarks: Sequence[RemarkReply], points: Sequence[PointJudgement]
) -> tuple[str, ...]:
    kept = [clean(each.text, LONGEST_REMARK) for each in remarks]
    return most_telling(kept, feedback.MOST_REMARKS) or feedback.improvements_of(points)
