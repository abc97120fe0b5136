"""Answers and attacks that the judging of practice answers is measured with."""
