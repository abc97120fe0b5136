"""Ids in paths, described once."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

RunId = Annotated[UUID, Path(description="Id of the run, as its events and responses tell it.")]

ConversationId = Annotated[
    UUID, Path(description="Id of the conversation, as it was told when it began.")
]
