"""The fields of a question: each has bounds, and what is beyond is refused by name (A3)."""

from typing import Any

import pytest

from agents.specialists import SPECIALISTS
from tests.conftest import RunningServer
from tests.interviewapis.input_limits.posting import (
    AGENTS,
    EMOJI,
    NUL,
    NULL,
    REQUIRED,
    ROUTE,
    STRING,
    UNKNOWN,
    post,
)
from tests.interviewapis.problems import assert_invalid

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHORT = "must have at least 5 characters, not counting white space at both ends"


@pytest.mark.parametrize(
    "question",
    [
        "x" * 5,
        "x" * 2000,
        EMOJI * 5,
        EMOJI * 2000,
        f"  \n{'x' * 2000}\t ",
        "a\r\n\N{LINE SEPARATOR}b",
    ],
    ids=["5", "2000", "5 emoji", "2000 emoji", "2000 and white space", "line ends inside"],
)
async def test_questions_of_5_to_2000_characters_are_taken(
    server: RunningServer, question: str
) -> None:
    """Characters are code points; white space at both ends does not count."""
    response = await post(server, question=question)
    assert response.status_code == 200, response.text
    assert response.json()["question"] == question.strip()


@pytest.mark.parametrize("path", [ROUTE, "/api/agents/answer", "/api/agents/answer-stream"])
@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("x" * 4, SHORT),
        (EMOJI * 4, SHORT),
        ("    x    ", SHORT),
        ("", SHORT),
        ("x" * 2001, "may have at most 2000 characters"),
        (EMOJI * 2001, "may have at most 2000 characters"),
        (None, NULL),
        (12345, STRING),
        (True, STRING),
        (["How?"], STRING),
        ({"text": "How?"}, STRING),
        ("How\0would you?", NUL),
        ("How would you?\0", NUL),
    ],
)
async def test_other_questions_are_refused(
    server: RunningServer, path: str, question: object, message: str
) -> None:
    """A3: NUL in text."""
    assert_invalid(await post(server, path, question=question), body__question=message)


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({"question": "x" * 4}, "body.question", SHORT),
        ({"question": "x" * 1001}, "body.question", "may have at most 1000 characters"),
        ({"user_context": "x" * 501}, "body.user_context", "may have at most 500 characters"),
        ({"user_context": "a\0b"}, "body.user_context", NUL),
        ({"question": "abcde\0fgh"}, "body.question", NUL),
        ({"context": "senior"}, "body.context", UNKNOWN),
        (
            {"interview_type": "poetry"},
            "body.interview_type",
            "must be 'technical', 'behavioral', 'coding', 'system_design', 'product', "
            "'product_manager', 'architecture', 'architect' or 'mixed'",
        ),
    ],
)
async def test_the_older_form_has_bounds_of_its_own(
    server: RunningServer, body: dict[str, Any], field: str, message: str
) -> None:
    assert_invalid(await post(server, "/api/interview", **body), **{field: message})


async def test_the_older_form_takes_what_is_within_its_bounds(server: RunningServer) -> None:
    response = await post(
        server,
        "/api/interview",
        question="How would you design a cache? ".ljust(999, ".") + "?",
        user_context="x" * 500,
        interview_type="system_design",
    )
    assert response.status_code == 200, response.text


async def test_the_question_is_required(server: RunningServer) -> None:
    response = await server.client.post(ROUTE, json={"context": "senior"})
    assert_invalid(response, body__question=REQUIRED)


async def test_context_has_1000_characters_at_most(server: RunningServer) -> None:
    assert (await post(server, context="x" * 1000)).status_code == 200
    assert (await post(server, context=f" {EMOJI * 1000} ")).status_code == 200
    response = await post(server, context="x" * 1001)
    assert_invalid(response, body__context="may have at most 1000 characters")
    assert_invalid(await post(server, context="a\0b"), body__context=NUL)
    assert_invalid(await post(server, context=None), body__context=NULL)


@pytest.mark.parametrize("agent", [*SPECIALISTS, None])
async def test_every_specialist_can_be_chosen(server: RunningServer, agent: str | None) -> None:
    response = await post(server, agent=agent)
    assert response.status_code == 200, response.text
    assert agent in (None, response.json()["routing"]["selected_agent"])


@pytest.mark.parametrize(
    ("agent", "message"),
    [("chef", AGENTS), ("", AGENTS), ("Coding", AGENTS), ("coding\0", AGENTS), (5, STRING)],
)
async def test_an_unknown_specialist_is_refused_with_the_known_ones(
    server: RunningServer, agent: object, message: str
) -> None:
    assert_invalid(await post(server, agent=agent), body__agent=message)


@pytest.mark.parametrize("field", ["role", "user_id", "provider", "Question", "answer"])
async def test_unknown_fields_are_refused_by_name(server: RunningServer, field: str) -> None:
    """A3: extra fields."""
    assert_invalid(await post(server, **{field: "x"}), **{f"body.{field}": UNKNOWN})


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("\0", "body.\0"),
        ("\N{LINE SEPARATOR}\r\n", "body.\\u2028\r\n"),
        ("k" * 5000, ("body." + "k" * 5000)[:200]),
        ("<script>", "body.<script>"),
    ],
)
async def test_made_up_names_of_fields_do_no_harm(
    server: RunningServer, name: str, shown: str
) -> None:
    assert_invalid(await post(server, **{name: 1}), **{shown: UNKNOWN})


async def test_several_mistakes_are_all_named(server: RunningServer) -> None:
    response = await post(server, question="Why", context=5, agent="chef", mood="good", tone=1)
    assert_invalid(
        response,
        body__question=SHORT,
        body__context=STRING,
        body__agent=AGENTS,
        body__mood=UNKNOWN,
        body__tone=UNKNOWN,
    )
    assert response.json()["detail"].endswith("; and 2 more")
