"""Requests that the documentation shows."""

from typing import Any

PROFILE_EXAMPLES: dict[str, Any] = {
    "names": {
        "summary": "Be called otherwise",
        "value": {"full_name": "New Full Name", "username": "newusername"},
    }
}
PASSWORD_EXAMPLES: dict[str, Any] = {
    "password": {
        "summary": "Change the password",
        "value": {"current_password": "MyPass123", "new_password": "Another-Pass-456"},
    }
}
