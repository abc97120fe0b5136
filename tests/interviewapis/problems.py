"""What every error response must be like."""

from typing import Any

import httpx2


def assert_problem(response: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    """Check the form of an error (RFC 9457 and our additions) and return it."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-content-type-options"] == "nosniff"
    problem = response.json()
    assert problem["status"] == status
    assert problem["code"] == code
    assert problem["type"] == "about:blank"
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == response.headers["x-request-id"]
    assert ("errors" in problem) == (code == "invalid_request")
    for error in problem.get("errors", ()):
        assert set(error) == {"field", "message"}
        assert error["message"]
        assert error["message"] in problem["detail"] or len(problem["errors"]) > 3
    return problem


def assert_invalid(response: httpx2.Response, **messages: str) -> None:
    """Check that a 422 names exactly these fields; double underscores stand for dots."""
    problem = assert_problem(response, 422, "invalid_request")
    told = {error["field"]: error["message"] for error in problem["errors"]}
    assert told == {field.replace("__", "."): message for field, message in messages.items()}
