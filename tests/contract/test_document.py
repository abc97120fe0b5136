"""The OpenAPI document says what a reader or a generator of clients needs."""

import json
import re
from typing import Any

import pytest
from fastapi import FastAPI

from scripts.api_documentation.document import bodies
from tests.contract.document import document, operations, references, success, validate

OPERATIONS = [pytest.param(*each, id=f"{each[0]} {each[1]}") for each in operations()]
SOMETIMES_ABSENT = {
    "AiTest": {"response", "error", "code"},
    "ProblemResponse": {"errors", "hint", "retryable"},
}


def test_all_documented_paths_are_there() -> None:
    assert {(method, path) for method, path, _ in operations()} == {
        ("get", "/"),
        ("get", "/api/health"),
        ("get", "/api/info"),
        ("get", "/api/test/ai"),
        ("get", "/api/workflow"),
        ("get", "/api/agents"),
        ("get", "/api/agents/available"),
        ("post", "/api/agents/answer"),
        ("post", "/api/agents/answer-stream"),
        ("get", "/api/agents/answer-stream"),
        ("post", "/api/agents/route"),
        ("post", "/api/agents/runs"),
        ("get", "/api/agents/runs"),
        ("get", "/api/agents/runs/{run_id}"),
        ("delete", "/api/agents/runs/{run_id}"),
        ("get", "/api/agents/runs/{run_id}/events"),
        ("post", "/api/agents/runs/{run_id}/cancel"),
        ("post", "/api/agents/runs/{run_id}/regenerate"),
        ("post", "/api/agents/stream-tickets"),
        ("post", "/api/agents/conversations"),
        ("get", "/api/agents/conversations"),
        ("get", "/api/agents/conversations/{conversation_id}"),
        ("patch", "/api/agents/conversations/{conversation_id}"),
        ("delete", "/api/agents/conversations/{conversation_id}"),
        ("post", "/api/interview"),
        ("post", "/api/interview/create"),
        ("get", "/api/interview"),
        ("get", "/api/interview/{interview_id}"),
        ("patch", "/api/interview/{interview_id}/complete"),
        ("get", "/api/interview/{interview_id}/results"),
        ("get", "/api/interview/{interview_id}/score"),
        ("post", "/api/interview/{interview_id}/next"),
        ("post", "/api/interview/{interview_id}/answer/{question_id}"),
        ("get", "/api/interview/{interview_id}/questions/{question_id}/attempts"),
        ("post", "/api/interview/{interview_id}/questions/{question_id}/attempts"),
        ("put", "/api/interview/{interview_id}/questions/{question_id}/draft"),
        ("post", "/api/interview/{interview_id}/questions/{question_id}/follow-up"),
        ("post", "/api/skill-gaps/analyze/{interview_id}"),
        ("get", "/api/skill-gaps"),
        ("get", "/api/skill-gaps/interview/{interview_id}"),
        ("get", "/api/user/stats"),
        ("post", "/api/auth/register"),
        ("post", "/api/auth/login"),
        ("post", "/api/auth/logout"),
        ("get", "/api/auth/me"),
        ("get", "/api/user/profile"),
        ("put", "/api/user/profile"),
        ("put", "/api/user/password"),
        ("get", "/api/user/api-keys"),
        ("post", "/api/user/api-keys"),
        ("delete", "/api/user/api-keys/{api_key_id}"),
        ("get", "/api/admin/users"),
        ("post", "/api/admin/users/{user_id}/deactivate"),
        ("post", "/api/admin/users/{user_id}/reactivate"),
        ("post", "/api/admin/users/{user_id}/password"),
        ("get", "/api/companies"),
        ("post", "/api/companies"),
        ("get", "/api/companies/{company_id}"),
        ("patch", "/api/companies/{company_id}"),
        ("put", "/api/companies/{company_id}"),
        ("delete", "/api/companies/{company_id}"),
        ("get", "/api/roles"),
        ("post", "/api/roles"),
        ("get", "/api/roles/{role_id}"),
        ("patch", "/api/roles/{role_id}"),
        ("put", "/api/roles/{role_id}"),
        ("delete", "/api/roles/{role_id}"),
        ("get", "/api/skills"),
        ("post", "/api/skills"),
        ("get", "/api/skills/{skill_id}"),
        ("patch", "/api/skills/{skill_id}"),
        ("put", "/api/skills/{skill_id}"),
        ("delete", "/api/skills/{skill_id}"),
        ("get", "/api/user/skills"),
        ("get", "/api/user/skills/{skill_id}"),
        ("put", "/api/user/skills/{skill_id}"),
        ("delete", "/api/user/skills/{skill_id}"),
        ("get", "/api/interviews"),
        ("post", "/api/interviews"),
        ("get", "/api/interviews/{interview_id}"),
        ("patch", "/api/interviews/{interview_id}"),
        ("put", "/api/interviews/{interview_id}"),
        ("delete", "/api/interviews/{interview_id}"),
        ("post", "/api/interviews/{interview_id}/restore"),
        ("get", "/api/interviews/{interview_id}/rounds"),
        ("post", "/api/interviews/{interview_id}/rounds"),
        ("get", "/api/interviews/{interview_id}/rounds/{round_id}"),
        ("patch", "/api/interviews/{interview_id}/rounds/{round_id}"),
        ("put", "/api/interviews/{interview_id}/rounds/{round_id}"),
        ("delete", "/api/interviews/{interview_id}/rounds/{round_id}"),
        ("get", "/api/interviews/{interview_id}/questions"),
        ("post", "/api/interviews/{interview_id}/questions"),
        ("get", "/api/interviews/{interview_id}/questions/{question_id}"),
        ("patch", "/api/interviews/{interview_id}/questions/{question_id}"),
        ("put", "/api/interviews/{interview_id}/questions/{question_id}"),
        ("delete", "/api/interviews/{interview_id}/questions/{question_id}"),
        ("get", "/api/interviews/{interview_id}/skills"),
        ("get", "/api/interviews/{interview_id}/skills/{skill_id}"),
        ("put", "/api/interviews/{interview_id}/skills/{skill_id}"),
        ("delete", "/api/interviews/{interview_id}/skills/{skill_id}"),
        ("get", "/api/stats/overview"),
        ("get", "/api/questions"),
        ("post", "/api/questions"),
        ("get", "/api/questions/category/{category}"),
        ("get", "/api/questions/search"),
        ("get", "/api/questions/{question_id}"),
        ("patch", "/api/questions/{question_id}"),
        ("put", "/api/questions/{question_id}"),
        ("delete", "/api/questions/{question_id}"),
        ("get", "/api/questions/{question_id}/skills"),
        ("get", "/api/questions/{question_id}/skills/{skill_id}"),
        ("put", "/api/questions/{question_id}/skills/{skill_id}"),
        ("delete", "/api/questions/{question_id}/skills/{skill_id}"),
        ("post", "/api/questions/{question_id}/answer"),
    }


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_operation_says_what_it_is(method: str, path: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["description"]
    assert len(operation["tags"]) == 1
    for status, response in operation["responses"].items():
        assert response["description"] not in ("", "Successful Response"), status
        if status in ("204", "304", "307"):
            assert "content" not in response
        elif status not in ("200", "201", "202") and path != "/api/health":
            assert list(response["content"]) == ["application/problem+json"]
        else:
            assert response["content"], status


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_parameter_and_header_is_described(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    parameters = operation.get("parameters", [])
    assert set(re.findall(r"{(\w+)}", path)) == {
        each["name"] for each in parameters if each["in"] == "path"
    }
    for each in parameters:
        assert each["description"], each["name"]
    for name, described in (
        operation["responses"][str(success(operation))].get("headers", {}).items()
    ):
        assert described["description"], name


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_reads_that_have_a_tag_may_answer_that_nothing_changed(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    has_tag = "ETag" in operation["responses"].get("200", {}).get("headers", ())
    names = {each["name"] for each in operation.get("parameters", ())}
    assert ("If-None-Match" in names) == (has_tag and method == "get")
    assert ("304" in operation["responses"]) == (has_tag and method == "get")


def test_every_tag_is_described_and_used() -> None:
    described = {tag["name"]: tag["description"] for tag in document()["tags"]}
    assert all(described.values())
    assert set(described) == {tag for _, _, operation in operations() for tag in operation["tags"]}


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_links_lead_to_operations_with_that_parameter(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    """Generators of clients and of tests follow them."""
    by_id = {each["operationId"]: each for _, _, each in operations()}
    made = operation["responses"][str(success(operation))]
    if "Location" in made.get("headers", ()):
        assert made["links"]
    for link in made.get("links", {}).values():
        names = {each["name"] for each in by_id[link["operationId"]]["parameters"]}
        assert set(link["parameters"]) <= names


def test_operation_ids_are_unique() -> None:
    ids = [operation["operationId"] for _, _, operation in operations()]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_problems_that_every_body_can_meet_are_documented(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    if "requestBody" in operation:
        assert {"400", "413", "415", "422", "503"} <= set(operation["responses"])
        assert ("401" in operation["responses"]) == (path != "/api/auth/register")


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_examples_match_the_schema_of_the_request(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        assert bodies(operation)
        for example in bodies(operation).values():
            validate(example, schema)


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_fields_of_responses_are_required_and_have_no_defaults(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    """Otherwise generators of clients make fields optional that are always there."""
    for name in references(operation["responses"]):
        schema = document()["components"]["schemas"][name]
        optional = set(schema.get("properties", {})) - set(schema.get("required", ()))
        assert optional == SOMETIMES_ABSENT.get(name, set()), name
        for field, described in schema.get("properties", {}).items():
            if field not in optional:
                assert "default" not in described, f"{name}.{field}"


def test_requests_refuse_unknown_fields() -> None:
    for _, _, operation in operations():
        for name in references(operation.get("requestBody", {})):
            assert document()["components"]["schemas"][name]["additionalProperties"] is False


def test_bounds_are_in_the_words_of_json_schema() -> None:
    """Pydantic writes bounds that it can't place under names of its own."""
    text = json.dumps(document())
    assert re.findall(r'"(?:ge|gt|le|lt|multiple_of|min_length|max_length)":', text) == []


def test_numbers_in_paths_and_queries_have_bounds() -> None:
    for method, path, operation in operations():
        for each in operation.get("parameters", ()):
            for schema in (each["schema"], *each["schema"].get("anyOf", ())):
                if schema.get("type") == "integer":
                    assert {"minimum", "maximum"} <= schema.keys(), (method, path, each["name"])


def test_every_component_is_described_and_used() -> None:
    used = references(document()["paths"])
    assert set(document()["components"]["schemas"]) == used
    for name in used:
        # Classes of one name would be told apart by their modules: "interviewapis__practice...".
        assert re.fullmatch(r"[A-Za-z]+", name)
        assert document()["components"]["schemas"][name]["description"], name


def test_the_framework_does_not_add_errors_of_its_own_form() -> None:
    """FastAPI's own validation error would contradict the problem that is really sent."""
    assert FastAPI().openapi()["paths"] == {}
    assert not {"HTTPValidationError", "ValidationError"} & set(document()["components"]["schemas"])
