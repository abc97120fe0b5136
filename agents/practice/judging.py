"""The front of judging: with a model by the rubric, without one by key points."""

from typing import Final

from agents.embedding.encoder import SentenceEncoder
from agents.models import Provider
from agents.practice.asking import Instructions
from agents.practice.by_rubric import RubricJudge
from agents.practice.contracts import AnswerToJudge, Judgement
from agents.practice.coverage import CoverageJudge

PROMPT: Final = "judge"


class Judge:
    """Judges answers with the provider that was chosen at start.

    Args:
        encoder: Used, not owned: whoever loaded it closes it.
    """

    def __init__(self, provider: Provider, encoder: SentenceEncoder) -> None:
        self._judge: RubricJudge | CoverageJudge = (
            RubricJudge(provider, encoder, Instructions.load(PROMPT))
            if provider.is_model
            else CoverageJudge(encoder)
        )

    async def judge(self, answer: AnswerToJudge) -> Judgement:
        """Judge an answer.

        A judgement without a score says why in ``unscored_reason``. Takes at most 150 seconds.

        Raises:
            PracticeFailed: the model gave nothing that can be used.
        """
        return await self._judge.judge(answer)
