"""Finds out which skills an interview showed to be weak, and what to do about each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import BaseModel

from agents.contracts import Embedding
from agents.embedding import SentenceEncoder
from agents.models import Provider
from agents.practice.asking import Instructions, ask_model
from agents.practice.contracts import (
    Difficulty,
    InterviewReview,
    JudgedAnswer,
    SkillGap,
    SkillGaps,
)
from agents.practice.missing import missed_points
from agents.practice.roles import read_role
from agents.practice.scoring import mean_score, most_telling
from agents.practice.shelf import Candidate, QuestionShelf
from agents.practice.vocabulary import (
    DIFFICULTIES,
    LONGEST_SKILL,
    NEIGHBOURS,
    SPECIALISTS_OF_TYPES,
)
from agents.practice.wording import bulleted, joined, line_within, quoted, sentence
from agents.prompting import fence
from agents.structured import MalformedReply
from agents.text import clean, words_of

INSTRUCTIONS: Final = Instructions.load("practice_gaps")
ATTEMPT_SECONDS = 45.0

STRONG_FROM: Final = 75.0
WEAK_BELOW: Final = 50.0

SHORTEST_RECOMMENDATION: Final = 20
LONGEST_RECOMMENDATION: Final = 600
MOST_SKILLS: Final = 20
"""Of an interview; it has at most ten questions and a follow-up to each."""

MOST_POINTS: Final = 2
"""Missed points that the library names for a weak skill; for others the weightiest alone."""

NEAR_SKILL: Final = 0.45
"""Cosine from which an entry counts as practice for a skill whose name it does not bear."""

FAR_FROM_SKILL: Final = 0.3
"""Cosine from which it does where no other question is left."""

LONGEST_TITLE: Final = 140
LONGEST_POINT: Final = 220

Level = Literal["weak", "moderate", "strong"]

NEXT: Final[Mapping[Level, Mapping[Difficulty, Difficulty]]] = {
    "weak": {"beginner": "beginner", "intermediate": "beginner", "advanced": "intermediate"},
    "moderate": {each: each for each in NEIGHBOURS},
    "strong": {"beginner": "intermediate", "intermediate": "advanced", "advanced": "advanced"},
}
"""How difficult the questions to practise next are."""


class RecommendationReply(BaseModel):
    """What to do about a skill."""

    number: int
    recommendation: str


class RecommendationsReply(BaseModel):
    """What the model is asked for."""

    skills: list[RecommendationReply]


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill with the judged answers that showed it."""

    name: str
    score: float
    answers: tuple[JudgedAnswer, ...]

    @property
    def level(self) -> Level:
        return level(self.score)


def level(score: float) -> Level:
    """The level of a score of 0 to 100: weak below 50, strong from 75."""
    if score < WEAK_BELOW:
        return "weak"
    return "moderate" if score < STRONG_FROM else "strong"


def skills_of(answers: Sequence[JudgedAnswer]) -> list[Skill]:
    """The skills of the judged answers, the lowest score first. Names that differ in case or
    punctuation only are one."""
    groups: dict[str, list[JudgedAnswer]] = {}
    for each in answers:
        groups.setdefault(words_of(each.question.skill), []).append(each)
    skills = [
        Skill(group[0].question.skill, mean, tuple(group))
        for group in groups.values()
        if (mean := mean_score(each.score for each in group)) is not None
    ]
    # Stable: skills of one score stay in the order of the interview.
    return sorted(skills, key=lambda each: each.score)[:MOST_SKILLS]


async def find_gaps_by_model(review: InterviewReview, provider: Provider) -> SkillGaps:
    """Have a model recommend what to do about all skills, in one request; scores and levels are
    computed.

    Raises:
        PracticeFailed: it gave nothing that can be used, or could not be asked.
    """
    skills = skills_of(review.answers)

    def check(reply: RecommendationsReply) -> None:
        numbers = sorted(each.number for each in reply.skills)
        if numbers != list(range(1, len(skills) + 1)):
            raise MalformedReply(f"skills: one entry for each number from 1 to {len(skills)}.")
        bounds = SHORTEST_RECOMMENDATION, LONGEST_RECOMMENDATION
        if any(line_within(each.recommendation, *bounds) is None for each in reply.skills):
            raise MalformedReply("recommendation: {} to {} characters.".format(*bounds))

    reported = await ask_model(
        provider.chats,
        INSTRUCTIONS,
        fence(
            ("job_role", review.job_role),
            ("skills", "\n\n".join(_told(*each) for each in enumerate(skills, start=1))),
        ),
        RecommendationsReply,
        seconds=ATTEMPT_SECONDS,
        check=check,
    )
    texts = {each.number: each.recommendation for each in reported.reply.skills}
    return SkillGaps(
        gaps=tuple(
            _gap(skill, clean(texts[number], LONGEST_RECOMMENDATION))
            for number, skill in enumerate(skills, start=1)
        ),
        provider=provider.name,
        model=clean(reported.model, 100),
        prompt_version=INSTRUCTIONS.version,
    )


