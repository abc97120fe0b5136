"""Builds the responses of the answers slice from runs and decisions."""

from typing import Any

from agents.contracts import AnswerBrief, AnswerFailed, Routing
from agents.specialists import SPECIALISTS
from interviewapis.errors import RunFailed, Unavailable
from interviewapis.runs.events import routing_data, text_statistics, timestamp
from interviewapis.runs.record import RunRecord


def answer_body(run: RunRecord) -> dict[str, Any]:
    """The whole answer of a run that is over.

    Raises:
        RunFailed: the run has none.
    """
    return {
        "success": True,
        "timestamp": timestamp(),
        "question": run.question,
        "routing": _routing(run),
        "answer": run.answer,
        "metadata": run.metadata,
        "follow_up_questions": run.follow_up_questions,
        "statistics": text_statistics(run.answer),
        "run_id": str(run.run_id),
        "stored": run.stored,
    }


def interview_body(run: RunRecord) -> dict[str, Any]:
    """The whole answer of a run that is over in the older form.

    Raises:
        RunFailed: the run has none.
    """
    routing = _routing(run)
    return {
        "answer": run.answer,
        "agent_used": routing["selected_agent"],
        "routing_reasoning": routing["reasoning"],
        "confidence_score": routing["confidence"],
        "suggested_follow_ups": run.follow_up_questions,
        "timestamp": timestamp(),
    }


def route_body(brief: AnswerBrief, routing: Routing) -> dict[str, Any]:
    """A routing decision alone."""
    return {"question": brief.question, "routing": routing_data(routing)}


def agents_body() -> dict[str, Any]:
    """All specialists."""
    return {
        "total_agents": len(SPECIALISTS),
        "agents": [
            {
                "id": each.id,
                "name": each.name,
                "specializations": list(each.specializations),
                "best_for": each.best_for,
            }
            for each in SPECIALISTS.values()
        ],
    }


def _routing(run: RunRecord) -> dict[str, Any]:
    if run.error is not None:
        named = ("code", "message", "retryable", "retry_after")
        raise RunFailed(AnswerFailed(**{name: run.error[name] for name in named}))
    if run.routing is None or not run.over:
        # Another server process answers, and this one ends before it does.
        raise Unavailable("The server is restarting. Try again in a moment.", retry_after=5)
    return run.routing
