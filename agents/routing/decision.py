"""Decides which specialist answers: local first, since a model takes 300 to 1000 ms."""

import logging
from collections.abc import Mapping
from typing import Annotated

from langchain_core.language_models import BaseChatModel
from pydantic import BaseModel, Field

from agents.contracts import AgentConfidence, AnswerBrief, DecidedBy, Embedding, Routing
from agents.prompting import fence, history_text
from agents.prompts import load_prompt
from agents.routing.classifier import Classifier, RoutingGuess
from agents.specialists.base import Specialist
from agents.structured import ask_structured
from agents.text import clean

logger = logging.getLogger(__name__)

MODEL_SECONDS = 3.0
"""A reader waits for the first word; after this long the classifier's guess is used."""

HINT_GIVES_WAY = 0.8
"""Confidence from which the classifier overrules the kind of interview that the caller named."""

CONTINUED = 0.8
"""Confidence that a follow-up stays with the specialist of its conversation, at least."""


class RoutingReply(BaseModel):
    """What the model is asked for."""

    agent: str
    confidence: Annotated[float, Field(ge=0, le=1)]
    in_scope: bool
    reasoning: str
    alternatives: list[str]


class Router:
    """Chooses a specialist for a question.

    Args:
        specialists: By id, in the order in which they are listed to the model.
        classifier: Decides without a model, and stands in for one that fails.
        chat: The model that routes, or None.
    """

    def __init__(
        self,
        specialists: Mapping[str, Specialist],
        classifier: Classifier,
        chat: BaseChatModel | None,
    ) -> None:
        self._specialists = specialists
        self.classifier = classifier
        self._chat = chat
        self._instructions = load_prompt("supervisor").replace(
            "{specialists}",
            "\n".join(f"- `{each.id}`: {each.handles}" for each in specialists.values()),
        )

    async def route(
        self, brief: AnswerBrief, embedding: Embedding, *, continues: str | None = None
    ) -> Routing:
        """Name the specialist for a brief. Always names one; never raises for a model's failure.

        The caller's choice counts first, then what the conversation is about, then the classifier
        if it is sure, then the model if there is one, and last the classifier's best guess.

        Args:
            continues: Whose question the conversation is about, when this one follows up on it.
        """
        if brief.agent is not None:
            return Routing(
                selected_agent=brief.agent,
                confidence=1.0,
                decided_by="caller",
                in_scope=True,
                reasoning=f"You asked for {self._specialists[brief.agent].name}.",
            )
        guess = self.classifier.classify(brief.question, embedding)
        if continues is not None and continues in self._specialists:
            return self._stays(continues, guess)
        if guess.sure:
            return self._from_classifier(guess, brief)
        if self._chat is None:
            return self._from_classifier(guess, brief, decided_by="fallback")
        reply = await ask_structured(
            self._chat,
            self._instructions,
            _material(brief),
            RoutingReply,
            seconds=MODEL_SECONDS,
        )
        if reply is None:
            return self._fallback(guess, "The model that routes gave no usable reply")
        if reply.agent not in self._specialists:
            logger.warning("the model chose an unknown specialist: %r", clean(reply.agent, 40))
            return self._fallback(guess, "The model named a specialist that does not exist")
        return Routing(
            selected_agent=reply.agent,
            confidence=reply.confidence,
            decided_by="model",
            in_scope=reply.in_scope,
            reasoning=clean(reply.reasoning, 300),
            alternatives=self._model_alternatives(reply),
        )

    def _stays(self, agent: str, guess: RoutingGuess) -> Routing:
        """A follow-up alone ("and how would that scale?") says little about its field."""
        shares = {guess.selected: guess.confidence} | dict(guess.alternatives)
        return Routing(
            selected_agent=agent,
            confidence=max(CONTINUED, shares.get(agent, 0.0)),
            decided_by="classifier",
            in_scope=True,
            reasoning=f"This goes deeper into the {self._name(agent)} question before it.",
        )

    def _from_classifier(
        self, guess: RoutingGuess, brief: AnswerBrief, decided_by: DecidedBy = "classifier"
    ) -> Routing:
        ranked = [
            AgentConfidence(guess.selected, guess.confidence),
            *(AgentConfidence(agent, share) for agent, share in guess.alternatives),
        ]
        chosen = ranked[0]
        reasoning = self._words(guess)
        hinted = next((each for each in ranked[1:] if each.agent == brief.hint), None)
        if hinted is not None and chosen.confidence < HINT_GIVES_WAY:
            chosen = hinted
            reasoning = (
                f"The question could be {self._name(guess.selected)} too; "
                f"the kind of interview you named decided for {self._name(chosen.agent)}."
            )
        return Routing(
            selected_agent=chosen.agent,
            confidence=chosen.confidence,
            decided_by=decided_by,
            in_scope=guess.in_scope,
            reasoning=reasoning,
            alternatives=tuple(each for each in ranked if each is not chosen),
        )

    def _fallback(self, guess: RoutingGuess, cause: str) -> Routing:
        return Routing(
            selected_agent=guess.selected,
            confidence=guess.confidence,
            decided_by="fallback",
            in_scope=guess.in_scope,
            reasoning=f"{cause}, so the built-in classifier decided. {self._words(guess)}",
            alternatives=tuple(AgentConfidence(*each) for each in guess.alternatives),
        )

    def _words(self, guess: RoutingGuess) -> str:
        """The reason in words: what weighed most, and who else could answer."""
        selected = self._name(guess.selected)
        if not guess.in_scope:
            return f"This reads like no interview question; {selected} is the least far away."
        clues = " and ".join(f"“{clue}”" for clue in guess.clues)
        because = f"{clues} weighed most" if clues else "what it means as a whole weighed most"
        rivals = " or ".join(self._name(agent) for agent, _ in guess.alternatives)
        if guess.sure:
            also = f", and touches {rivals}" if rivals else ""
            return f"This is a {selected} question{also}: {because}."
        if rivals:
            return (
                f"Most likely a {selected} question ({because}), though {rivals} could answer too."
            )
        return f"Most likely a {selected} question ({because}), without much certainty."

    def _name(self, agent: str) -> str:
        return self._specialists[agent].name

    def _model_alternatives(self, reply: RoutingReply) -> tuple[AgentConfidence, ...]:
        others = [
            agent
            for agent in dict.fromkeys(reply.alternatives)
            if agent in self._specialists and agent != reply.agent
        ][:2]
        # The model gives no figures for them: what is left of its certainty is shared out.
        return tuple(
            AgentConfidence(agent, round((1 - reply.confidence) / len(others), 3))
            for agent in others
        )


def _material(brief: AnswerBrief) -> str:
    return fence(
        ("conversation_so_far", history_text(brief.history)),
        ("context_from_the_caller", brief.context),
        ("kind_of_interview", brief.hint or ""),
        ("question", brief.question),
    )
