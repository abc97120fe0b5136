"""Requests that the documentation shows."""

from typing import Any

REGISTER_EXAMPLES: dict[str, Any] = {
    "account": {
        "summary": "A new account",
        "value": {
            "email": "user@example.com",
            "username": "myusername",
            "password": "MyPass123",
            "full_name": "My Full Name",
        },
    }
}
LOGIN_EXAMPLES: dict[str, Any] = {
    "sign_in": {
        "summary": "Sign in",
        "value": {"email": "user@example.com", "password": "MyPass123"},
    }
}
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
KEY_EXAMPLES: dict[str, Any] = {
    "script": {
        "summary": "A key for a script that reads, and asks the specialists",
        "value": {"key_name": "nightly export", "scopes": ["read", "ask"]},
    }
}
RESET_EXAMPLES: dict[str, Any] = {
    "made": {"summary": "Have a password made", "value": {}},
}
