"""Field types that several slices' requests share."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints


def _no_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("must not contain the character NUL (U+0000)")
    return text


NO_NUL = AfterValidator(_no_nul)
"""PostgreSQL's text can't hold NUL. Stands after ``characters``, so that lengths are told first."""


def characters(shortest: int, longest: int) -> StringConstraints:
    """Bounds of a text in characters; white space at both ends is dropped before it is measured."""
    return StringConstraints(
        strict=True, strip_whitespace=True, min_length=shortest, max_length=longest
    )


IdempotencyKey = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,255}$")]
"""Made by a client for one question: 1 to 255 visible ASCII characters."""


class RequestModel(BaseModel):
    """Base of request bodies: a field that does not exist is an error, not a silent loss."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ResponseModel(BaseModel):
    """Base of response bodies: the string below a field describes it in the documentation."""

    model_config = ConfigDict(use_attribute_docstrings=True)
