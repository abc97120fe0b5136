"""Where our own log lines go, and those of the database driver."""

import logging
import sys

_OURS = ("interviewapis", "agents", "database")
_DRIVER = "asyncpg"


def configure_logging(*, debug: bool) -> None:
    """Send log lines to standard error, once, in the form of uvicorn's own."""
    for name in _OURS:
        _send(name, logging.DEBUG if debug else logging.INFO)
    # While the database is away, the driver's pool tells every attempt with a traceback.
    _send(_DRIVER, logging.WARNING).addFilter(_without_traceback)


def _send(name: str, level: int) -> logging.Handler:
    logger = logging.getLogger(name)
    logger.setLevel(level)
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(levelname)s:     %(message)s"))
        logger.addHandler(handler)
        logger.propagate = False
    return logger.handlers[0]


def _without_traceback(record: logging.LogRecord) -> bool:
    record.exc_info = None
    return True
