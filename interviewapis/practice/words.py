"""Words that several responses of practice know."""

from typing import Literal

Status = Literal["in_progress", "completed", "abandoned"]
"""Of an interview."""

Kind = Literal["main", "follow_up"]
"""Of a question."""

JudgedBy = Literal["model", "coverage"]
"""Who judged: by the rubric, or by the key points that an answer covers."""
