"""Requests that the documentation shows."""

from typing import Any

ANALYZE_EXAMPLES: dict[str, Any] = {
    "again": {"summary": "Look anew", "value": {"force_reanalyze": True}},
}
