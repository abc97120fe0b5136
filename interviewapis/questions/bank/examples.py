"""Requests that the documentation shows."""

from typing import Any

QUESTION_EXAMPLES: dict[str, Any] = {
    "short": {
        "summary": "A question, its kind, how hard it is",
        "value": {
            "question_text": "How would you design Instagram?",
            "question_category": "system_design",
            "question_difficulty": "hard",
        },
    },
    "with an answer": {
        "summary": "With what a good answer says",
        "value": {
            "question_text": "Tell me about a time when you missed a deadline.",
            "question_category": "behavioral",
            "question_context": "Asked by the hiring manager in the second round.",
            "answer_summary": "The migration in May: said so early, cut the scope, kept the date.",
            "key_points": [
                {"point": "Says what was at stake", "weight": 2},
                {"point": "Takes responsibility", "weight": 3},
            ],
            "suggested_frameworks": ["STAR"],
            "tags": ["deadlines", "communication"],
            "time_to_answer_minutes": 3,
        },
    },
}
QUESTION_CHANGES: dict[str, Any] = {
    "answer": {
        "summary": "Write an answer, and say how hard it is",
        "value": {
            "question_difficulty": "expert",
            "answer_markdown_content": "Begin with the feed: **read** far more often than written.",
            "tags": ["feeds", "caching"],
        },
    },
    "restore": {
        "summary": "Bring back what was put aside",
        "value": {"is_active": True},
    },
}
