"""The one exception of this package, and how system errors become it."""

import errno


class EmbeddedServerError(Exception):
    """The embedded server cannot be used. The message is one line: what is wrong, what to do."""


_INSTEAD = "or set DATABASE_URL to a PostgreSQL server of your own"


def from_os_error(error: OSError, doing: str) -> EmbeddedServerError:
    """Say in one line what a system error means for the person who started the server.

    Args:
        error: the error as the system reported it.
        doing: what was tried, as a noun phrase: "the data folder /x/var".
    """
    match error.errno:
        case None if isinstance(error, TimeoutError):
            advice = "the server's guardian did not answer in time. See server.log there."
        case errno.ENOSPC | errno.EDQUOT:
            advice = f"the disk is full. Free some space (about 100 MB), {_INSTEAD}."
        case errno.EACCES | errno.EPERM:
            advice = f"permission denied. Give this user access to it, {_INSTEAD}."
        case errno.EROFS:
            advice = f"the file system is read-only. Choose another data folder, {_INSTEAD}."
        case errno.EMFILE | errno.ENFILE:
            advice = "too many files are open. Raise the limit (ulimit -n) and start again."
        case _:
            advice = f"{error.strerror or error}. Repair that, {_INSTEAD}."
    return EmbeddedServerError(f"Embedded PostgreSQL: {doing}: {advice}")


def from_server_output(output: str, log: str, cluster: str) -> EmbeddedServerError:
    """Say in one line why initdb or PostgreSQL ended, given what it printed.

    Args:
        output: what the process wrote to its standard error.
        log: path of the log file that has the whole output.
        cluster: path of PostgreSQL's data directory.
    """
    for sign, advice in _SIGNS:
        if sign in output:
            return EmbeddedServerError(f"Embedded PostgreSQL: {advice.format(cluster=cluster)}")
    return EmbeddedServerError(
        f"Embedded PostgreSQL did not start: {_reason(output)}. See {log}, {_INSTEAD}."
    )


_SIGNS = (
    (
        "No space left on device",
        f"the disk of {{cluster}} is full. Free some space (about 100 MB), {_INSTEAD}.",
    ),
    (
        "error while loading shared libraries",
        "its binaries need a system library that is missing (see `ldd` on them). "
        f"Install it, {_INSTEAD}.",
    ),
    (
        "has invalid permissions",
        "the file system of {cluster} does not keep Unix permissions. Move the data folder "
        f"to a native file system, {_INSTEAD}.",
    ),
    (
        "has wrong ownership",
        "{cluster} belongs to another user. Start as that user, or move the folder away to "
        "begin with an empty database.",
    ),
    (
        "Permission denied",
        f"permission denied in {{cluster}}. Give this user access to it, {_INSTEAD}.",
    ),
    (
        "Cannot allocate memory",
        f"not enough memory (it needs about 200 MB). Free some, {_INSTEAD}.",
    ),
    (
        "could not create shared memory segment",
        f"the system gives no shared memory. Raise its limits, {_INSTEAD}.",
    ),
)


def _reason(output: str) -> str:
    """The most telling line of an output: the first fatal one, else the last."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for mark in ("PANIC: ", "FATAL: ", "error: "):
        for line in lines:
            if mark in line:
                return line.partition(mark)[2].strip().rstrip(".")
    return lines[-1].rstrip(".") if lines else "it ended without a message"
