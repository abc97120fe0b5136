"""Finds the route of a request by the beginning of its path, instead of trying all in turn."""

from collections import defaultdict
from typing import Final

from fastapi.routing import APIRoute, APIRouter
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

_SEGMENTS: Final = 2


class ByBeginning:
    """What a router does, for some sixty routes at a tenth of the price.

    Args:
        router: Has all routes, and answers what none of them matches.
    """

    def __init__(self, router: APIRouter) -> None:
        self._router = router
        self._routes: dict[tuple[str, ...], list[APIRoute]] = defaultdict(list)
        for route in router.routes:
            if isinstance(route, APIRoute) and "{" not in "".join(_beginning(route.path)):
                self._routes[_beginning(route.path)].append(route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            for route in self._routes.get(_beginning(scope["path"]), ()):
                match, found = route.matches(scope)
                if match is Match.FULL:
                    scope["router"] = self._router
                    scope.update(found)
                    await route.handle(scope, receive, send)
                    return
        await self._router.app(scope, receive, send)


def _beginning(path: str) -> tuple[str, ...]:
    return tuple(path.split("/", _SEGMENTS + 1)[1 : _SEGMENTS + 1])
