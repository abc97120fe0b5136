"""What a model is asked for when it judges an answer, and when that can be used."""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel

from agents.practice.contracts import Criterion
from agents.structured import MalformedReply

MOST_REMARKS = 8


def _at_most(longest: int) -> AfterValidator:
    """A bound that is checked here and not told in the schema: not every server knows it there."""

    def check(text: str) -> str:
        if len(text) > longest:
            raise ValueError(f"longer than {longest} characters")
        return text

    return AfterValidator(check)


def _few(remarks: "list[RemarkReply]") -> "list[RemarkReply]":
    if len(remarks) > MOST_REMARKS:
        raise ValueError(f"more than {MOST_REMARKS} entries")
    return remarks


Sentence = Annotated[str, _at_most(1000)]
Quotation = Annotated[str, _at_most(5000)]
Rating = Literal[0, 1, 2, 3, 4] | None


class PointReply(BaseModel):
    """Whether the answer makes a key point. The quotation comes first: evidence, then verdict."""

    number: int
    quotation: Quotation
    covered: bool


class CriterionReply(BaseModel):
    """A criterion, with the evidence before the rating."""

    quotation: Quotation
    reason: Sentence
    rating: Rating


class RemarkReply(BaseModel):
    """Something to tell the person; ``key_point`` is 0 where it belongs to none."""

    text: Sentence
    key_point: int


class RubricReply(BaseModel):
    """What the model is asked for."""

    key_points: list[PointReply]
    accuracy: CriterionReply
    coverage: CriterionReply
    clarity: CriterionReply
    depth: CriterionReply
    strengths: Annotated[list[RemarkReply], AfterValidator(_few)]
    improvements: Annotated[list[RemarkReply], AfterValidator(_few)]
    feedback: Annotated[str, _at_most(5000)]

    def criterion(self, name: Criterion) -> CriterionReply:
        """What was replied about a criterion."""
        found: CriterionReply = getattr(self, name)
        return found


def fits(points: int) -> Callable[[RubricReply], None]:
    """The check that a reply speaks of each of so many key points once, and to the person."""

    def check(reply: RubricReply) -> None:
        problems = []
        if sorted(each.number for each in reply.key_points) != list(range(1, points + 1)):
            problems.append(
                f"key_points: exactly one entry for each of the {points} key points is needed, "
                f"numbered from 1."
                if points
                else "key_points: must be empty, since there is no list of key points."
            )
        if not reply.feedback.strip():
            problems.append("feedback: must not be empty.")
        if problems:
            raise MalformedReply(*problems)

    return check
