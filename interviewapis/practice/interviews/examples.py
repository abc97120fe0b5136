"""Requests that the documentation shows."""

from typing import Any

CREATE_EXAMPLES: dict[str, Any] = {
    "interview": {
        "summary": "Three questions for a job",
        "value": {
            "job_role": "Python Developer",
            "difficulty": "intermediate",
            "num_questions": 3,
            "question_type": "mixed",
        },
    },
    "adaptive": {
        "summary": "Questions that become harder and easier",
        "value": {"job_role": "Data Engineer", "num_questions": 5, "adaptive": True},
    },
}
