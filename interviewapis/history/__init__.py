"""Runs that were started: reading along, looking back, stopping, deleting."""
