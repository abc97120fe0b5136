"""Skills of an interview."""
