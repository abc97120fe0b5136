"""How many questions of an interview are behavioral, and where they stand."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from agents.practice.contracts import QuestionType, RequestedType

Item = TypeVar("Item")


class Shares(NamedTuple):
    """Numbers of questions."""

    technical: int
    behavioral: int


def shares(requested: RequestedType, count: int) -> Shares:
    """Split a number of questions: ``mixed`` has about one in three behavioral, and at least one
    from two questions on."""
    if requested == "technical":
        return Shares(count, 0)
    if requested == "behavioral":
        return Shares(0, count)
    behavioral = round(count / 3) if count > 2 else count - 1
    return Shares(count - behavioral, behavioral)


def interleaved(technical: Sequence[Item], behavioral: Sequence[Item]) -> list[Item]:
    """Spread the behavioral ones evenly among the technical ones, which begin."""
    mixed = list(technical)
    for number, each in enumerate(behavioral):
        # Counted from where the one before was put in; the last one ends the interview.
        place = round((number + 1) * len(technical) / len(behavioral)) + number
        mixed.insert(place, each)
    return mixed


def next_requested(requested: RequestedType, asked: Sequence[QuestionType]) -> RequestedType:
    """What to request for the next question, where questions come one by one.

    Args:
        asked: Types of the main questions so far. ``mixed`` becomes ``behavioral`` when one is due,
            so that the interview gets the shares of one that is made at once; else it stays, which
            for a single question means a technical one wherever the role has some.
    """
    if requested != "mixed":
        return requested
    due = shares(requested, len(asked) + 1).behavioral
    return "mixed" if asked.count("behavioral") >= due else "behavioral"
