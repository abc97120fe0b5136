"""Real responses match the OpenAPI document: status, media type, every field."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.contract.document import assert_documented, examples, operations

EXAMPLES = [
    pytest.param(method, path, body, id=f"{method} {path} {name}")
    for method, path, operation in operations()
    for name, body in examples(operation).items()
]
POSTS = [path for method, path, _ in operations() if method == "post"]
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def client(library_url: str) -> Iterator[httpx2.Client]:
    """A client of a server without a model."""
    with httpx2.Client(base_url=library_url, timeout=30) as client:
        yield client


@pytest.mark.parametrize(("method", "path", "body"), EXAMPLES)
def test_responses_from_the_library_are_as_documented(
    client: httpx2.Client, method: str, path: str, body: Any
) -> None:
    response = client.request(method, path, json=body)
    assert response.status_code == 200, response.text
    assert_documented(method, path, response)


@pytest.mark.parametrize("question", ["What is the best bait for carp?", "Tell me about yourself."])
def test_answers_without_a_near_entry_are_as_documented(
    client: httpx2.Client, question: str
) -> None:
    for path in ("/api/agents/answer", "/api/agents/route", "/api/interview"):
        response = client.post(path, json={"question": question})
        assert response.status_code == 200, response.text
        assert_documented("post", path, response)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    ("status", "content", "headers"),
    [
        (400, b"{", {}),
        (401, b"{}", {"Origin": "http://evil.example"}),
        (413, b"x" * 2_000_000, {}),
        (422, b"{}", {}),
        (422, b"[]", {}),
        (422, b'{"question": "\\ud800?????", "mood": 1}', {}),
    ],
)
def test_problems_are_as_documented(
    client: httpx2.Client, path: str, status: int, content: bytes, headers: dict[str, str]
) -> None:
    response = client.post(path, content=content, headers=JSON | headers)
    assert response.status_code == status
    assert_documented("post", path, response)


def test_a_refused_test_of_the_model_is_as_documented(client: httpx2.Client) -> None:
    response = client.get("/api/test/ai", headers={"Origin": "null"})
    assert response.status_code == 401
    assert_documented("get", "/api/test/ai", response)
