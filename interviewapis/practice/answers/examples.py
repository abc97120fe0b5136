"""Requests that the documentation shows."""

from typing import Any

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
