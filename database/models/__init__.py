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
from database.models.practice import PracticeQuestion, PracticeSession, SkillGap
from database.models.practice_attempts import PracticeAttempt, PracticeResponse
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
from database.models.users import SCOPES, USER_TYPES, ApiKey, SignIn, User

__all__ = [
    "EVERYBODY_ID",
    "LARGEST_INTEGER",
    "LOCAL_USER_ID",
    "SCOPES",
    "USER_TYPES",
    "AgentRun",
    "ApiKey",
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
    "PracticeAttempt",
    "PracticeQuestion",
    "PracticeResponse",
    "PracticeSession",
    "Question",
    "QuestionSkill",
    "RequestKey",
    "Role",
    "SignIn",
    "Skill",
    "SkillGap",
    "StreamTicket",
    "Tally",
    "TallyChange",
    "User",
    "UserSkill",
    "table_of",
]
