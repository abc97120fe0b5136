"""Looking back on a practice interview: its answers and its score."""
