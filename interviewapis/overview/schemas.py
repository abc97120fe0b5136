"""Responses of the overview slice."""

from typing import Any, Literal

from pydantic import BaseModel


class Overview(BaseModel):
    """Where to find what."""

    name: str
    version: str
    message: str
    documentation: dict[str, str]
    endpoints: dict[str, str]


class Answering(BaseModel):
    """What answers questions: a model, or the library."""

    provider: str
    model: str
    is_model: bool
    description: str


class Health(BaseModel):
    """Whether the server works. Status 503 when the database does not answer."""

    status: Literal["healthy", "degraded"]
    timestamp: str
    version: str
    agents_loaded: int
    llm_configured: bool
    workflow_ready: bool
    database: Literal["connected", "unavailable"]
    answering: Answering
    active_runs: int


class Info(BaseModel):
    """What this server is and what it allows."""

    name: str
    version: str
    description: str
    answering: Answering
    agents: list[str]
    limits: dict[str, int]
    documentation: dict[str, str]


class AiTest(BaseModel):
    """Whether a model answers."""

    status: Literal["connected", "failed"]
    provider: str
    model: str | None
    response: str | None = None
    error: str | None = None
    code: str | None = None


class Workflow(BaseModel):
    """The graph that a question goes through."""

    mermaid: str
    graph: dict[str, Any]
