"""The graph: a supervisor routes to one of the specialists, then follow-ups are suggested.

Nodes tell what happens through ``runtime.context.emit``, which they await: a slow log holds the
model back instead of filling memory, and nothing passes through LangGraph's unbounded queue.
"""

import logging
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypedDict

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
    Note,
    NoteFinder,
    Routed,
    Routing,
    TextStreamed,
)
from agents.embedding.encoder import SentenceEncoder
from agents.follow_ups import FollowUps, suggest
from agents.library.composing import basis_of, used
from agents.library.matching import relevant, sources
from agents.models import Provider
from agents.prompting import answer_messages, answer_prompts, fitting
from agents.routing.decision import Router
from agents.specialists.base import Specialist
from agents.streaming import Ending, stream_text
from agents.text import SurrogateJoiner

logger = logging.getLogger(__name__)

NOTES = 4
"""Library entries that are looked up for one question."""


class State(TypedDict, total=False):
    """What one node leaves for the next."""

    embedding: Embedding
    routing: Routing
    notes: list[Note]
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
    notes: NoteFinder
    follow_ups: FollowUps


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


def _supervisor(parts: Parts) -> Node:
    async def supervisor(state: State, *, runtime: Runtime[RunContext]) -> Command[str]:
        brief = runtime.context.brief
        embedding = await parts.encoder.embed(brief.question)
        routing = await parts.router.route(brief, embedding)
        await runtime.context.emit(Routed(routing))
        return Command(
            goto=routing.selected_agent, update={"embedding": embedding, "routing": routing}
        )

    return supervisor


def _specialist(parts: Parts, specialist: Specialist) -> Node:
    prompt, prompt_out_of_scope = answer_prompts(specialist)

    async def answer(state: State, *, runtime: Runtime[RunContext]) -> Command[str]:
        brief, emit = runtime.context.brief, runtime.context.emit
        notes = await _notes(parts, specialist, state["embedding"])
        in_scope = state["routing"].in_scope
        ending, joiner, pieces = Ending(), SurrogateJoiner(), list[str]()
        texts = stream_text(
            parts.provider.chats,
            answer_messages(
                prompt if in_scope else prompt_out_of_scope,
                specialist,
                brief,
                notes,
                in_scope=in_scope,
            ),
            parts.provider.patience,
            ending,
        )
        notes = [_without_texts(note) for note in notes]
        # Closed at once when emit refuses more, so that the model stops.
        async with aclosing(texts):
            async for text in texts:
                if piece := joiner.feed(text):
                    pieces.append(piece)
                    await emit(TextStreamed(piece))
        if rest := joiner.flush():
            pieces.append(rest)
            await emit(TextStreamed(rest))
        finished = _finished("".join(pieces), parts.provider, notes, ending)
        await emit(AnswerFinished(finished))
        return Command(goto="follow_ups", update={"notes": notes, "answer": finished})

    return answer


def _without_texts(note: Note) -> Note:
    """What is left to do needs none, and an open stream would hold some 20 KB of them."""
    return replace(note, answer="", key_points=(), common_mistakes=(), tips=())


async def _notes(parts: Parts, specialist: Specialist, embedding: Embedding) -> list[Note]:
    """The notes for an answer: all that are relevant, or for a model those that it is sent."""
    try:
        found = await parts.notes.nearest(embedding, specialist=specialist.id, limit=NOTES)
    except AnswerFailed as failure:
        if not parts.provider.is_model:
            raise
        # Notes help a model; without them it still answers.
        logger.warning("a model answers without notes: %s", failure.code)
        return []
    return fitting(relevant(found)) if parts.provider.is_model else relevant(found)


def _finished(text: str, provider: Provider, notes: list[Note], ending: Ending) -> Answer:
    return Answer(
        text=text,
        provider=provider.name,
        model=ending.model or provider.model,
        finish_reason=ending.finish_reason,
        basis="model" if provider.is_model else basis_of(notes),
        sources=sources(notes if provider.is_model else used(notes)),
        usage=ending.usage,
    )


def _follow_ups(parts: Parts) -> Node:
    async def follow_ups(state: State, *, runtime: Runtime[RunContext]) -> None:
        specialist = parts.specialists[state["routing"].selected_agent]
        await runtime.context.emit(
            await suggest(
                parts.follow_ups,
                specialist,
                runtime.context.brief,
                state["answer"].text,
                state["notes"],
            )
        )

    return follow_ups
