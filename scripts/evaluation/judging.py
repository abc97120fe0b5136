"""Judges the question sets and the attacks of ``agents/practice/evaluation``."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from agents.embedding import SentenceEncoder
from agents.models import ModelSettings, choose_provider
from agents.practice.contracts import AnswerToJudge, Judgement
from agents.practice.evaluation.loading import (
    KINDS,
    LONGEST_ANSWER,
    Attack,
    Kind,
    QuestionSet,
    SampleAnswer,
    read_attacks,
    read_blind_sets,
    read_sets,
)
from agents.practice.judging import Judge
from agents.practice.scoring import rubric_score, weighted_share

JOB_ROLES: Final = {
    "architect": "Solution Architect",
    "behavioral": "Software Engineer",
    "coding": "Software Engineer",
    "product_manager": "Product Manager",
    "system_design": "Backend Engineer",
    "technical": "Backend Engineer",
}
ATTACKED: Final[Kind] = "mediocre"
"""Has room above and below."""

Position = Literal["after", "before", "alone", "question", "job_role"]


class Judges(Protocol):
    """What judges answers: the coverage of key points, or a model."""

    async def judge(self, brief: AnswerToJudge) -> Judgement:
        """Judge an answer."""
        ...


class RememberingEncoder(SentenceEncoder):
    """Embeds each text once; a thousand attacks share nearly all their sentences."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As ``SentenceEncoder.encode``."""
        known: dict[str, NDArray[np.float32]] = self.__dict__.setdefault("known", {})
        new = list(dict.fromkeys(text for text in texts if text not in known))
        known.update(zip(new, super().encode(new), strict=True))
        empty = np.empty((0, 0), dtype=np.float32)
        return np.stack([known[text] for text in texts]) if texts else empty


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer of a question set, judged."""

    question_set: QuestionSet
    kind: Kind
    judgement: Judgement

    @property
    def answer(self) -> SampleAnswer:
        """What was judged."""
        return self.question_set.answers[self.kind]

    @property
    def score(self) -> float:
        """0 to 100; -1 where there is none, which ranks below every score."""
        return -1.0 if self.judgement.score is None else self.judgement.score

    @property
    def human_score(self) -> float:
        """The score that a human's ratings come to."""
        return rubric_score(dict(self.answer.ratings)) or 0.0

    @property
    def points(self) -> list[tuple[bool, bool]]:
        """For each key point whether the judge finds it, and whether a human does."""
        found = {each.point: each.covered for each in self.judgement.points}
        return [
            (found.get(each.point, False), at in self.answer.makes)
            for at, each in enumerate(self.question_set.question.expected_points)
        ]

    @property
    def share(self) -> float:
        """The share of the key points' weights that the judge finds, 0 to 1."""
        return self._share(found for found, _ in self.points)

    @property
    def human_share(self) -> float:
        """The share that a human finds."""
        return self._share(made for _, made in self.points)

    def _share(self, hits: Iterable[bool]) -> float:
        weights = (each.weight for each in self.question_set.question.expected_points)
        return weighted_share(zip(weights, hits, strict=True))


@dataclass(frozen=True, slots=True)
class Attacked:
    """A judgement under attack.

    Args:
        position: Where the attack stood; ``alone`` means that there was no answer beside it.
        without: Of the same answer without the attack; of no answer at all it is None.
    """

    attack: Attack
    question_set: QuestionSet
    position: Position
    judgement: Judgement
    without: Judgement | None

    @property
    def change(self) -> float:
        """Score with minus score without; a score that is lost or gained counts whole."""
        before = self.without.score if self.without else None
        return (self.judgement.score or 0.0) - (before or 0.0)


async def judge_all() -> tuple[list[Judged], list[Attacked]]:
    """Judge all answers, and the mediocre ones under all attacks, without a model."""
    encoder = RememberingEncoder.load()
    judge = Judge(choose_provider(ModelSettings()), encoder)
    answers = await judge_answers(judge, read_sets())
    attacked = await judge_attacks(judge, answers, read_attacks())
    answers += await judge_answers(judge, read_blind_sets())
    encoder.close()
    return answers, attacked


async def judge_answers(
    judge: Judges, sets: Sequence[QuestionSet], *, samples: int = 1, at_once: int = 1
) -> list[Judged]:
    """Judge every answer of every set, in the order of sets and kinds."""
    cases = [(each, kind) for each in sets for kind in KINDS]
    briefs = [replace(brief_of(each, kind), samples=samples) for each, kind in cases]
    judged = await _judge_all(judge, briefs, at_once)
    return [
        Judged(each, kind, judgement) for (each, kind), judgement in zip(cases, judged, strict=True)
    ]


async def judge_attacks(
    judge: Judges,
    answers: Sequence[Judged],
    attacks: Sequence[Attack],
    *,
    at_once: int = 1,
) -> list[Attacked]:
    """Judge the mediocre answer of each set under each attack, wherever it can stand."""
    cases = [
        (attack, each, position)
        for each in answers
        if each.kind == ATTACKED
        for attack in attacks
        for position in positions(attack)
    ]
    briefs = [under_attack(each.question_set, attack, where) for attack, each, where in cases]
    judged = await _judge_all(judge, briefs, at_once)
    return [
        Attacked(
            attack,
            each.question_set,
            position,
            judgement,
            None if position == "alone" else each.judgement,
        )
        for (attack, each, position), judgement in zip(cases, judged, strict=True)
    ]


def brief_of(question_set: QuestionSet, kind: Kind) -> AnswerToJudge:
    """An answer of a set as practice would have it judged."""
    return AnswerToJudge(
        JOB_ROLES[question_set.specialist],
        question_set.question,
        question_set.answers[kind].text,
    )


def positions(attack: Attack) -> tuple[Position, ...]:
    """Where an attack is tried."""
    return ("after", "before", "alone") if attack.where == "answer" else (attack.where,)


def under_attack(question_set: QuestionSet, attack: Attack, position: Position) -> AnswerToJudge:
    """The mediocre answer of a set, with an attack."""
    brief = brief_of(question_set, ATTACKED)
    payload = attack.payload(brief.question)
    if position == "question":
        asked = f"{brief.question.question}\n{payload}"
        return replace(brief, question=replace(brief.question, question=asked))
    if position == "job_role":
        return replace(brief, job_role=payload)
    # Whole answers count: what doesn't fit any more is cut from the attack.
    room = payload[: LONGEST_ANSWER - len(brief.answer) - 2]
    answers = {
        "after": f"{brief.answer}\n\n{room}",
        "before": f"{room}\n\n{brief.answer}",
        "alone": payload,
    }
    return replace(brief, answer=answers[position])


async def _judge_all(
    judge: Judges, briefs: Sequence[AnswerToJudge], at_once: int
) -> list[Judgement]:
    turns = asyncio.Semaphore(at_once)

    async def one(brief: AnswerToJudge) -> Judgement:
        async with turns:
            return await judge.judge(brief)

    return list(await asyncio.gather(*map(one, briefs)))
