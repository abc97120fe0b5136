"""Calls handlers directly where a request is plainly what they declare.

FastAPI binds every parameter of every request through general machinery, which costs more than
reading a row. A :class:`DirectRoute` validates with the same models, once they are known; whatever
is wrong or unusual (a repeated parameter, another content type, a value that does not validate)
goes FastAPI's own way, from the beginning, and gets FastAPI's answer.
"""

import json
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Annotated, Any, Final

import orjson
from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.requests import ClientDisconnect

from interviewapis.dependencies import find_caller, find_services
from interviewapis.errors import MalformedBody

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
Validate = Callable[[Any], Any]

_JSON: Final = "application/json"
_UNUSUAL = (ValidationError, ValueError, LookupError, RecursionError, ClientDisconnect)


class DirectRoute(APIRoute):
    """A route that is bound directly where that is possible."""

    def get_route_handler(self) -> Handler:
        """As FastAPI asks for it."""
        usual = super().get_route_handler()
        if (binding := _Binding.of(self.dependant)) is None:
            return usual
        endpoint = self.endpoint

        async def handle(request: Request) -> Response:
            try:
                values = await binding.values(request)
            except _UNUSUAL:
                if binding.reads_body:
                    await _require_object_in_utf_8(request)
                # What was read of the body is kept in the request.
                return await usual(request)
            response: Response = await endpoint(**values)
            return response

        return handle


class _Binding:
    """The parameters of a handler, each with what makes its value."""

    def __init__(self, declared: Dependant) -> None:
        self._request_name = declared.request_param_name
        self._services_names = _named(declared, find_services)
        self._caller_names = _named(declared, find_caller)
        self._path = [(each.name, _validator(each)) for each in declared.path_params]
        self._headers = [
            (each.name, each.validation_alias or each.alias, _validator(each))
            for each in declared.header_params
        ]
        self._query = _model(declared.query_params)
        self._body = _model(declared.body_params)

    @classmethod
    def of(cls, declared: Dependant) -> "_Binding | None":
        """None for a handler that wants something which only FastAPI can find."""
        known = (find_services, find_caller)
        plain = all(each.call in known for each in declared.dependencies)
        models = all(
            not fields or _model(fields) is not None
            for fields in (declared.query_params, declared.body_params)
        )
        other = declared.cookie_params or declared.response_param_name
        return cls(declared) if plain and models and not other else None

    @property
    def reads_body(self) -> bool:
        """Whether requests have a body."""
        return self._body is not None

    async def values(self, request: Request) -> dict[str, Any]:
        """What to call the handler with.

        Raises:
            ValidationError, ValueError, LookupError, RecursionError, ClientDisconnect: the request
                is not plainly as declared.
            Problem: the caller is refused.
        """
        # In FastAPI's order: who is refused learns nothing of the rest.
        values: dict[str, Any] = dict.fromkeys(self._services_names, await find_services(request))
        for name in self._caller_names:
            values[name] = await find_caller(request)
        for name, validate in self._path:
            values[name] = validate(request.path_params[name])
        for name, alias, validate in self._headers:
            if alias in request.headers:
                values[name] = validate(request.headers[alias])
        if self._query:
            name, validate = self._query
            values[name] = validate(_plain_query(request))
        if self._body:
            name, validate = self._body
            values[name] = validate(await _plain_json(request))
        if self._request_name:
            values[self._request_name] = request
        return values


def _named(declared: Dependant, call: Callable[..., Any]) -> list[str]:
    return [str(each.name) for each in declared.dependencies if each.call is call]


def _validator(field: Any) -> Validate:
    info = field.field_info
    kind: Any = Annotated[info.annotation, info]
    return TypeAdapter(kind).validate_python


def _model(fields: Any) -> tuple[str, Validate] | None:
    """The one model that all of these are, unless there are several, or it has lists."""
    if len(fields) != 1:
        return None
    (field,) = fields
    kind = field.field_info.annotation
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return None
    return field.name, TypeAdapter(kind).validate_python


def _plain_query(request: Request) -> Mapping[str, str]:
    pairs = request.query_params.multi_items()
    values = dict(pairs)
    if len(values) < len(pairs) or "" in values.values():
        raise ValueError
    return values


async def _plain_json(request: Request) -> Any:
    if request.headers.get("content-type") != _JSON:
        raise ValueError
    # Stricter than FastAPI's parser, so nothing passes here that would not pass there.
    return orjson.loads(await request.body())


async def _require_object_in_utf_8(request: Request) -> None:
    with suppress(ClientDisconnect):
        body = await request.body()
        # FastAPI has it read by json.loads, which takes UTF-16 and UTF-32 too, against RFC 8259.
        if not json.detect_encoding(body).startswith("utf-8"):
            raise MalformedBody("The body can't be read. Send JSON in UTF-8.")
        # Which FastAPI takes for no body at all.
        if body.strip() == b"null":
            raise RequestValidationError([{"type": "model_type", "loc": ("body",)}], body=None)
