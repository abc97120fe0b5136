"""Finding questions of the bank."""
