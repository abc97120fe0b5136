"""Examples for the documentation of the answers slice. Tests replay them."""

from typing import Any

from interviewapis.runs.examples import CONVERSATION, QUESTION

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

RUN_EXAMPLES: dict[str, Any] = {
    "question": ANSWER_EXAMPLES["question"],
    "in_conversation": {
        "summary": "In a conversation",
        "value": {
            "question": "And how would you count the clicks?",
            "conversation_id": CONVERSATION,
        },
    },
}

AGAIN_EXAMPLES: dict[str, Any] = {
    "same": {"summary": "The same way", "value": {}},
    "other": {"summary": "By another specialist", "value": {"agent": "architect"}},
}

ROUTE_EXAMPLES: dict[str, Any] = {
    "clear": {
        "summary": "A clear case",
        "value": {"question": QUESTION},
    },
    "doubtful": {
        "summary": "Two specialists could answer",
        "value": {"question": "Implement a rate limiter for our public API."},
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
