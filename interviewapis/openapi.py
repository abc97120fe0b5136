"""Parts of the OpenAPI description that all slices share."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from interviewapis.conditional import ETAG_HEADER


class ProblemField(BaseModel):
    """One thing that is wrong with one field."""

    field: str
    message: str


class ProblemResponse(BaseModel):
    """An error, as RFC 9457 describes it."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    hint: str | None = None
    errors: list[ProblemField] | None = None
    retryable: bool | None = None


_MEANINGS = {
    400: "The body is not valid JSON, or `detail` says what is wrong.",
    401: "Nobody knows who you are: send a token or a key, or ask from the server's own machine.",
    403: "You may not do this: it is somebody else's, the key lacks the scope, or the account is "
    "inactive.",
    404: "There is no such thing, or it is somebody else's.",
    409: "It does not go together with what is there; `detail` says why.",
    412: "It has changed since you read it.",
    413: "The body is too large.",
    415: "The body has a `Content-Encoding`; send it as it is.",
    422: "A field has a value that is not allowed; `errors` names it.",
    429: "Too many attempts; `Retry-After` says when to go on.",
    500: "Something went wrong on our side.",
    502: "The model server failed, or refused the request.",
    503: "Not now; `Retry-After` says when.",
    504: "The model server took too long.",
}


_BRINGS = {401: 403, 413: 415}

Responses = dict[int | str, dict[str, Any]]
"""What FastAPI takes for ``responses``."""


def returns(
    model: type,
    description: str,
    status: int = 200,
    *,
    headers: Mapping[str, str] | None = None,
    links: Mapping[str, Sequence[str]] | None = None,
    links_from_path: Sequence[str] = (),
) -> Responses:
    """Describe what an operation answers with when all goes well.

    Args:
        headers: Name and meaning of each header that belongs to the answer.
        links: Ids in the answer, each with the operations that take it as a parameter of the
            same name.
        links_from_path: Ids in the path of the request, which all of these take too.
    """
    response: dict[str, Any] = {"model": model, "description": description}
    if headers:
        response["headers"] = {
            name: {"description": meaning, "schema": {"type": "string"}}
            for name, meaning in headers.items()
        }
    if links:
        given = {name: f"$request.path.{name}" for name in links_from_path}
        response["links"] = {
            operation: {
                "operationId": operation,
                "parameters": given | {name: f"$response.body#/{name}"},
            }
            for name, operations in links.items()
            for operation in operations
        }
    return {status: response}


NEW_HEADERS = ETAG_HEADER | {"Location": "Path of what was made."}
"""What OpenAPI tells of the headers of a 201."""

MADE_HEADERS = NEW_HEADERS | {
    "Idempotency-Replayed": "`true` when an earlier request with the same key made it.",
}
"""The same, where requests may come with an ``Idempotency-Key``."""


def returns_nothing(description: str) -> Responses:
    """Describe a success without a body."""
    return {204: {"description": description}}


def problems(*statuses: int) -> Responses:
    """Describe the problems that an operation can answer with.

    Whoever has to say who they are may turn out to be somebody who may not do it: 401 brings 403.
    A body that can be too large can be packed: 413 brings 415.
    """
    brought = {_BRINGS[status] for status in statuses if status in _BRINGS}
    every = sorted({*statuses} | brought)
    schema = {"$ref": "#/components/schemas/ProblemResponse"}
    return {
        status: {
            "description": _MEANINGS[status],
            "content": {"application/problem+json": {"schema": schema}},
        }
        for status in every
    }


_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "`ETag` of what you have already; if nothing has changed, the answer is 304.",
}


_SECURITY_SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token from `POST /api/auth/login`, or a key from "
        "`POST /api/user/api-keys`.",
    },
    "key": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "A key from `POST /api/user/api-keys`.",
    },
}
_SECURITY: list[dict[str, list[str]]] = [{}, {"token": []}, {"key": []}]
"""Without any, at the server's own machine; see ``AUTH``."""


def describe(app: FastAPI) -> None:
    """Have the OpenAPI document tell what FastAPI can't see from the handlers."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = generate()
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            schemas.update(_schema_of(ProblemResponse))
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            document["components"]["securitySchemes"] = _SECURITY_SCHEMES
            for operations in document["paths"].values():
                for operation in operations.values():
                    if "401" in operation["responses"]:
                        operation["security"] = _SECURITY
                if "get" in operations:
                    _describe_304(operations["get"])
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _describe_304(read: dict[str, Any]) -> None:
    """Of a read whose answer has a tag, tell what ``conditional.seen`` does with it."""
    headers = read["responses"].get("200", {}).get("headers", {})
    if "ETag" in headers:
        read.setdefault("parameters", []).append(_IF_NONE_MATCH)
        read["responses"]["304"] = {
            "description": "You have it already, as `If-None-Match` says.",
            "headers": {"ETag": headers["ETag"]},
        }


def _schema_of(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs", {}), model.__name__: schema}
