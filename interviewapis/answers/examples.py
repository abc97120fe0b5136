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

ROUTE_EXAMPLES: dict[str, Any] = {
    "clear": {
        "summary": "A clear case",
        "value": {"question": QUESTION},
    },
    "doubtful": {
        "summary": "Two specialists could answer",
        "value": {"question": "Implement a rate limiter."},
    },
    "out_of_scope": {
        "summary": "No interview question",
        "value": {"question": "What is a good recipe for pancakes?"},
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

_TIME = "2026-01-05T09:30:00.000+00:00"
_RUN = "3f0c1c7e-6a52-4d0e-9d3b-0c8f4f1f2a11"

STREAM_EXAMPLE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Unnamed Server-Sent Events, one JSON object each. The example shows the "
        "first and the last; a stream that fails ends with `error` instead of `complete`.",
        "content": {
            "text/event-stream": {
                "schema": {"type": "string"},
                "example": (
                    f'data: {{"event_type":"start","timestamp":"{_TIME}",'
                    f'"data":{{"message":"Reading your question.","question":"{QUESTION}"}},'
                    f'"id":1,"run_id":"{_RUN}"}}\n\n'
                    f'data: {{"event_type":"complete","timestamp":"{_TIME}",'
                    '"data":{"message":"Answer complete.","agent_used":"system_design",'
                    f'"success":true,"stored":true}},"id":39,"run_id":"{_RUN}"}}\n\n'
                ),
            }
        },
    }
}
