"""Requests that the documentation shows."""

from typing import Any

ASKED_EXAMPLES: dict[str, Any] = {
    "asked": {
        "summary": "They asked this, and how it went",
        "value": {
            "question_id": 1,
            "was_asked": True,
            "order_asked": 1,
            "candidate_answer": "I spoke about caching and sharding.",
            "answer_quality_rating": 7,
            "time_taken_minutes": 25,
            "follow_up_questions_asked": ["How do you choose the shard key?"],
            "follow_up_answers": ["By what is read together."],
        },
    },
    "prepared": {
        "summary": "You prepare for it",
        "value": {"question_id": 1, "was_asked": False, "was_prepared": True},
    },
}
ASKED_CHANGES: dict[str, Any] = {
    "feedback": {
        "summary": "What they said afterwards",
        "value": {
            "was_asked": True,
            "interviewer_feedback": "Clear, but no numbers.",
            "what_could_improve": "Estimate the load first.",
        },
    }
}
