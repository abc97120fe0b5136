"""Measures how the configured model judges answers, and prints what it finds.

Run: ``python -m scripts.evaluate_judging [--samples N] [--attacked N] [--at-once N]``, with
a model in the environment or ``.env``, as for ``make run``. Asks it for 90 judgements a sample,
and for 119 a question that is attacked. Without a model it measures coverage, as ``make
evaluate`` does.
"""

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import mean, stdev

from agents.models import Provider, choose_provider
from agents.practice.contracts import AnswerToJudge, Judgement, PracticeFailed
from agents.practice.evaluation.loading import (
    QuestionSet,
    read_attacks,
    read_blind_sets,
    read_sets,
)
from agents.practice.judging import Judge
from agents.practice.scoring import RUBRIC_VERSION
from interviewapis.settings import load_settings
from scripts.evaluation.judging import (
    Judged,
    Judges,
    RememberingEncoder,
    judge_answers,
    judge_attacks,
)
from scripts.evaluation.judging_report import broken_orders, measures


@dataclass(slots=True)
class Lenient:
    """Goes on when a judgement fails: that answer has no score."""

    judges: Judges
    failures: list[str] = field(default_factory=list)

    async def judge(self, brief: AnswerToJudge) -> Judgement:
        """Judge an answer, or tell why not."""
        try:
            return await self.judges.judge(brief)
        except PracticeFailed as failure:
            self.failures.append(failure.message)
            return Judgement(
                score=None,
                feedback="",
                strengths=(),
                improvements=(),
                keywords=(),
                basis="model",
                provider="",
                model="",
                rubric_version=RUBRIC_VERSION,
                prompt_version=None,
                unscored_reason=failure.message,
            )


async def measure(
    provider: Provider,
    sets: Sequence[QuestionSet],
    *,
    samples: int,
    attacked: int,
    at_once: int,
) -> str:
    """Judge all answers, and the first ``attacked`` sets' under attack; the text to print."""
    encoder = RememberingEncoder.load()
    judge = Lenient(Judge(provider, encoder))
    answers = await judge_answers(judge, sets, samples=samples, at_once=at_once)
    chosen = {each.entry for each in sets[:attacked]}
    under_attack = await judge_attacks(
        judge,
        [each for each in answers if each.question_set.entry in chosen],
        read_attacks(),
        at_once=at_once,
    )
    await provider.close()
    encoder.close()
    broken = broken_orders(answers)
    return "\n\n".join(
        (
            f"# Judging answers by {provider.model}",
            f"{samples} samples of each answer{_spread(answers)}. "
            f"{len(judge.failures)} judgements failed.",
            measures(answers, under_attack),
            "Required orders that do not hold:\n" + "\n".join(f"- {each}" for each in broken)
            if broken
            else "All required orders hold.",
        )
    )


def _spread(answers: Sequence[Judged]) -> str:
    """How far the samples of an answer lie apart."""
    samples = [each.judgement.sample_scores for each in answers]
    deviations = [stdev(each) for each in samples if len(each) > 1]
    if not deviations:
        return ""
    return f", with a standard deviation of {mean(deviations):.1f} on average"


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=1, choices=range(1, 6))
    parser.add_argument("--attacked", type=int, default=1, choices=range(1, 19))
    parser.add_argument("--at-once", type=int, default=4, choices=range(1, 17))
    wanted = parser.parse_args()
    provider = choose_provider(load_settings().model_settings)
    print(asyncio.run(measure(provider, (*read_sets(), *read_blind_sets()), **vars(wanted))))


if __name__ == "__main__":
    main()
