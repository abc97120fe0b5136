"""Measures what the product finds and decides, on questions that its makers did not write."""
