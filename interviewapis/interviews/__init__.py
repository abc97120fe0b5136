"""Interviews: applications to jobs, with their rounds, the questions asked, and their skills."""
