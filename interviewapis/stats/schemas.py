"""Responses of the statistics slice. Every value is named, also where the count is 0."""

from interviewapis.fields import ResponseModel


class InterviewsByStatus(ResponseModel):
    """How many interviews have each status."""

    scheduled: int
    """Planned."""
    in_progress: int
    """Under way."""
    completed: int
    """Over."""
    cancelled: int
    """Called off."""
    rescheduled: int
    """Moved to another day."""


class InterviewsByResult(ResponseModel):
    """How many interviews have each result."""

    pending: int
    """Not known yet."""
    passed: int
    """Passed."""
    failed: int
    """Not passed."""
    offer_received: int
    """There is an offer."""
    offer_accepted: int
    """The offer is accepted."""
    offer_declined: int
    """The offer is declined."""


class QuestionsByCategory(ResponseModel):
    """How many questions are of each category."""

    technical: int
    """How things work."""
    behavioral: int
    """How you act with others."""
    product: int
    """What to build, for whom, and why."""
    system_design: int
    """How to build something large."""
    coding: int
    """To be answered with a program."""
    case_study: int
    """A situation of a business to work through."""
    brainteaser: int
    """A puzzle."""
    cultural_fit: int
    """What you value at work."""
    leadership: int
    """How you lead."""
    other: int
    """None of these."""


class QuestionsByDifficulty(ResponseModel):
    """How many questions are of each difficulty."""

    easy: int
    """Easy."""
    medium: int
    """Of medium difficulty."""
    hard: int
    """Hard."""
    expert: int
    """For experts."""


class StatisticsResponse(ResponseModel):
    """What you have, counted."""

    total_interviews: int
    """Your interviews, without deleted ones."""
    total_questions: int
    """Your own questions, without deleted ones."""
    total_companies: int
    """Companies of this installation, whoever added them."""
    library_questions: int
    """Questions of the library, which everybody reads."""
    interviews_by_status: InterviewsByStatus
    """Your interviews by status."""
    interviews_by_result: InterviewsByResult
    """Your interviews by result."""
    questions_by_category: QuestionsByCategory
    """Your own questions by category."""
    questions_by_difficulty: QuestionsByDifficulty
    """Your own questions by difficulty."""
