"""Skills of a question."""
