"""Accounts: signing up, in and out, one's profile and keys, and what administrators do."""
