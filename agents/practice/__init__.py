"""Practice: questions for a mock interview, judgements of answers, and what to learn next."""
