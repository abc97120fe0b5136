"""A person's figures, as they are shown."""

from datetime import datetime
from typing import Literal

from interviewapis.fields import ResponseModel


class UserStatsResponse(ResponseModel):
    """What somebody has practised."""

    total_interviews: int
    """Practice interviews that were begun."""
    completed_interviews: int
    """Those that were completed."""
    average_score: float
    """Mean score of your answers, 0 to 100; 0 while none is scored."""
    best_score: float
    """The best of them; 0 while none is scored."""
    total_questions_answered: int
    """Answers that count; follow-ups and retries do not."""
    member_since: datetime
    """When the account was made."""
    account_status: Literal["active", "inactive"]
    """Whether it may do something."""
