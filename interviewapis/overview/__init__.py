"""What this server is, how it is doing, and what answers."""
