"""Requests that the documentation shows."""

from typing import Any

RESET_EXAMPLES: dict[str, Any] = {
    "made": {"summary": "Have a password made", "value": {}},
}
