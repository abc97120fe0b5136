"""Rounds of an interview."""
