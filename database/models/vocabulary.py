"""The words that columns with a closed set of values know; requests know the same."""

from typing import Literal

InterviewType = Literal["actual", "mock", "practice"]

SeniorityLevel = Literal[
    "intern",
    "junior",
    "mid",
    "senior",
    "staff",
    "principal",
    "lead",
    "manager",
    "director",
]

InterviewStatus = Literal["scheduled", "in_progress", "completed", "cancelled", "rescheduled"]

InterviewResult = Literal[
    "pending", "passed", "failed", "offer_received", "offer_accepted", "offer_declined"
]

RoundType = Literal[
    "phone_screen",
    "technical",
    "coding",
    "system_design",
    "behavioral",
    "cultural_fit",
    "hiring_manager",
    "final",
    "assessment",
    "other",
]

QuestionCategory = Literal[
    "technical",
    "behavioral",
    "product",
    "system_design",
    "coding",
    "case_study",
    "brainteaser",
    "cultural_fit",
    "leadership",
    "other",
]

QuestionDifficulty = Literal["easy", "medium", "hard", "expert"]
