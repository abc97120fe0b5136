"""Requests that the documentation shows."""

from typing import Any

KEY_EXAMPLES: dict[str, Any] = {
    "script": {
        "summary": "A key for a script that reads, and asks the specialists",
        "value": {"key_name": "nightly export", "scopes": ["read", "ask"]},
    }
}
