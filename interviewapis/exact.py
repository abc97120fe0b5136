"""Routes that take the parameters which they declare, and no others."""

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError

from interviewapis.binding import DirectRoute, Handler
from interviewapis.dependencies import find_caller


class ExactRoute(DirectRoute):
    """A route that refuses parameters which it does not declare, for callers that it knows."""

    def get_route_handler(self) -> Handler:
        """As FastAPI asks for it."""
        handle = super().get_route_handler()
        if self.dependant.query_params:
            # Their model forbids others.
            return handle

        asks_who = _asks_who(self.dependant)

        async def handle_without_parameters(request: Request) -> Response:
            if request.scope["query_string"]:
                if asks_who:
                    # First: who is refused learns nothing of the rest.
                    await find_caller(request)
                _refuse_parameters(request)
            return await handle(request)

        return handle_without_parameters


def _asks_who(dependant: Dependant) -> bool:
    return any(each.call is find_caller or _asks_who(each) for each in dependant.dependencies)


def _refuse_parameters(request: Request) -> None:
    if unknown := request.query_params.keys():
        raise RequestValidationError(
            [{"type": "extra_forbidden", "loc": ("query", name)} for name in unknown]
        )
