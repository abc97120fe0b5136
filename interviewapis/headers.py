"""Request headers that several slices read."""

from typing import Annotated

from fastapi import Header

KeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="Made by you, for one question. The same key with the same question gives the "
        "same run, however often it is sent.",
    ),
]

LastEventIdHeader = Annotated[
    str | None,
    Header(
        alias="Last-Event-ID",
        max_length=100,
        description="The `id` of the last event that you have seen; an `EventSource` sends it "
        "when it comes back.",
    ),
]
