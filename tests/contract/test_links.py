"""From what was made, the OpenAPI document leads to what can be done with it."""

from typing import Any

import pytest

from tests.contract.document import document, operations

LINKS = [
    pytest.param(path, link, id=f"{method} {path} {link['operationId']}")
    for method, path, operation in operations()
    for response in operation["responses"].values()
    for link in response.get("links", {}).values()
]


def required(operation_id: str) -> set[str]:
    """Names in the path of an operation."""
    ((_, path, _),) = [each for each in operations() if each[2]["operationId"] == operation_id]
    return {part[1:-1] for part in path.split("/") if part.startswith("{")}


@pytest.mark.parametrize(("path", "link"), LINKS)
def test_a_link_gives_every_id_that_its_operation_takes(path: str, link: dict[str, Any]) -> None:
    assert set(link["parameters"]) == required(link["operationId"])
    for name, expression in link["parameters"].items():
        assert expression in (f"$request.path.{name}", f"$response.body#/{name}")
        if expression.startswith("$request"):
            assert f"{{{name}}}" in path


@pytest.mark.parametrize(
    ("path", "operation_id", "name"),
    [
        ("/api/interviews/{interview_id}/rounds", "get_round", "round_id"),
        ("/api/interviews/{interview_id}/questions", "get_asked_question", "question_id"),
    ],
)
def test_what_lies_under_an_interview_is_found_with_its_id(
    path: str, operation_id: str, name: str
) -> None:
    link = document()["paths"][path]["post"]["responses"]["201"]["links"][operation_id]
    assert link["parameters"] == {
        "interview_id": "$request.path.interview_id",
        name: f"$response.body#/{name}",
    }


def test_what_signing_in_answers_is_called_as_documented() -> None:
    (answer,) = document()["paths"]["/api/auth/login"]["post"]["responses"]["200"][
        "content"
    ].values()
    assert answer["schema"] == {"$ref": "#/components/schemas/Token"}
