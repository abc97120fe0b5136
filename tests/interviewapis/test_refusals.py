"""Whatever is wrong with a value, the refusal is in words of ours, for every field there is."""

import math
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core.core_schema import ErrorType

from interviewapis.errors import FieldError
from interviewapis.refusals import _ELSE, in_words
from interviewapis.routes import ROUTERS
from tests.contract.requests import TRACKER

ROUTES = [
    route
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and route.path.startswith(TRACKER)
]
PYDANTICS = re.compile(
    r"(?i:input should|value error|should (be|have|match)|valid |extra inputs|field required|"
    r"unable to|datetime|timezone|tuple|dictionary|instance)|\d\.0\b|\b1 (characters|entries)"
)
TEXTS: list[Any] = [
    *("", " ", "x", "x" * 60_000, "a\0b", "a\x01b", "a\nb", "\u200b", "half \ud800", "1", "-1"),
    *("1_0", "1.0", "1e400", "nan", "true", "null", "9" * 5000, "x@", "2 pm", "1:30", "24:00"),
    *("2026-05-01", "2026-13-01", "2026-02-30", "2026-05-01T10:00:00", "2026-13-01T00:00:00Z"),
    *("2026-05-01T25:00:00Z", "2026-05-01T10:00:00+99:00", "2026-05-01T10:00:00Zx", "2026-"),
    *("0000-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "10000-01-01T00:00:00Z"),
    *("1767605400", "https://x .io", "ftp://x", "<script>"),
]
OTHERS: list[Any] = [
    *(None, True, False, 0, -1, 1, 1.5, 0.5, 5, 10**6, 10**10, 10**400, -(10**400)),
    *(math.nan, math.inf, -math.inf, [], {}, {"x": 1}),
    *([each] for each in (None, 0, 1.5, "", "x", "x" * 60_000, "a\0b", "\ud800", [], {}, "<x>")),
    *(["x"] * 1001, [0] * 1001, [{}] * 1001, [{"x": 1}], [[[]]]),
]


def models(fields: Any) -> Iterator[type[BaseModel]]:
    for field in fields:
        kind = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield kind


def below(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models of what a list holds."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for each in get_args(annotation):
        yield from below(each)


def bodies(model: type[BaseModel]) -> Iterator[dict[str, Any]]:
    """Bodies with each kind of wrong value in each field, and in those of objects in lists."""
    yield {}
    for name, field in model.model_fields.items():
        for value in (*TEXTS, *OTHERS):
            yield {name: value}
        for inner in below(field.annotation):
            for body in bodies(inner):
                yield {name: [body]}


def refusals(
    where: str, model: type[BaseModel], body: Any, route: APIRoute
) -> Iterator[tuple[str, FieldError]]:
    """What is told of a body, each with the type of Pydantic's error."""
    try:
        TypeAdapter(model).validate_python(body)
    except ValidationError as refused:
        for each in refused.errors():
            error = {**each, "loc": (where, *each["loc"])}
            yield each["type"], in_words(error, body, route)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.name} {route.path}")
def test_no_field_is_refused_in_words_of_pydantic(route: APIRoute) -> None:
    for model in models(route.dependant.body_params):
        for body in bodies(model):
            assert_in_our_words(refusals("body", model, body, route), body)
    for model in models(route.dependant.query_params):
        for name in (*model.model_fields, "unknown"):
            for text in TEXTS:
                for value in (text, [text], [text] * 101):
                    query = {name: value}
                    assert_in_our_words(refusals("query", model, query, route), query)


def assert_in_our_words(told: Iterator[tuple[str, FieldError]], body: Any) -> None:
    for kind, error in told:
        assert not PYDANTICS.search(error.message), (kind, error, str(body)[:100])
        assert error.message != _ELSE, (kind, error, str(body)[:100])


@pytest.mark.parametrize("kind", get_args(ErrorType))
def test_no_kind_of_error_is_told_in_words_of_pydantic(kind: str) -> None:
    """Also those that no field can have today."""
    bounds = ("ge", "gt", "le", "lt", "min_length", "max_length", "expected")
    error = {
        "type": kind,
        "loc": ("body", "field"),
        "msg": "Value error, must be so" if kind.endswith("_error") else "Input should be so",
        "input": "x",
        "ctx": dict.fromkeys(bounds, 7) | {"error": ValueError("must be so")},
    }
    message = in_words(error, {"field": "x"}, ROUTES[0]).message
    assert not PYDANTICS.search(message)
    assert "{" not in message


CREATE = next(each for each in ROUTES if each.name == "create_interview")
PATCH_ASKED = next(each for each in ROUTES if each.name == "patch_asked_question")


@pytest.mark.parametrize(
    ("route", "body", "field", "message"),
    [
        (CREATE, {"interview_id": 1}, "interview_id", "can't be set; leave it out"),
        (CREATE, {"created_at": "x"}, "created_at", "can't be set; leave it out"),
        (CREATE, {"company_name": "x"}, "company_name", "can't be set; leave it out"),
        (CREATE, {"owner_id": 1}, "owner_id", "unknown field; remove it"),
        (PATCH_ASKED, {"question_id": 1}, "question_id", "can't be set; leave it out"),
        (
            CREATE,
            {"skills": [{"skill_id": 1, "skill_name": "x"}]},
            "skills.0.skill_name",
            "can't be set; leave it out",
        ),
        (
            CREATE,
            {"skills": [{"skill_id": 1, "interview_id": 1}]},
            "skills.0.interview_id",
            "unknown field; remove it",
        ),
        (CREATE, {"seniority_level": None}, "seniority_level", "can't be null"),
        (CREATE, {"skills": [None]}, "skills.0", "can't be null"),
        (
            CREATE,
            {"cv_uploaded_at": "2026-05-01T10:00:00"},
            "cv_uploaded_at",
            "must be a date with time and offset, like 2026-01-05T09:30:00Z",
        ),
        (
            CREATE,
            {"time_spent_preparing_hours": 1e6},
            "time_spent_preparing_hours",
            "may be at most 100000",
        ),
    ],
)
def test_a_refusal_says_what_to_do(
    route: APIRoute, body: dict[str, Any], field: str, message: str
) -> None:
    (model,) = models(route.dependant.body_params)
    told = [error for _, error in refusals("body", model, body, route)]
    assert FieldError(f"body.{field}", message) in told


def test_times_of_day_are_told_how_they_are_written() -> None:
    route = next(each for each in ROUTES if each.name == "create_round")
    (model,) = models(route.dependant.body_params)
    for wrong in ("2 pm", "1:30", "", "24:00", "x" * 99):
        told = [error for _, error in refusals("body", model, {"scheduled_time": wrong}, route)]
        message = "must be a time of day like 14:30 or 14:30:00"
        assert FieldError("body.scheduled_time", message) in told
