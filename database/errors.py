"""What can go wrong with a database, in words for people.

DatabaseError
├── DatabaseMisconfigured   at start: wrong URL, old server, missing extension
├── DatabaseUnavailable     later: connection lost, pool full, statement too slow
└── ConstraintViolated      what was to be written contradicts what is there
"""


class DatabaseError(Exception):
    """Base of all errors of this package."""


class DatabaseMisconfigured(DatabaseError):  # noqa: N818 - reads as what it says
    """The server can't be used as configured; the message is one line that says what to do."""


class DatabaseUnavailable(DatabaseError):  # noqa: N818 - reads as what it says
    """The database does not answer now; the same call may succeed later."""


class ConstraintViolated(DatabaseError):  # noqa: N818 - reads as what it says
    """A unique, foreign key or check constraint forbids what was to be written.

    Args:
        constraint: Its name, as the migrations gave it.
    """

    def __init__(self, constraint: str) -> None:
        super().__init__(f"The constraint {constraint} forbids it.")
        self.constraint = constraint
