"""Requests that the documentation shows."""

from typing import Any

INTERVIEW_SKILL_EXAMPLES: dict[str, Any] = {
    "required": {
        "summary": "They ask for it",
        "value": {"required_proficiency": "advanced", "priority_level": "high"},
    },
    "assessed": {
        "summary": "They tested it",
        "value": {
            "is_required": False,
            "is_nice_to_have": True,
            "was_assessed": True,
            "assessed_proficiency": "advanced",
            "assessment_notes": "Window functions, and reading a plan.",
            "passed_assessment": True,
        },
    },
}
