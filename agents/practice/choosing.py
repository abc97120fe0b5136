"""Chooses questions from the library, where no model is configured.

What fits the role best comes first, but no interview asks about one skill only: each question
chosen makes those like it, and those of the same field and skill, less wanted. The same wishes
give the same questions; after an interview its questions are among those to avoid, so the next
one differs.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.contracts import AnswerFailed
from agents.embedding import SentenceEncoder
from agents.practice.contracts import Difficulty, InterviewPlan, MadeQuestions
from agents.practice.mixing import Shares, interleaved, shares
from agents.practice.roles import LANGUAGES, Role, read_role, words_in
from agents.practice.shelf import Candidate, QuestionShelf
from agents.practice.similarity import AskedBefore
from agents.practice.vocabulary import (
    DIFFICULTIES,
    NEIGHBOURS,
    practice_question,
)
from agents.practice.wording import counted
from agents.text import clean, words_of

BEHAVIORAL = "behavioral"
"""The specialist of behavioral questions."""

MET = 0.05
"""What a word of tags and skills counts for against cosine when it is among the role's topics."""

NAMED = 3
"""How many such words one counts for that the title itself names."""

MOST_MET = 6
"""How many such words count at all; long lists of tags are no better fit."""

OTHER_LANGUAGE = 0.3
"""What a question about another programming language than the role's loses."""

ALIKE = 0.35
"""What a question loses for its cosine with the nearest one chosen already."""

SAME_SKILL = 0.15
"""What it loses for each one chosen already that asks for the same first skill."""

OVER_SHARE = 0.25
"""What it loses for each question that its field is ahead of its share of the interview."""

NONE_LEFT = "The question library has no question of this kind right now. Try again in a moment."


@dataclass(frozen=True, slots=True)
class _Choice:
    """A candidate, what it is worth to the role, and whether it can be asked anew.

    Args:
        practised: Its place among the questions to avoid, 0 for the latest; None if not there.
    """

    candidate: Candidate
    worth: float
    practised: int | None

    @property
    def difficulty(self) -> Difficulty:
        return DIFFICULTIES[self.candidate.difficulty]

    @property
    def skill(self) -> str:
        return self.candidate.skills[0].casefold() if self.candidate.skills else ""


async def choose(
    plan: InterviewPlan, shelf: QuestionShelf, encoder: SentenceEncoder, *, model: str
) -> MadeQuestions:
    """Choose questions for an interview.

    Args:
        model: Name of the library's version.

    Returns:
        As many as asked for, unless the library has fewer of that kind at all; a note says what
        is other than asked.

    Raises:
        AnswerFailed: ``library_unavailable``, also when it has no question of that kind.
    """
    role = read_role(plan.job_role)
    wanted = _wanted(plan, role)
    # All difficulties: neighbours may be needed, and known questions are told by their words.
    candidates = await shelf.candidates(_fields(role, wanted), tuple(DIFFICULTIES))
    chosen = await _best(plan, role, wanted, candidates, encoder)
    rows = {
        row.bank_id: row
        for row in await shelf.questions([each.candidate.bank_id for each in chosen])
    }
    # An entry that was retired in between is left out; the note counts what is there.
    taken = [each for each in chosen if each.candidate.bank_id in rows]
    if not taken:
        raise AnswerFailed("library_unavailable", NONE_LEFT, retryable=True)
    return MadeQuestions(
        questions=tuple(practice_question(rows[each.candidate.bank_id]) for each in taken),
        provider="library",
        model=model,
        prompt_version=None,
        note=_note(plan, role, taken),
    )


def _wanted(plan: InterviewPlan, role: Role) -> Shares:
    """How many questions of either kind: ``mixed`` has technical ones only for roles that the
    library has some for."""
    own = "behavioral" if plan.type == "mixed" and not role.known else plan.type
    return shares(own, plan.count)


async def _best(
    plan: InterviewPlan,
    role: Role,
    wanted: Shares,
    candidates: Sequence[Candidate],
    encoder: SentenceEncoder,
) -> list[_Choice]:
    # Milliseconds of plain Python, which nobody else shall wait for.
    by_words = await asyncio.to_thread(_by_words, candidates)
    others = [each for each in plan.avoid if words_of(each) not in by_words]
    asked = await AskedBefore.embedded(encoder, others)
    profiles = await encoder.embed_all([role.profile, role.behavioral_profile])
    practised = _alike(candidates, asked, len(plan.avoid)) | _practised(plan.avoid, by_words)
    return await asyncio.to_thread(
        _pick, plan.difficulty, role, wanted, candidates, profiles, practised
    )


def _fields(role: Role, wanted: Shares) -> tuple[str, ...]:
    technical = tuple(role.fields) if wanted.technical else ()
    return technical + ((BEHAVIORAL,) if wanted.behavioral else ())


def _by_words(candidates: Sequence[Candidate]) -> dict[str, int]:
    return {words_of(each.question): each.bank_id for each in candidates}


