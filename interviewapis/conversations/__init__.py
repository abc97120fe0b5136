"""Conversations: questions that build on each other."""
