"""What the HTTP side uses: answers questions and routes them."""

import asyncio
from dataclasses import dataclass
from typing import Any

from langsmith import tracing_context

from agents.contracts import AnswerBrief, AnswerFailed, Emit, NoteFinder, Routing
from agents.embedding.encoder import SentenceEncoder
from agents.failures import failure_from
from agents.library.retrieval import Retrieval
from agents.models import ModelSettings, Provider, choose_provider
from agents.routing.classifier import Classifier
from agents.routing.decision import Router
from agents.specialists import SPECIALISTS
from agents.supervisor import AnswerGraph, Parts, RunContext, build_graph, decide
from agents.text import clean

LONGEST_PING = 200
"""Characters of a reply to ``ping_model``."""


@dataclass(frozen=True, slots=True)
class Interviewer:
    """Answers interview questions with the provider that was chosen at start.

    Whatever the environment says, nothing is traced: LangChain would send the questions to a
    service that the settings do not name.
    """

    provider: Provider
    encoder: SentenceEncoder
    router: Router
    retrieval: Retrieval
    graph: AnswerGraph

    async def answer(self, brief: AnswerBrief, emit: Emit) -> None:
        """Route, answer and suggest follow-ups; every step is told through ``emit``, in order.

        Raises:
            AnswerFailed: no answer, or only part of one. What was emitted stands.
        """
        try:
            with tracing_context(enabled=False):
                await self.graph.ainvoke({}, context=RunContext(brief, emit))
        except AnswerFailed:
            raise
        except Exception as error:
            raise AnswerFailed(
                "internal",
                "Something went wrong on our side. Try again; if it stays, report the request id.",
                retryable=True,
            ) from error

    async def route(self, brief: AnswerBrief) -> Routing:
        """Name the specialist for a question without answering it."""
        with tracing_context(enabled=False):
            _, _, routing = await decide(brief, self.encoder, self.router, self.retrieval)
            return routing

    async def ping_model(self, seconds: float) -> str:
        """Send the model one short message and return its reply.

        Raises:
            AnswerFailed: the model did not reply in ``seconds``, or could not.
        """
        try:
            with tracing_context(enabled=False):
                async with asyncio.timeout(seconds):
                    reply = await self.provider.chats[0].ainvoke(
                        "Reply with the words: connection successful"
                    )
        except Exception as error:
            raise failure_from(error, mid_answer=False) from error
        return clean(reply.text, LONGEST_PING)

    def graph_json(self) -> dict[str, Any]:
        """The graph: ``nodes`` (``id``), ``edges`` (``source``, ``target``, ``conditional``)."""
        graph = self.graph.get_graph()
        return {
            "nodes": [{"id": node} for node in graph.nodes],
            "edges": [
                {"source": edge.source, "target": edge.target, "conditional": edge.conditional}
                for edge in graph.edges
            ],
        }

    def graph_mermaid(self) -> str:
        """The graph as a Mermaid diagram."""
        return self.graph.get_graph().draw_mermaid()

    def close(self) -> None:
        """Release the sentence model."""
        self.encoder.close()


def build_interviewer(
    settings: ModelSettings, notes: NoteFinder, encoder: SentenceEncoder
) -> Interviewer:
    """Put the interviewer together.

    Opens no connection, but blocks until a local model is loaded: call it in a thread.

    Raises:
        LocalModelError: the local model can't be started; one line that says why.
        ValueError: a model setting that the provider's client refuses.
    """
    provider = choose_provider(settings)
    chat = provider.chats[0] if provider.is_model else None
    router = Router(SPECIALISTS, Classifier.load(), chat)
    retrieval = Retrieval(notes, encoder)
    graph = build_graph(
        Parts(
            provider=provider,
            specialists=SPECIALISTS,
            encoder=encoder,
            router=router,
            retrieval=retrieval,
        )
    )
    return Interviewer(provider, encoder, router, retrieval, graph)
