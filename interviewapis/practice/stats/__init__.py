"""What somebody has practised, in figures."""
