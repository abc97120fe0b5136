"""A specialist's answers to questions of the bank."""
