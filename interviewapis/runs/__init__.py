"""Runs: one question being answered. Starting, following, cancelling and storing them."""
