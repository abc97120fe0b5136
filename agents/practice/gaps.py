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
from agents.practice.scoring import mean_score, most_telling
from agents.practice.shelf import Candidate, QuestionShelf
from agents.practice.vocabulary import DIFFICULTIES, NEIGHBOURS, SPECIALISTS_OF_TYPES
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
"""Missed points that the library names for a skill."""

MOST_TITLES: Final = 2
"""Questions of the library that it names."""

NEAR_SKILL: Final = 0.45
"""Cosine from which an entry counts as practice for a skill whose name it does not bear."""

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
    punctuation only are one; answers without a score say nothing."""
    groups: dict[str, list[JudgedAnswer]] = {}
    for each in answers:
        if each.score is not None:
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
    fresh = [each for each in candidates if words_of(each.question) not in asked]
    vectors = await encoder.embed_all([_meaning(each) for each in skills])
    gaps: list[SkillGap] = []
    named: set[int] = set()
    for skill, vector in zip(skills, vectors, strict=True):
        fitting = _fitting(skill, review.difficulty, fresh, vector, named)
        named.update(each.bank_id for each in fitting)
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
) -> list[Candidate]:
    """The questions to practise next, of the best difficulty that has any: those that bear the
    skill's name before those near it."""
    name = words_of(skill.name)
    ranked = [
        (not bears, -near, each.bank_id, each)
        for each in candidates
        if each.bank_id not in named
        for bears, near in [(name in map(words_of, each.skills), float(each.embedding @ meaning))]
        if bears or near >= NEAR_SKILL
    ]
    ranked.sort(key=lambda each: each[:3])
    best = NEXT[skill.level][difficulty]
    for fitting in (best, *NEIGHBOURS[best]):
        if found := [each for *_, each in ranked if DIFFICULTIES[each.difficulty] == fitting]:
            return found[:MOST_TITLES]
    return []


def _recommendation(skill: Skill, fitting: Sequence[Candidate]) -> str:
    missed = [
        quoted(each.point, LONGEST_POINT) for each in missed_points(skill.answers)[:MOST_POINTS]
    ]
    titles = sentence(joined([quoted(each.question, LONGEST_TITLE) for each in fitting]))
    if not missed and not fitting:
        return _ALONE[skill.level]
    parts: list[str] = []
    if missed:
        parts.append(f"{_lead(skill)} {sentence(joined(missed))}")
    if fitting:
        harder = "Go on to harder questions:" if skill.level == "strong" else "Practise next:"
        parts.append(f"{harder} {titles}")
    return " ".join(parts)


def _lead(skill: Skill) -> str:
    if skill.level == "strong":
        return "Little was missed; bring in:"
    if all(each.question.type == "behavioral" for each in skill.answers):
        return "Your story lacked what interviewers listen for:"
    return "Learn to explain what you missed:"


_ALONE: Final[Mapping[Level, str]] = {
    "weak": "Answer the question once more, aloud and within three minutes, then compare.",
    "moderate": "Answer the question once more with an example of your own and its trade-off.",
    "strong": "Nothing was missed here; explain it to somebody who does not know the field.",
}
"""When neither the points of the question nor the library have anything to name."""
