"""Where our own log lines go."""

import logging
import sys

_OURS = ("interviewapis", "agents", "database")


def configure_logging(*, debug: bool) -> None:
    """Send our log lines to standard error, once, in the form of uvicorn's own."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s:     %(message)s"))
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.DEBUG if debug else logging.INFO)
        if not logger.handlers:
            logger.addHandler(handler)
            logger.propagate = False
