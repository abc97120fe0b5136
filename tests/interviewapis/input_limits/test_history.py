"""The earlier turns that a question may come with (A3)."""

import pytest

from tests.conftest import RunningServer
from tests.interviewapis.input_limits.posting import (
    EMOJI,
    FIRST_TURN,
    LIST,
    NUL,
    NULL,
    OBJECT,
    REQUIRED,
    STRING,
    UNKNOWN,
    post,
)
from tests.interviewapis.problems import assert_invalid

pytestmark = pytest.mark.asyncio(loop_scope="module")


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


@pytest.mark.parametrize(
    ("history", "messages"),
    [
        ([message()] * 51, {"body.conversation_history": "may have at most 50 entries"}),
        (
            [message("x" * 20_001)],
            {f"{FIRST_TURN}.content": "may have at most 20000 characters"},
        ),
        (
            [turn(answer="x" * 20_001)],
            {f"{FIRST_TURN}.answer": "may have at most 20000 characters"},
        ),
        (
            [turn("x" * 20_000, "x" * 20_000)] * 3,
            {
                "body.conversation_history": "may have 100000 characters at most; "
                "drop the oldest turns"
            },
        ),
        ([message(role="system")], {f"{FIRST_TURN}.role": "must be 'user' or 'assistant'"}),
        ([message(role=None)], {f"{FIRST_TURN}.role": NULL}),
        ([message("a\0b")], {f"{FIRST_TURN}.content": NUL}),
        ([turn("a\0b")], {f"{FIRST_TURN}.question": NUL}),
        ([turn(), turn(answer="a\0b")], {"body.conversation_history.1.answer": NUL}),
        ([{}], {f"{FIRST_TURN}.role": REQUIRED, f"{FIRST_TURN}.content": REQUIRED}),
        ([{"role": "user"}], {f"{FIRST_TURN}.content": REQUIRED}),
        ([{"question": "Why?"}], {f"{FIRST_TURN}.answer": REQUIRED}),
        (
            [turn() | message()],
            {f"{FIRST_TURN}.role": UNKNOWN, f"{FIRST_TURN}.content": UNKNOWN},
        ),
        ([message() | {"name": "x"}], {f"{FIRST_TURN}.name": UNKNOWN}),
        ([message(["a"])], {f"{FIRST_TURN}.content": STRING}),
        ([turn(5)], {f"{FIRST_TURN}.question": STRING}),
        (["Why?"], {FIRST_TURN: OBJECT}),
        ([None], {FIRST_TURN: NULL}),
        ([["user", "Why?"]], {FIRST_TURN: OBJECT}),
        ("Why?", {"body.conversation_history": LIST}),
        (message(), {"body.conversation_history": LIST}),
        (None, {"body.conversation_history": NULL}),
    ],
)
async def test_other_history_is_refused(
    server: RunningServer, history: object, messages: dict[str, str]
) -> None:
    assert_invalid(await post(server, conversation_history=history), **messages)
