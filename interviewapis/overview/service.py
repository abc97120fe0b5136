"""Says what this server is and how it is doing."""

from typing import Any

from agents.contracts import AnswerFailed
from agents.interviewer import Interviewer
from agents.specialists import SPECIALISTS
from interviewapis import limits
from interviewapis.runs.events import timestamp
from interviewapis.settings import Settings

LIMITS = {
    "question_characters": limits.QUESTION_LONGEST,
    "context_characters": limits.CONTEXT_LONGEST,
    "history_entries": limits.HISTORY_ENTRIES,
    "history_characters": limits.HISTORY_LONGEST,
}
AI_TEST_SECONDS = 15.0

DOCUMENTATION = {
    "swagger": "/docs",
    "redoc": "/redoc",
    "openapi": "/openapi.json",
}


def overview_body(settings: Settings, openapi: dict[str, Any]) -> dict[str, Any]:
    """Where to find what; the endpoints are those that the OpenAPI document describes."""
    return {
        "name": settings.app_name,
        "version": settings.app_version,
        "message": "Ask an interview question, and a specialist answers.",
        "documentation": DOCUMENTATION,
        "endpoints": {
            f"{method.upper()} {path}": operation["summary"]
            for path, operations in openapi["paths"].items()
            for method, operation in operations.items()
        },
    }


def answering(interviewer: Interviewer) -> dict[str, Any]:
    """What answers questions, in fields and in a sentence."""
    provider = interviewer.provider
    return {
        "provider": provider.name,
        "model": provider.model,
        "is_model": provider.is_model,
        "description": (
            f"The model {provider.model} answers."
            if provider.is_model
            else "The question library answers; no AI model is configured. "
            "Set OPENAI_API_KEY or OPENAI_BASE_URL for one."
        ),
    }


def health_body(
    settings: Settings, interviewer: Interviewer, *, database_answers: bool, active_runs: int
) -> dict[str, Any]:
    """How the server is doing."""
    return {
        "status": "healthy" if database_answers else "degraded",
        "timestamp": timestamp(),
        "version": settings.app_version,
        "agents_loaded": len(SPECIALISTS),
        "llm_configured": interviewer.provider.is_model,
        "workflow_ready": interviewer.graph.nodes.keys() >= SPECIALISTS.keys(),
        "database": "connected" if database_answers else "unavailable",
        "answering": answering(interviewer),
        "active_runs": active_runs,
        "auth": settings.auth,
    }


def info_body(settings: Settings, interviewer: Interviewer) -> dict[str, Any]:
    """What the server is and what it allows."""
    return {
        "name": settings.app_name,
        "version": settings.app_version,
        "description": "Interview questions answered by specialists.",
        "answering": answering(interviewer),
        "agents": list(SPECIALISTS),
        "limits": {"body_bytes": settings.max_body_bytes} | LIMITS,
        "documentation": DOCUMENTATION,
    }


async def ai_test_body(interviewer: Interviewer) -> dict[str, Any]:
    """Send the model one short message and tell what came of it."""
    provider = interviewer.provider
    if not provider.is_model:
        return {
            "status": "failed",
            "provider": provider.name,
            "model": None,
            "error": "No model is configured; the question library answers. "
            "Set OPENAI_API_KEY or OPENAI_BASE_URL.",
            "code": "not_configured",
        }
    told = {"provider": provider.name, "model": provider.model}
    try:
        reply = await interviewer.ping_model(AI_TEST_SECONDS)
    except AnswerFailed as failure:
        return {"status": "failed", **told, "error": failure.message, "code": failure.code}
    return {"status": "connected", **told, "response": reply[:200]}


def workflow_body(interviewer: Interviewer) -> dict[str, Any]:
    """The graph as Mermaid and as JSON."""
    return {"mermaid": interviewer.graph_mermaid(), "graph": interviewer.graph_json()}
