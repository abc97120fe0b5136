"""Key points as a model writes them, and which of them can be used."""

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import BaseModel, Field

from agents.contracts import KeyPoint
from agents.practice.wording import line_within
from agents.text import words_of

SHORTEST_POINT: Final = 8
LONGEST_POINT: Final = 300
_MOST_READ: Final = 12


# The schema tells the model which weights there are, but does not check them: it would refuse
# all of a reply for one wrong number.
class PointReply(BaseModel):
    """A key point as the model writes it."""

    point: str
    weight: Annotated[int, Field(json_schema_extra={"enum": [1, 2, 3]})]


def usable_points(question: str, replies: Sequence[PointReply]) -> list[KeyPoint]:
    """The points of fit length and weight, no two of the same words, none that is the question."""
    points: dict[str, KeyPoint] = {}
    for each in replies[:_MOST_READ]:
        text = line_within(each.point, SHORTEST_POINT, LONGEST_POINT)
        words = words_of(text or "")
        if text and words and words != words_of(question) and each.weight in (1, 2, 3):
            points.setdefault(words, KeyPoint(text, each.weight))
    return list(points.values())
