"""Finds the route of a request by the beginning of its path, instead of trying all in turn.

HEAD is answered by the route for GET.
"""

from collections import defaultdict
from typing import Final

from fastapi.routing import APIRoute, APIRouter
from starlette.routing import Match
from starlette.types import Message, Receive, Scope, Send

from interviewapis.methods import methods_of

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
            heads = scope["method"] == "HEAD"
            asked = {**scope, "method": "GET"} if heads else scope
            for route in self._routes.get(_beginning(scope["path"]), ()):
                match, found = route.matches(asked)
                if match is Match.FULL and (not heads or "HEAD" in methods_of(route)):
                    asked["router"] = self._router
                    asked.update(found)
                    await route.handle(asked, receive, _without_body(send) if heads else send)
                    return
        await self._router.app(scope, receive, send)


def _without_body(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        await send({**message, "body": b""} if "body" in message else message)

    return send_head


def _beginning(path: str) -> tuple[str, ...]:
    return tuple(path.split("/", _SEGMENTS + 1)[1 : _SEGMENTS + 1])
