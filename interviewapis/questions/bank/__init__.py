"""Single questions of the bank."""
