"""Requests that the documentation shows."""

from typing import Any

QUESTION_SKILL_EXAMPLES: dict[str, Any] = {
    "primary": {
        "summary": "The question is mainly about it",
        "value": {"is_primary_skill": True, "required_proficiency": "advanced"},
    }
}
