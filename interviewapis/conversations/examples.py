"""Examples for the documentation of the conversations slice. Tests replay them."""

from typing import Any

from interviewapis.runs.examples import RUN

CONVERSATION_EXAMPLES: dict[str, Any] = {
    "empty": {
        "summary": "An empty one",
        "value": {"title": "Backend engineer, second round"},
    },
    "with_run": {
        "summary": "One that begins with an answer that you have",
        "value": {"run_id": RUN},
    },
}

RENAME_EXAMPLES: dict[str, Any] = {
    "title": {
        "summary": "A new name",
        "value": {"title": "URL shortening service, practice on Monday"},
    },
}
