"""The HTTP side of InterviewAPIs."""

__version__ = "0.1.0"
