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
ANSWER_EXAMPLES: dict[str, Any] = {
    "answer": {
        "summary": "An answer",
        "value": {
            "user_answer": "A list comprehension returns a full list stored in memory, while a "
            "generator expression returns a lazy iterator that yields items one at a time. "
            "Generators are more memory efficient for large datasets.",
            "time_taken_seconds": 120,
        },
    }
}
DRAFT_EXAMPLES: dict[str, Any] = {
    "draft": {
        "summary": "What there is so far",
        "value": {"draft": "A list comprehension builds the whole list,"},
    }
}
ANALYZE_EXAMPLES: dict[str, Any] = {
    "again": {"summary": "Look anew", "value": {"force_reanalyze": True}},
}
