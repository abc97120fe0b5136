"""Bad input is told in a clear 4xx that names the field and never echoes the input (A3)."""

import json
from typing import Any

import httpx2
import pytest

from agents.specialists import SPECIALISTS
from tests.conftest import QUESTION, RunningServer
from tests.interviewapis.problems import assert_invalid, assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROUTE = "/api/agents/route"
JSON = {"Content-Type": "application/json"}
EMOJI = "\N{GRINNING FACE}"

STRING = "must be a string"
LIST = "must be a list"
OBJECT = "must be an object"
REQUIRED = "is required"
UNKNOWN = "unknown field; remove it"
NUL = "must not contain the character NUL (U+0000)"
SURROGATE = "must not contain half of a surrogate pair (U+D800 to U+DFFF)"
SHORT = "must have at least 5 characters, not counting white space at both ends"
AGENTS = f"must be one of {', '.join(SPECIALISTS)}"
BODY = "must be a JSON object, sent with Content-Type: application/json"


@pytest.fixture(scope="module")
def server(shared_server: RunningServer) -> RunningServer:
    """These tests leave nothing behind."""
    return shared_server


async def post(server: RunningServer, path: str = ROUTE, **body: Any) -> httpx2.Response:
    """Post a body, by default with a good question."""
    return await server.client.post(path, json={"question": QUESTION} | body)


async def post_bytes(server: RunningServer, content: bytes, **headers: str) -> httpx2.Response:
    """Post bytes that need not be JSON."""
    return await server.client.post(ROUTE, content=content, headers=JSON | headers)


# Fields


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
        (None, STRING),
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
    assert_invalid(await post(server, context=None), body__context=STRING)


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


# History


def message(content: object = "I would ...", role: object = "assistant") -> dict[str, object]:
    """An earlier message."""
    return {"role": role, "content": content}


def turn(question: object = "Why?", answer: object = "Because.") -> dict[str, object]:
    """An earlier question with its answer."""
    return {"question": question, "answer": answer}


@pytest.mark.parametrize(
    "history",
    [
        [],
        [message(role="user"), message()],
        [turn()],
        [turn(), message(), turn()],
        [message("")],
        [message()] * 50,
        [message("x" * 20_000)] * 5,
        [message(EMOJI * 20_000)],
        [turn("x" * 20_000, "x" * 20_000)],
    ],
    ids=[
        "none",
        "messages",
        "exchanges",
        "mixed",
        "empty message",
        "50 entries",
        "100 000 characters",
        "20 000 emoji",
        "long exchange",
    ],
)
async def test_history_is_taken_in_both_shapes(
    server: RunningServer, history: list[dict[str, object]]
) -> None:
    response = await post(server, conversation_history=history)
    assert response.status_code == 200, response.text


ENTRY = "body.conversation_history.0"


@pytest.mark.parametrize(
    ("history", "messages"),
    [
        ([message()] * 51, {"body.conversation_history": "may have at most 50 entries"}),
        (
            [message("x" * 20_001)],
            {f"{ENTRY}.content": "may have at most 20000 characters"},
        ),
        ([turn(answer="x" * 20_001)], {f"{ENTRY}.answer": "may have at most 20000 characters"}),
        (
            [turn("x" * 20_000, "x" * 20_000)] * 3,
            {
                "body.conversation_history": "may have 100000 characters at most; "
                "drop the oldest turns"
            },
        ),
        ([message(role="system")], {f"{ENTRY}.role": "must be 'user' or 'assistant'"}),
        ([message(role=None)], {f"{ENTRY}.role": "must be 'user' or 'assistant'"}),
        ([message("a\0b")], {f"{ENTRY}.content": NUL}),
        ([turn("a\0b")], {f"{ENTRY}.question": NUL}),
        ([turn(), turn(answer="a\0b")], {"body.conversation_history.1.answer": NUL}),
        ([{}], {f"{ENTRY}.role": REQUIRED, f"{ENTRY}.content": REQUIRED}),
        ([{"role": "user"}], {f"{ENTRY}.content": REQUIRED}),
        ([{"question": "Why?"}], {f"{ENTRY}.answer": REQUIRED}),
        (
            [turn() | message()],
            {f"{ENTRY}.role": UNKNOWN, f"{ENTRY}.content": UNKNOWN},
        ),
        ([message() | {"name": "x"}], {f"{ENTRY}.name": UNKNOWN}),
        ([message(["a"])], {f"{ENTRY}.content": STRING}),
        ([turn(5)], {f"{ENTRY}.question": STRING}),
        (["Why?"], {ENTRY: OBJECT}),
        ([None], {ENTRY: OBJECT}),
        ([["user", "Why?"]], {ENTRY: OBJECT}),
        ("Why?", {"body.conversation_history": LIST}),
        (message(), {"body.conversation_history": LIST}),
        (None, {"body.conversation_history": LIST}),
    ],
)
async def test_other_history_is_refused(
    server: RunningServer, history: object, messages: dict[str, str]
) -> None:
    assert_invalid(await post(server, conversation_history=history), **messages)


# JSON


