"""Requests that the documentation shows."""

from typing import Any

BANK_ANSWER_EXAMPLES: dict[str, Any] = {
    "read along": {
        "summary": "Have it answered for your situation",
        "value": {"context": "For a staff engineer; 45 minutes."},
    },
    "store": {
        "summary": "Keep the answer with the question",
        "value": {"store_answer": True},
    },
}
