"""Requests that the documentation shows."""

from typing import Any

COMPANY_EXAMPLES: dict[str, Any] = {
    "company": {
        "summary": "A name and what it does",
        "value": {"company_name": "TechCorp", "industry": "Technology"},
    }
}
COMPANY_CHANGES: dict[str, Any] = {
    "size": {
        "summary": "Say how large it is and where",
        "value": {"company_size": "201-500", "headquarters": "Lisbon, Portugal"},
    }
}
