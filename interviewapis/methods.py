"""Which methods a route answers."""

from typing import Final

from sse_starlette import EventSourceResponse
from starlette.routing import BaseRoute, Route

_ASK_A_MODEL: Final = ("test_ai", "get_practice_score")
"""Names of routes for GET that may have a model think."""


def methods_of(route: BaseRoute) -> set[str]:
    """The methods that a route answers; HEAD where GET only reads (RFC 9110, section 9.3.2).

    Opening a stream may begin an answer, or take a ticket; what asks a model costs something.
    """
    methods = set(getattr(route, "methods", None) or ())
    if isinstance(route, Route) and "GET" in methods:
        kind = getattr(route, "response_class", None)
        streams = isinstance(kind, type) and issubclass(kind, EventSourceResponse)
        if not streams and route.name not in _ASK_A_MODEL:
            methods.add("HEAD")
    return methods
