"""Answers in a practice interview: drafts, judgements, tries."""
