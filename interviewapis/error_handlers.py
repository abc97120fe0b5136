"""Renders every error as ``application/problem+json`` (RFC 9457)."""

import logging
import math
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from database.errors import DatabaseUnavailable
from interviewapis.errors import FieldError, Problem

logger = logging.getLogger(__name__)

DATABASE_RETRY_SECONDS = 2
_CODES = {400: "malformed_request", 404: "not_found", 405: "method_not_allowed"}


def problem_response(
    request_id: str,
    status: int,
    code: str,
    detail: str,
    *,
    fields: Sequence[FieldError] = (),
    retry_after: float | None = None,
    retryable: bool | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """Build a problem response. ``detail`` is what the documents' clients read."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": request_id,
    }
    if fields:
        body["errors"] = [{"field": each.field, "message": each.message} for each in fields]
    if retryable is not None:
        body["retryable"] = retryable
    sent = dict(headers or {})
    if retry_after is not None:
        sent["Retry-After"] = str(math.ceil(retry_after))
    return Response(orjson.dumps(body), status, sent, media_type="application/problem+json")


def install_error_handlers(app: FastAPI) -> None:
    """Have the app render every exception as a problem."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DatabaseUnavailable, _database)
    app.add_exception_handler(Exception, _unexpected)


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
    )


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    parts = error.errors()
    if any(part["type"] == "json_invalid" for part in parts):
        return problem_response(
            _request_id(request), 400, "malformed_request", "The body is not valid JSON."
        )
    fields = [FieldError(_path(part["loc"]), _sentence(part)) for part in parts]
    detail = "; ".join(f"{each.field}: {each.message}" for each in fields[:3])
    if len(fields) > 3:
        detail += f"; and {len(fields) - 3} more"
    return problem_response(_request_id(request), 422, "invalid_request", detail, fields=fields)


def _path(location: Sequence[Any]) -> str:
    path = ".".join(str(step) for step in location)
    # A name that the caller made up may be anything.
    return path.encode("ascii", "backslashreplace").decode()[:200]


def _sentence(part: dict[str, Any]) -> str:
    if part["type"] == "extra_forbidden":
        return "unknown field; remove it"
    return str(part["msg"]).removeprefix("Value error, ")


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    details = {
        404: f"Nothing is at {request.url.path}. See /docs for what there is.",
        405: f"{request.method} is not possible here. See /docs for what is.",
    }
    return problem_response(
        _request_id(request),
        error.status_code,
        _CODES.get(error.status_code, "http_error"),
        details.get(error.status_code) or str(error.detail),
        headers=dict(error.headers or {}),
    )


async def _database(request: Request, error: Exception) -> Response:
    return problem_response(
        _request_id(request),
        503,
        "database_unavailable",
        f"{error} Try again in a moment.",
        retry_after=DATABASE_RETRY_SECONDS,
        retryable=True,
    )


async def _unexpected(request: Request, error: Exception) -> Response:
    request_id = _request_id(request)
    logger.error("request %s failed", request_id, exc_info=error)
    return problem_response(
        request_id,
        500,
        "internal",
        "Something went wrong on our side. Try again; if it stays, report the request id.",
    )
