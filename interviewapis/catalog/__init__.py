"""Companies, roles and skills, which everybody of an installation shares, and one's own skills."""
