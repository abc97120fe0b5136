"""Writes API_DOCUMENTATION.md from the OpenAPI description, fragments and recorded responses."""