async def find_gaps_by_code(
    review: InterviewReview, shelf: QuestionShelf, encoder: SentenceEncoder, *, model: str
) -> SkillGaps:
    """Recommend what was missed, and which questions of the library to practise next.

    Args:
        model: Name of the library's version.

    Raises:
        AnswerFailed: ``library_unavailable``.
    """
    skills = skills_of(review.answers)
    if not skills:
        return SkillGaps((), provider="library", model=model, prompt_version=None)
    asked = {words_of(each.question.question) for each in review.answers}
    candidates = await shelf.candidates(_specialists(skills), tuple(DIFFICULTIES))
    role = read_role(review.job_role)
    fresh = [
        each
        for each in candidates
        if words_of(each.question) not in asked
        and (each.specialist != "behavioral" or role.can_tell(each.question))
    ]
    vectors = await encoder.embed_all([_meaning(each) for each in skills])
    gaps: list[SkillGap] = []
    named: set[int] = set()
    for skill, vector in zip(skills, vectors, strict=True):
        fitting = _fitting(skill, review.difficulty, fresh, vector, named)
        if fitting:
            named.add(fitting.bank_id)
        gaps.append(_gap(skill, _recommendation(skill, fitting)))
    return SkillGaps(tuple(gaps), provider="library", model=model, prompt_version=None)


def _gap(skill: Skill, recommendation: str) -> SkillGap:
    return SkillGap(skill.name, skill.score, skill.level, recommendation)


def _told(number: int, skill: Skill) -> str:
    improvements = most_telling((line for each in skill.answers for line in each.improvements), 4)
    parts = (
        f"{number}. {skill.name} ({skill.level})",
        bulleted(f"missed: {each.point}" for each in missed_points(skill.answers)[:5]),
        bulleted(f"to improve: {each}" for each in improvements),
    )
    return "\n".join(filter(None, parts))


def _specialists(skills: Sequence[Skill]) -> tuple[str, ...]:
    types = {answer.question.type for skill in skills for answer in skill.answers}
    fields = (field for each in sorted(types) for field in SPECIALISTS_OF_TYPES[each])
    return tuple(dict.fromkeys(fields))


def _meaning(skill: Skill) -> str:
    points = " ".join(each.point for each in missed_points(skill.answers)[:MOST_POINTS])
    return f"{skill.name}. {points}".strip()


def _fitting(
    skill: Skill,
    difficulty: Difficulty,
    candidates: Sequence[Candidate],
    meaning: Embedding,
    named: set[int],
) -> Candidate | None:
    """The question to practise next, of the best difficulty that has any: one that bears the
    skill's name before one near it."""
    name = words_of(skill.name)
    ranked = [
        (not bears, -near, each.bank_id, each)
        for each in candidates
        if each.bank_id not in named
        for bears, near in [(name in map(words_of, each.skills), float(each.embedding @ meaning))]
        if bears or near >= FAR_FROM_SKILL
    ]
    ranked.sort(key=lambda each: each[:3])
    best = NEXT[skill.level][difficulty]
    for furthest in (NEAR_SKILL, FAR_FROM_SKILL):
        for fitting in (best, *NEIGHBOURS[best]):
            for unnamed, away, _, each in ranked:
                near_enough = not unnamed or -away >= furthest
                if near_enough and DIFFICULTIES[each.difficulty] == fitting:
                    return each
    return None


def _recommendation(skill: Skill, fitting: Candidate | None) -> str:
    most = MOST_POINTS if skill.level == "weak" else 1
    points = [quoted(each.point, LONGEST_POINT) for each in missed_points(skill.answers)[:most]]
    told = all(each.question.type == "behavioral" for each in skill.answers)
    showed = _showed(skill, sentence(joined(points)) if points else "", told=told)
    if not fitting:
        return f"{showed} {_ALONE[skill.level]}"
    title = sentence(quoted(fitting.question, LONGEST_TITLE))
    if skill.level == "strong":
        return f"{showed} Go on to {title}"
    if not points:
        return f"{showed} Practise next: {title}"
    again = "Tell it again with that" if told else "Explain that in your own words"
    return f"{showed} {again}, then practise {title}"


def _showed(skill: Skill, missed: str, *, told: bool) -> str:
    """Where somebody stands with a skill, and what was missing.

    Args:
        told: Whether all answers were stories.
    """
    name = clean(skill.name, LONGEST_SKILL)
    match skill.level:
        case "strong":
            after = f"what would round it off: {missed}" if missed else "nothing was missing."
            return f"You are strong in {name}; {after}"
        case "moderate":
            start = f"You are well on your way in {name}"
            alone = "an example of your own would add depth."
        case "weak":
            start = f"Some practice in {name} will pay off"
            alone = "begin with its basics."
    lacked = "your story left out" if told else "what was missing most"
    return f"{start}; {f'{lacked}: {missed}' if missed else alone}"


_ALONE: Final[Mapping[Level, str]] = {
    "weak": "Answer the question once more, aloud and within three minutes, then compare.",
    "moderate": "Answer the question once more, with its trade-off, and compare.",
    "strong": "Explain it to somebody who does not know the field.",
}
"""Where the library has no question to name."""
