"""The tables: the single definition that migrations and statements are checked against."""

from database.models.base import EVERYBODY_ID, LARGEST_INTEGER, LOCAL_USER_ID, Base, table_of
from database.models.catalog import Company, Role, Skill, UserSkill
from database.models.interviews import (
    CvVersion,
    Interview,
    InterviewQuestion,
    InterviewRound,
    InterviewSkill,
)
from database.models.questions import (
    LibraryState,
    LibraryTerm,
    LibraryUse,
    Question,
    QuestionSkill,
)
from database.models.requests import RequestKey
from database.models.runs import AgentRun, Conversation, StreamTicket
from database.models.statistics import Tally, TallyChange
from database.models.users import User

__all__ = [
    "EVERYBODY_ID",
    "LARGEST_INTEGER",
    "LOCAL_USER_ID",
    "AgentRun",
    "Base",
    "Company",
    "Conversation",
    "CvVersion",
    "Interview",
    "InterviewQuestion",
    "InterviewRound",
    "InterviewSkill",
    "LibraryState",
    "LibraryTerm",
    "LibraryUse",
    "Question",
    "QuestionSkill",
    "RequestKey",
    "Role",
    "Skill",
    "StreamTicket",
    "Tally",
    "TallyChange",
    "User",
    "UserSkill",
    "table_of",
]
