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