def _practised(avoid: Sequence[str], by_words: Mapping[str, int]) -> dict[int, int]:
    """The candidates that were asked before, known by their words, with their places."""
    found: dict[int, int] = {}
    for place, question in enumerate(avoid):
        bank_id = by_words.get(words_of(question))
        if bank_id is not None:
            found.setdefault(bank_id, place)
    return found


def _alike(candidates: Sequence[Candidate], asked: AskedBefore, place: int) -> dict[int, int]:
    """The candidates that say what a model, or a question of one's own, asked before."""
    return {each.bank_id: place for each in candidates if asked.holds_entry(each.embedding)}


def _pick(
    difficulty: Difficulty,
    role: Role,
    wanted: Shares,
    candidates: Sequence[Candidate],
    profiles: NDArray[np.float32],
    practised: Mapping[int, int],
) -> list[_Choice]:
    technical: list[_Choice] = []
    behavioral: list[_Choice] = []
    for each in candidates:
        is_behavioral = each.specialist == BEHAVIORAL
        if is_behavioral and not role.can_tell(each.question):
            continue
        near = float(each.embedding @ profiles[int(is_behavioral)])
        choice = _Choice(each, near + _met(role, each), practised.get(each.bank_id))
        (behavioral if is_behavioral else technical).append(choice)
    return interleaved(
        _chosen(technical, difficulty, wanted.technical, role.fields),
        _chosen(behavioral, difficulty, wanted.behavioral, {BEHAVIORAL: 1.0}),
    )


def _met(role: Role, candidate: Candidate) -> float:
    """What the words of its tags and skills are worth to the role."""
    about = frozenset(words_in(" ".join(candidate.skills)))
    words = about.union(words_in(" ".join(candidate.tags)))
    met = sum(NAMED if word in role.named else 1 for word in words & role.words)
    worth = MET * min(met, MOST_MET)
    languages = role.named & LANGUAGES
    if languages and not words & languages and about & LANGUAGES:
        worth -= OTHER_LANGUAGE
    return worth


def _chosen(
    choices: Sequence[_Choice], wanted: Difficulty, count: int, fields: Mapping[str, float]
) -> list[_Choice]:
    """The best of the wanted difficulty that are new, then of its neighbours, then known ones."""
    chosen: list[_Choice] = []
    for difficulty in (wanted, *NEIGHBOURS[wanted]):
        new = [each for each in choices if each.practised is None and each.difficulty == difficulty]
        _add_best(chosen, new, count, fields)
    # Those of the wanted difficulty before others, and those practised longest ago first.
    known = sorted(
        (each for each in choices if each.practised is not None),
        key=lambda each: (each.difficulty != wanted, -(each.practised or 0)),
    )
    return chosen + known[: max(0, count - len(chosen))]


def _add_best(
    chosen: list[_Choice], pool: list[_Choice], count: int, fields: Mapping[str, float]
) -> None:
    """Add to ``chosen``, up to ``count``, one by one what is worth most beside those there."""
    while pool and len(chosen) < count:
        values = _values(pool, chosen, fields)
        # The first of equals: candidates come by their ids.
        chosen.append(pool.pop(int(np.argmax(values))))


def _values(
    pool: Sequence[_Choice], chosen: Sequence[_Choice], fields: Mapping[str, float]
) -> NDArray[np.float64]:
    asked = Counter(each.candidate.specialist for each in chosen)
    skills = Counter(each.skill for each in chosen)
    values = np.array(
        [
            each.worth
            - SAME_SKILL * skills[each.skill]
            - OVER_SHARE * (asked[field := each.candidate.specialist] - fields[field] * len(chosen))
            + OVER_SHARE * fields[field]
            for each in pool
        ]
    )
    if chosen:
        there = np.stack([each.candidate.embedding for each in chosen])
        vectors = np.stack([each.candidate.embedding for each in pool])
        values -= ALIKE * (vectors @ there.T).max(axis=1)
    return values


def _note(plan: InterviewPlan, role: Role, chosen: Sequence[_Choice]) -> str | None:
    sentences: list[str] = []
    if not role.known and plan.type != "behavioral":
        sentences.append(_other_field(plan, role))
    if len(chosen) < plan.count:
        sentences.append(
            f"The library has only {counted(len(chosen), 'question')} of this kind; you asked for "
            f"{plan.count}."
        )
    new = [each for each in chosen if each.practised is None]
    if other := sum(each.difficulty != plan.difficulty for each in chosen):
        sentences.append(
            f"The library has too few {plan.difficulty} questions of this kind that you have not "
            f"practised, so {other} of these {_are(other)} of another difficulty."
        )
    if known := len(chosen) - len(new):
        sentences.append(f"You have practised {known} of these before.")
    return " ".join(sentences) or None


def _other_field(plan: InterviewPlan, role: Role) -> str:
    title = clean(role.title, 100)
    named = f"“{title}”" if title else "this role"
    if plan.type == "mixed":
        return (
            f"The library's technical questions are about software, so those for {named} are all "
            "behavioral. With a language model configured, some would be about your field."
        )
    return (
        f"The library has no technical questions for {named}: these are about software. Choose "
        "behavioral ones instead, or configure a language model for questions of your field."
    )


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
