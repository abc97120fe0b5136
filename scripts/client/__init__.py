"""Builds the web client: what it is made of, which Node makes it, and how."""