@pytest.mark.parametrize(
    ("content", "messages"),
    [
        (rb'{"question": "\ud800 why so?"}', {"body.question": SURROGATE}),
        (rb'{"question": "why so? \udc00\ud800"}', {"body.question": SURROGATE}),
        (b'{"question": "\xed\xa0\x80 why so?"}', {"body.question": SURROGATE}),
        (
            rb'{"question": "why so?", "context": "\ud83d"}',
            {"body.context": SURROGATE},
        ),
        (
            rb'{"question": "why so?", "conversation_history": [{"role": "user", '
            rb'"content": "\udfff"}]}',
            {f"{ENTRY}.content": SURROGATE},
        ),
        (rb'{"question": "why so?", "agent": "\ud800"}', {"body.agent": AGENTS}),
        (rb'{"question": "why so?", "\ud800": 1}', {"body": SURROGATE}),
        (b'{"question": NaN}', {"body.question": STRING}),
        (b'{"question": -Infinity}', {"body.question": STRING}),
        (b'{"question": 1e999}', {"body.question": STRING}),
        (b'{"question": "why so?", "context": NaN}', {"body.context": STRING}),
        (b'{"question": "why so?", "number": 1e999}', {"body.number": UNKNOWN}),
        (b"", {"body": REQUIRED}),
        (b"[]", {"body": BODY}),
        (b'[{"question": "why so?"}]', {"body": BODY}),
        (b'"why so?"', {"body": BODY}),
        (b"null", {"body": BODY}),
        (b"17", {"body": BODY}),
    ],
)
async def test_json_that_says_something_else_is_invalid(
    server: RunningServer, content: bytes, messages: dict[str, str]
) -> None:
    """A3: lone surrogate; NaN, 1e999."""
    assert_invalid(await post_bytes(server, content), **messages)


@pytest.mark.parametrize(
    "content",
    [
        b"question=why",
        b"{",
        b'{"question": "why so?"',
        b'{"question": "why so?"} {}',
        b"{'question': 'why so?'}",
        b'{"question": "raw\nline end"}',
        b'{"question": "raw \x00 NUL"}',
        rb'{"question": "\u12"}',
        b'{"question": "\xff\xfe why"}',
        b"\xff\xfe\xff",
        b'{"question": ' + b"9" * 5000 + b"}",
        b'{"a":' * 3000 + b"1" + b"}" * 3000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"question": ' + b"[" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    ],
    ids=lambda content: repr(content[:20]),
)
async def test_what_cannot_be_read_as_json_is_malformed(
    server: RunningServer, content: bytes
) -> None:
    """A3: 5,000-digit int, 3k-deep JSON, bad UTF-8 body: 400 problem+json."""
    assert_problem(await post_bytes(server, content), 400, "malformed_request")
    assert (await post(server)).status_code == 200


@pytest.mark.parametrize("field", ["question", "context", "conversation_history", "agent", "mood"])
async def test_json_900_deep_is_invalid_in_every_field(server: RunningServer, field: str) -> None:
    """A3: 900-deep JSON is 422, not stored."""
    content = b'{"question": "why so?", "%b": %b1%b}' % (
        field.encode(),
        b'{"a":[' * 450,
        b"]}" * 450,
    )
    response = await server.client.post("/api/agents/answer", content=content, headers=JSON)
    problem = assert_problem(response, 422, "invalid_request")
    assert problem["errors"][0]["field"].startswith(f"body.{field}")
    assert await server.fetch("SELECT FROM agent_runs WHERE question = 'why so?'") == []


async def test_a_bom_is_passed_over(server: RunningServer) -> None:
    """A3: BOM, a documented choice: read as RFC 8259 section 8.1 allows."""
    content = b"\xef\xbb\xbf" + json.dumps({"question": QUESTION}).encode()
    assert (await post_bytes(server, content)).status_code == 200


async def test_of_duplicate_keys_the_last_one_counts(server: RunningServer) -> None:
    """A3: duplicate keys, a documented choice: as in JavaScript and Python."""
    content = b'{"question": 5, "question": "How would you design a cache?"}'
    response = await post_bytes(server, content)
    assert response.json()["question"] == "How would you design a cache?"
    response = await post_bytes(server, b'{"question": "How would you?", "question": 5}')
    assert_invalid(response, body__question=STRING)


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "x"],
)
async def test_other_content_types_are_refused(server: RunningServer, content_type: str) -> None:
    """A page of another site can send text/plain without asking; it must not pass as JSON."""
    content = json.dumps({"question": QUESTION}).encode()
    response = await post_bytes(server, content, **{"Content-Type": content_type})
    assert_invalid(response, body=BODY)


async def test_nothing_of_the_input_is_echoed(server: RunningServer) -> None:
    secret = "sesame-4711"
    bodies: list[Any] = [
        {"question": [secret]},
        {"question": secret * 500},
        {"question": QUESTION, "agent": secret},
        {"question": QUESTION, "context": {"a": secret}},
        {"question": QUESTION, "mood": secret},
        {"question": QUESTION, "conversation_history": [message(secret, role=secret)]},
        {"question": QUESTION, "conversation_history": [secret]},
        [secret],
        secret,
    ]
    for body in bodies:
        response = await server.client.post(ROUTE, json=body)
        assert response.status_code == 422
        assert secret not in response.text + str(response.headers)
    malformed = await post_bytes(server, f'{{"question": "{secret}'.encode())
    missing = await server.client.get(f"/{secret}?{secret}", headers={"X-Request-ID": secret})
    for response in (malformed, missing):
        assert response.is_client_error
        assert secret not in response.text + str(response.headers)
