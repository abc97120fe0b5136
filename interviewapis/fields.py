"""Field types that several slices' requests share."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints


def _no_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("must not contain the character NUL (U+0000)")
    return text


Text = Annotated[
    str, StringConstraints(strict=True, strip_whitespace=True), AfterValidator(_no_nul)
]
"""Text that PostgreSQL can store. White space at both ends is dropped before it is measured."""


class RequestModel(BaseModel):
    """Base of request bodies: a field that does not exist is an error, not a silent loss."""

    model_config = ConfigDict(extra="forbid", frozen=True)
