"""Builds the responses of the answers slice from runs and decisions."""

from typing import Any

from agents.contracts import AnswerBrief, Routing
from agents.specialists import SPECIALISTS
from interviewapis.errors import RunFailed
from interviewapis.runs.events import routing_data, text_statistics, timestamp
from interviewapis.runs.run import Run


def answer_body(run: Run) -> dict[str, Any]:
    """The whole answer of a finished run.

    Raises:
        RunFailed: the run has none.
    """
    if run.failure is not None or run.answer is None or run.routing is None:
        raise _failed(run)
    return {
        "success": True,
        "timestamp": timestamp(),
        "question": run.brief.question,
        "routing": routing_data(run.routing),
        "answer": run.answer.text,
        "metadata": run.metadata,
        "follow_up_questions": _follow_ups(run),
        "statistics": text_statistics(run.answer.text),
        "run_id": str(run.run_id),
        "stored": run.stored,
    }


def interview_body(run: Run) -> dict[str, Any]:
    """The whole answer of a finished run in the older form.

    Raises:
        RunFailed: the run has none.
    """
    if run.failure is not None or run.answer is None or run.routing is None:
        raise _failed(run)
    return {
        "answer": run.answer.text,
        "agent_used": run.routing.selected_agent,
        "routing_reasoning": run.routing.reasoning,
        "confidence_score": round(run.routing.confidence, 3),
        "suggested_follow_ups": _follow_ups(run),
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


def _follow_ups(run: Run) -> list[str]:
    return list(run.follow_ups.questions) if run.follow_ups else []


def _failed(run: Run) -> RunFailed:
    assert run.failure is not None, "a run without a failure has an answer"
    return RunFailed(run.failure)
