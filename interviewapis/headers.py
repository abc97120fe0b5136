"""Request headers that several slices read."""

from typing import Annotated

from fastapi import Header

from interviewapis.fields import IdempotencyKey

IDEMPOTENCY_KEY = "Idempotency-Key"

KeyHeader = Annotated[
    IdempotencyKey | None,
    Header(
        alias=IDEMPOTENCY_KEY,
        description="Made by you, for one request. The same key with the same request gives the "
        "same answer, and makes a thing only once, however often it is sent.",
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
