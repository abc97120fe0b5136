"""Interviews themselves."""
