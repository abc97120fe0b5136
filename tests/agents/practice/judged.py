"""An answer to judge, and what a model may reply about it."""

import copy
import json
from typing import Any

from agents.contracts import KeyPoint
from agents.practice.contracts import AnswerToJudge, PracticeQuestion
from tests.doubles.model_server import Exchange, Reply

QUESTION = PracticeQuestion(
    question="What is a database index, and when would you not create one?",
    type="technical",
    difficulty="intermediate",
    expected_points=(
        KeyPoint("An index is a sorted copy of columns that finds rows without a full scan.", 3),
        KeyPoint("Every insert, update and delete has to maintain all indexes, so writes slow.", 2),
        KeyPoint("On small tables or for values that most rows share, a scan is cheaper.", 1),
    ),
    skill="Databases",
)

ANSWER = (
    "An index keeps the values of a column in order, so the database can jump to the rows it "
    "wants and need not read the whole table. The price is that each insert must update the "
    "index as well, which makes writing slower. I would not create one on a tiny lookup table, "
    "because reading all of it is faster anyway."
)

ORDERED = "keeps the values of a column in order"
SLOWER = "each insert must update the index as well"
TINY = "I would not create one on a tiny lookup table"


def brief(answer: str = ANSWER, **changes: Any) -> AnswerToJudge:
    """What is judged."""
    values: dict[str, Any] = {"job_role": "Backend Developer", "question": QUESTION} | changes
    return AnswerToJudge(answer=answer, **values)


def criterion(rating: int | None, quotation: str = ORDERED) -> dict[str, Any]:
    """A criterion of a reply."""
    return {"quotation": quotation, "reason": "It says how.", "rating": rating}


def point(number: int, quotation: str = "", *, covered: bool = True) -> dict[str, Any]:
    """A key point of a reply."""
    return {"number": number, "quotation": quotation, "covered": covered}


def reply(**changes: Any) -> dict[str, Any]:
    """A fair reply about the answer above: 92.5 by the documented weights."""
    fair = {
        "key_points": [point(1, ORDERED), point(2, SLOWER), point(3, TINY)],
        "accuracy": criterion(4),
        "coverage": criterion(4, SLOWER),
        "clarity": criterion(3, TINY),
        "depth": criterion(3, SLOWER),
        "strengths": [{"text": "You say what an index costs.", "key_point": 2}],
        "improvements": [{"text": "Name a structure, like a B-tree.", "key_point": 1}],
        "feedback": "You explain the idea and its price. Say next how the order is kept.",
    }
    return copy.deepcopy(fair) | changes


def says(content: dict[str, Any] | str) -> Reply:
    """Replies with this."""
    text = content if isinstance(content, str) else json.dumps(content)
    return lambda exchange: exchange.complete(text)


def in_turn(*replies: Reply) -> Reply:
    """Replies with one after the other; the last one from then on."""
    left = list(replies)

    async def answer(exchange: Exchange) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(exchange)

    return answer
