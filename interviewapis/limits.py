"""Bounds on what a request may hold, enforced by schemas and told by ``GET /api/info``."""

QUESTION_SHORTEST = 5
QUESTION_LONGEST = 2000
CONTEXT_LONGEST = 1000
HISTORY_ENTRIES = 50
HISTORY_ENTRY_LONGEST = 20_000
HISTORY_LONGEST = 100_000
"""Characters of all entries together."""
