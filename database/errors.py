"""What can go wrong with a database, in words for people.

DatabaseError
├── DatabaseMisconfigured   at start: wrong URL, old server, missing extension
└── DatabaseUnavailable     later: connection lost, pool full, statement too slow
"""


class DatabaseError(Exception):
    """Base of all errors of this package."""


class DatabaseMisconfigured(DatabaseError):  # noqa: N818 - reads as what it says
    """The server can't be used as configured; the message is one line that says what to do."""


class DatabaseUnavailable(DatabaseError):  # noqa: N818 - reads as what it says
    """The database does not answer now; the same call may succeed later."""
