"""Examples for the documentation of the answers slice. Tests replay them."""

from typing import Any

QUESTION = "How would you design a URL shortening service?"

ANSWER_EXAMPLES: dict[str, Any] = {
    "question": {
        "summary": "A question",
        "value": {"question": QUESTION},
    },
    "with_context": {
        "summary": "With context, history and a specialist of your choice",
        "value": {
            "question": "And how would you keep the links from being guessed?",
            "context": "Senior backend role, 45 minutes, Go and PostgreSQL",
            "conversation_history": [
                {"role": "user", "content": QUESTION},
                {"role": "assistant", "content": "I would generate keys from a counter ..."},
            ],
            "agent": "system_design",
        },
    },
}

INTERVIEW_EXAMPLES: dict[str, Any] = {
    "question": {
        "summary": "A question with a hint",
        "value": {
            "question": "Tell me about a time you disagreed with your manager.",
            "interview_type": "behavioral",
            "user_context": "Team lead, five years of experience",
        },
    },
}

STREAM_EXAMPLE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Unnamed Server-Sent Events, one JSON object each.",
        "content": {
            "text/event-stream": {
                "schema": {"type": "string"},
                "example": (
                    'data: {"event_type":"start","timestamp":"2026-01-05T09:00:00.000+00:00",'
                    '"data":{"message":"Reading your question.","question":"..."},"id":1,'
                    '"run_id":"0b5c6a5e-..."}\n\n'
                ),
            }
        },
    }
}
