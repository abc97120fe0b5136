"""Skill gaps that practice shows."""
