"""Renders every error as ``application/problem+json`` (RFC 9457)."""

import logging
import math
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match, Route

from database.errors import DatabaseUnavailable
from interviewapis.errors import FieldError, Problem
from interviewapis.headers import IDEMPOTENCY_KEY
from interviewapis.methods import methods_of
from interviewapis.refusals import in_words

logger = logging.getLogger(__name__)

DATABASE_RETRY_SECONDS = 2
_CODES = {400: "malformed_request", 404: "not_found", 405: "method_not_allowed"}
_TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}
"""As RFC 9110 has them; Python's own depend on its version."""
_DETAILS = {
    400: "The body can't be read. Send JSON in UTF-8, nested no deeper than the documentation "
    "shows, with numbers of ordinary length.",
    404: "Nothing is at this address. See /docs for what there is.",
    405: "This method is not possible here; the header Allow names those that are.",
}


def problem_response(
    request_id: str,
    status: int,
    code: str,
    detail: str,
    *,
    fields: Sequence[FieldError] = (),
    retry_after: float | None = None,
    retryable: bool | None = None,
    hint: str | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """Build a problem response. ``detail`` is what the documents' clients read."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": _TITLES.get(status) or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": request_id,
    }
    if hint:
        body["hint"] = hint
    if fields:
        body["errors"] = [{"field": each.field, "message": each.message} for each in fields]
    if retryable is not None:
        body["retryable"] = retryable
    sent = dict(headers or {})
    if retry_after is not None:
        sent["Retry-After"] = str(math.ceil(retry_after))
    return Response(orjson.dumps(body), status, sent, media_type="application/problem+json")


def install_error_handlers(app: FastAPI) -> None:
    """Have the app render the exceptions that it foresees as problems."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DatabaseUnavailable, _database)


def _request_id(request: Request) -> str:
    return str(request.scope.get("state", {}).get("request_id", ""))


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return problem_response(
        _request_id(request),
        error.status,
        error.code,
        error.detail,
        fields=error.fields,
        retry_after=error.retry_after,
        retryable=error.retryable,
        hint=error.hint,
        headers={"WWW-Authenticate": "Bearer"} if error.status == HTTPStatus.UNAUTHORIZED else None,
    )


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    parts = error.errors()
    if any(part["type"] == "json_invalid" for part in parts):
        return problem_response(
            _request_id(request), 400, "malformed_request", "The body is not valid JSON."
        )
    fields = [in_words(part, error.body, request.scope["route"]) for part in parts]
    detail = "; ".join(f"{each.field}: {each.message}" for each in fields[:3])
    if len(fields) > 3:
        detail += f"; and {len(fields) - 3} more"
    return problem_response(_request_id(request), 422, "invalid_request", detail, fields=fields)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = error.status_code
    headers = dict(error.headers or {})
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods_of(request))
    return problem_response(
        _request_id(request),
        status,
        _CODES.get(status, "http_error"),
        _DETAILS.get(status) or str(error.detail),
        headers=headers,
    )


def _methods_of(request: Request) -> list[str]:
    # The framework names those of the first route at this address only.
    return sorted(
        {
            method
            for route in request.app.routes
            if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
            for method in methods_of(route)
        }
    )


async def _database(request: Request, error: Exception) -> Response:
    detail = f"{error} Try again in a moment."
    if _might_do_twice(request):
        detail += (
            " Look first whether it was done all the same, as may be when a connection breaks; "
            "under an Idempotency-Key it is done only once, however often you send it."
        )
    return problem_response(
        _request_id(request),
        503,
        "database_unavailable",
        detail,
        retry_after=DATABASE_RETRY_SECONDS,
        retryable=True,
    )


def _might_do_twice(request: Request) -> bool:
    """Whether a request came without the key under which it could be sent again safely."""
    route = request.scope.get("route")
    return (
        isinstance(route, APIRoute)
        and any(each.alias == IDEMPOTENCY_KEY for each in route.dependant.header_params)
        and IDEMPOTENCY_KEY not in request.headers
    )


def internal_error(request_id: str, error: Exception) -> Response:
    """Log what nobody foresaw, and tell no more of it than the request's id."""
    logger.error("request %s failed", request_id, exc_info=error)
    return problem_response(
        request_id,
        500,
        "internal",
        "Something went wrong on our side. Try again; if it stays, report the request id.",
    )
