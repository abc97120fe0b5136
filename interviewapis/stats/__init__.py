"""Counts of what the caller has."""
