"""The graph: a supervisor routes to one of the specialists, then follow-ups are suggested.

Nodes tell what happens through ``runtime.context.emit``, which they await: a slow log holds the
model back instead of filling memory, and nothing passes through LangGraph's unbounded queue.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command

from agents.contracts import (
    Answer,
    AnswerBrief,
    AnswerFailed,
    AnswerFinished,
    Embedding,
    Emit,
    Routed,
    Routing,
    TextStreamed,
)
from agents.embedding.encoder import SentenceEncoder
from agents.follow_ups import follow_ups_from, suggest
from agents.library.grounding import Basis, Grounding
from agents.library.matching import Match
from agents.library.retrieval import Retrieval
from agents.models import Provider
from agents.prompting import answer_messages, answer_prompts, fitting
from agents.routing.continuing import continued
from agents.routing.decision import Router
from agents.specialists.base import Specialist
from agents.streaming import Ending, stream_text
from agents.text import SurrogateJoiner

logger = logging.getLogger(__name__)


class State(TypedDict, total=False):
    """What one node leaves for the next."""

    embedding: Embedding
    routing: Routing
    topic: Match | None
    suggestions: tuple[str, ...]
    answer: Answer


@dataclass(frozen=True, slots=True)
class RunContext:
    """What every node may use during one run."""

    brief: AnswerBrief
    emit: Emit


class Node(Protocol):
    """A node of the graph."""

    async def __call__(self, state: State, *, runtime: Runtime[RunContext]) -> Any: ...


AnswerGraph = CompiledStateGraph[State, RunContext, State, State]


@dataclass(frozen=True, slots=True)
class Parts:
    """What the graph is built of."""

    provider: Provider
    specialists: Mapping[str, Specialist]
    encoder: SentenceEncoder
    router: Router
    retrieval: Retrieval


def build_graph(parts: Parts) -> AnswerGraph:
    """Assemble and compile the graph."""
    graph = StateGraph(State, context_schema=RunContext)
    agents = tuple(parts.specialists)
    graph.add_node("supervisor", _supervisor(parts), destinations=agents)
    for specialist in parts.specialists.values():
        graph.add_node(specialist.id, _specialist(parts, specialist), destinations=("follow_ups",))
    graph.add_node("follow_ups", _follow_ups(parts))
    graph.add_edge(START, "supervisor")
    graph.add_edge("follow_ups", END)
    return graph.compile()


async def decide(
    brief: AnswerBrief, encoder: SentenceEncoder, router: Router, retrieval: Retrieval
) -> tuple[Embedding, Match | None, Routing]:
    """Embed a question, find what it follows up on, and choose who answers."""
    embedding = await encoder.embed(brief.question)
    topic = await retrieval.topic(brief, embedding)
    if topic:
        continues: str | None = topic.note.specialist
    else:
        continues = await continued(brief, embedding, encoder, router.classifier)
    return embedding, topic, await router.route(brief, embedding, continues=continues)


def _supervisor(parts: Parts) -> Node:
    async def supervisor(state: State, *, runtime: Runtime[RunContext]) -> Command[str]:
        brief = runtime.context.brief
        embedding, topic, routing = await decide(
            brief, parts.encoder, parts.router, parts.retrieval
        )
        await runtime.context.emit(Routed(routing))
        return Command(
            goto=routing.selected_agent,
            update={"embedding": embedding, "routing": routing, "topic": topic},
        )

    return supervisor


def _specialist(parts: Parts, specialist: Specialist) -> Node:
    prompt, prompt_out_of_scope = answer_prompts(specialist)

    async def answer_node(state: State, *, runtime: Runtime[RunContext]) -> Command[str]:
        brief, emit = runtime.context.brief, runtime.context.emit
        routing = state["routing"]
        grounding = await _ground(parts, brief, state)
        finished = _finisher(parts.provider, grounding)
        suggestions = follow_ups_from(grounding)
        ending, joiner, pieces = Ending(), SurrogateJoiner(), list[str]()
        texts = stream_text(
            parts.provider.chats,
            answer_messages(
                prompt if routing.in_scope else prompt_out_of_scope,
                specialist,
                brief,
                grounding,
                in_scope=routing.in_scope,
            ),
            parts.provider.patience,
            ending,
        )
        del grounding  # an open stream would hold some 20 KB of its texts
        # Closed at once when emit refuses more, so that the model stops.
        async with aclosing(texts):
            async for text in texts:
                if piece := joiner.feed(text):
                    pieces.append(piece)
                    await emit(TextStreamed(piece))
        if rest := joiner.flush():
            pieces.append(rest)
            await emit(TextStreamed(rest))
        answer = finished("".join(pieces), ending)
        await emit(AnswerFinished(answer))
        return Command(goto="follow_ups", update={"suggestions": suggestions, "answer": answer})

    return answer_node


async def _ground(parts: Parts, brief: AnswerBrief, state: State) -> Grounding:
    """What the library knows: for a model as much as it is sent, else as much as is shown."""
    embedding, routing, topic = state["embedding"], state["routing"], state["topic"]
    if topic and topic.note.specialist != routing.selected_agent:
        topic = None  # another view was asked for
    try:
        found = await parts.retrieval(brief, embedding, routing, topic)
    except AnswerFailed as failure:
        if not parts.provider.is_model:
            raise
        # Notes help a model; without them it still answers.
        logger.warning("a model answers without notes: %s", failure.code)
        return Grounding()
    if parts.provider.is_model:
        return replace(found, matches=fitting(found.matches))
    if found.basis == "related":
        return await parts.retrieval.with_excerpts(found, embedding)
    return found


def _finisher(provider: Provider, grounding: Grounding) -> Callable[[str, Ending], Answer]:
    """What describes the answer when it is there, without the texts that it came from."""
    basis: Literal["model"] | Basis = "model" if provider.is_model else grounding.basis
    sources = grounding.sources(grounding.matches if provider.is_model else grounding.shown)

    def finished(text: str, ending: Ending) -> Answer:
        return Answer(
            text=text,
            provider=provider.name,
            model=ending.model or provider.model,
            finish_reason=ending.finish_reason,
            basis=basis,
            sources=sources,
            usage=ending.usage,
        )

    return finished


def _follow_ups(parts: Parts) -> Node:
    async def follow_ups(state: State, *, runtime: Runtime[RunContext]) -> None:
        specialist = parts.specialists[state["routing"].selected_agent]
        await runtime.context.emit(
            await suggest(
                parts.provider.chats[0] if parts.provider.is_model else None,
                specialist,
                runtime.context.brief,
                state["answer"].text,
                state["suggestions"],
            )
        )

    return follow_ups
