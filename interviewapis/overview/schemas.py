"""Responses of the overview slice."""

from typing import Literal

from interviewapis.fields import ResponseModel


class Overview(ResponseModel):
    """Where to find what."""

    name: str
    """`APP_NAME`."""
    version: str
    """Version of the program, or `APP_VERSION`."""
    message: str
    """What this is, in a sentence."""
    documentation: dict[str, str]
    """Paths of the documentation pages."""
    endpoints: dict[str, str]
    """Method and path, and what it is for."""


class Answering(ResponseModel):
    """What answers questions: a model, or the library."""

    provider: str
    """`openai` (a model server), `local` (a model on this machine) or `library`."""
    model: str
    """The model's name; `interview-library` without one."""
    is_model: bool
    """False for the library."""
    description: str
    """The same in a sentence."""


class Health(ResponseModel):
    """Whether the server works. Status 503 when the database does not answer."""

    status: Literal["healthy", "degraded"]
    """`degraded`: the database does not answer."""
    timestamp: str
    """Now; ISO 8601 in UTC."""
    version: str
    """Version of the program, or `APP_VERSION`."""
    agents_loaded: int
    """How many specialists there are."""
    llm_configured: bool
    """Whether a model is configured; says nothing about whether it answers."""
    workflow_ready: bool
    """Whether the graph has all specialists."""
    database: Literal["connected", "unavailable"]
    """Whether the database answers."""
    answering: Answering
    """What answers questions."""
    active_runs: int
    """Answers under way."""
    auth: Literal["local", "required"]
    """`required`: everybody signs in. `local`: only who does not ask from the server's own
    machine."""


class Info(ResponseModel):
    """What this server is and what it allows."""

    name: str
    """`APP_NAME`."""
    version: str
    """Version of the program, or `APP_VERSION`."""
    description: str
    """What this is, in a sentence."""
    answering: Answering
    """What answers questions."""
    agents: list[str]
    """Ids of the specialists."""
    limits: dict[str, int]
    """What a request may hold."""
    documentation: dict[str, str]
    """Paths of the documentation pages."""


class AiTest(ResponseModel):
    """Whether a model answers."""

    status: Literal["connected", "failed"]
    """`connected`: the model replied."""
    provider: str
    """`openai` (a model server), `local` (a model on this machine) or `library`."""
    model: str | None
    """Name of the model that was asked; null without one."""
    response: str | None = None
    """What it replied; only when connected."""
    error: str | None = None
    """What went wrong and what to do; only when failed."""
    code: str | None = None
    """The same for programs: `not_configured`, or a code of the table of errors."""


class GraphNode(ResponseModel):
    """A step of the graph."""

    id: str
    """`supervisor`, a specialist, `follow_ups`, or the start and end of the graph."""


class GraphEdge(ResponseModel):
    """A way from one step to another."""

    source: str
    """Id of the step before."""
    target: str
    """Id of the step after."""
    conditional: bool
    """Whether the step before decides if this way is taken."""


class Graph(ResponseModel):
    """The graph as data."""

    nodes: list[GraphNode]
    """All steps."""
    edges: list[GraphEdge]
    """All ways."""


class Workflow(ResponseModel):
    """The graph that a question goes through."""

    mermaid: str
    """The graph as a Mermaid diagram."""
    graph: Graph
    """The same as data."""
