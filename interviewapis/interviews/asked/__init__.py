"""Questions that were asked in an interview."""
