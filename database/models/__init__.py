"""The tables: the single definition that migrations and statements are checked against."""

from database.models.base import LOCAL_USER_ID, Base
from database.models.questions import LibraryState, LibraryTerm, Question
from database.models.runs import AgentRun, Conversation, StreamTicket
from database.models.users import User

__all__ = [
    "LOCAL_USER_ID",
    "AgentRun",
    "Base",
    "Conversation",
    "LibraryState",
    "LibraryTerm",
    "Question",
    "StreamTicket",
    "User",
]
