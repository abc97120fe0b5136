"""What the HTTP side uses to make practice interviews and to look back on them."""

import logging
from dataclasses import dataclass

from agents.embedding import SentenceEncoder
from agents.library.chat_model import LibraryChatModel
from agents.models import Provider
from agents.practice.choosing import choose
from agents.practice.contracts import (
    FollowUp,
    FollowUpBrief,
    InterviewPlan,
    InterviewReview,
    MadeQuestions,
    PracticeFailed,
    SkillGaps,
    Summary,
)
from agents.practice.follow_up import ask_by_model, ask_from_library
from agents.practice.gaps import find_gaps_by_code, find_gaps_by_model
from agents.practice.generating import Told, generate
from agents.practice.shelf import QuestionShelf
from agents.practice.summing_up import sum_up_by_code, sum_up_by_model

logger = logging.getLogger(__name__)

LIBRARY_MODEL = LibraryChatModel().model_name
"""The library's name, also where it takes a model's place."""


@dataclass(frozen=True, slots=True)
class Composer:
    """Makes questions, follow-ups, summaries and recommendations: by the model that was
    configured, else from the library. Every result says who made it."""

    provider: Provider
    encoder: SentenceEncoder
    shelf: QuestionShelf

    async def compose(self, plan: InterviewPlan, told: Told | None = None) -> MadeQuestions:
        """Make the questions of an interview.

        Args:
            told: Hears how many questions are there, whenever some have come.

        Raises:
            PracticeFailed: the model did not write that many, or could not be asked.
            AnswerFailed: without a model, ``library_unavailable``.
        """
        if self.provider.is_model:
            return await generate(plan, self.provider, self.encoder, told)
        made = await choose(plan, self.shelf, self.encoder, model=LIBRARY_MODEL)
        if told:
            await told(len(made.questions))
        return made

    async def follow_up(self, brief: FollowUpBrief) -> FollowUp:
        """Ask one deeper question about an answer.

        Raises:
            PracticeFailed: the model gave nothing that can be used, or could not be asked.
        """
        if self.provider.is_model:
            return await ask_by_model(brief, self.provider)
        return await ask_from_library(brief, self.encoder, model=LIBRARY_MODEL)

    async def summarise(self, review: InterviewReview) -> Summary:
        """Tell what an interview showed. Never fails: where a model does, code composes it, and
        its provider is ``library``."""
        if self.provider.is_model and review.answers:
            try:
                return await sum_up_by_model(review, self.provider)
            except PracticeFailed as failure:
                logger.warning("summary composed instead: %s", failure)
        return sum_up_by_code(review, model=LIBRARY_MODEL)

    async def gaps(self, review: InterviewReview) -> SkillGaps:
        """Find the skills that the judged answers showed and recommend what to do about each;
        none when nothing was judged. Where a model fails, the library recommends.

        Raises:
            AnswerFailed: ``library_unavailable``, when the library is to recommend.
        """
        if self.provider.is_model and review.answers:
            try:
                return await find_gaps_by_model(review, self.provider)
            except PracticeFailed as failure:
                logger.warning("gaps recommended by the library instead: %s", failure)
        return await find_gaps_by_code(review, self.shelf, self.encoder, model=LIBRARY_MODEL)
