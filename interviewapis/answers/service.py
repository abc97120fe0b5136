"""Builds the responses of the answers slice from runs and decisions."""

from typing import Any

from agents.contracts import Answer, AnswerBrief, Routing
from agents.specialists import SPECIALISTS
from interviewapis.errors import RunFailed
from interviewapis.runs.events import routing_data, text_statistics, timestamp
from interviewapis.runs.run import Run


def answer_body(run: Run) -> dict[str, Any]:
    """The whole answer of a finished run.

    Raises:
        RunFailed: the run has none.
    """
    answer, routing = _answered(run)
    return {
        "success": True,
        "timestamp": timestamp(),
        "question": run.brief.question,
        "routing": routing_data(routing),
        "answer": answer.text,
        "metadata": run.metadata,
        "follow_up_questions": _follow_ups(run),
        "statistics": text_statistics(answer.text),
        "run_id": str(run.run_id),
        "stored": run.stored,
    }


def interview_body(run: Run) -> dict[str, Any]:
    """The whole answer of a finished run in the older form.

    Raises:
        RunFailed: the run has none.
    """
    answer, routing = _answered(run)
    return {
        "answer": answer.text,
        "agent_used": routing.selected_agent,
        "routing_reasoning": routing.reasoning,
        "confidence_score": round(routing.confidence, 3),
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


def _answered(run: Run) -> tuple[Answer, Routing]:
    if run.failure is not None:
        raise RunFailed(run.failure)
    assert run.answer is not None, "a run without a failure has an answer"
    assert run.routing is not None, "and was routed before"
    return run.answer, run.routing
