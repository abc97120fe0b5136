"""Short private folders for Unix sockets, safe in a place where everybody may write."""

import contextlib
import hashlib
import os
import stat
from pathlib import Path

from database.embedded.errors import EmbeddedServerError

# A socket's address has room for 103 bytes on macOS, 107 on Linux, its file name included.
_LONGEST = 100 - len("/.s.PGSQL.5432.lock")


def runtime_folder() -> Path:
    """Where folders for sockets go: the login session's own, else /tmp."""
    own = os.environ.get("XDG_RUNTIME_DIR", "")
    # As root the server runs as another user, who must not enter root's own folder.
    if own.startswith("/") and os.geteuid() != 0 and len(os.fsencode(own)) < 40:
        try:
            info = os.lstat(own)
        except OSError:
            info = None
        if info and _is_private(info, os.geteuid()) and os.access(own, os.W_OK | os.X_OK):
            return Path(own)
    return Path("/tmp").resolve()  # noqa: S108  its risks are what `create` is about


def name_for(data: Path, uid: int) -> str:
    """The folder's name: always the same for the same data and user, so leftovers are found."""
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    return f"interviewapis-{uid}-{digest}"


def create(folder: Path, uid: int, gid: int) -> None:
    """Make a folder that only `uid` (and root) can enter, or check one that is there.

    Raises:
        EmbeddedServerError: something else has its name: a link, a file, somebody else's folder.
        OSError: it cannot be made.
    """
    if len(os.fsencode(folder)) > _LONGEST:
        raise EmbeddedServerError(
            f"Embedded PostgreSQL: the path {folder} is too long for a socket. "
            "Unset XDG_RUNTIME_DIR, so that /tmp is used."
        )
    with contextlib.suppress(FileExistsError):
        os.mkdir(folder, 0o700)
    info = os.lstat(folder)
    # Root's own folder is one whose making was interrupted before the next line.
    if os.geteuid() == 0 and uid != 0 and _is_private(info, 0):
        os.chown(folder, uid, gid, follow_symlinks=False)
        info = os.lstat(folder)
    if not _is_private(info, uid):
        raise EmbeddedServerError(
            f"Embedded PostgreSQL: {folder} was made by somebody else or is open to others, so "
            "that connections could be intercepted. Remove it, then start again."
        )


def remove_files(folder: Path, names: tuple[str, ...]) -> None:
    """Remove files of a folder, without ever following a link to another place."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return
    try:
        for name in names:
            with contextlib.suppress(OSError):
                os.unlink(name, dir_fd=handle)
    finally:
        os.close(handle)


def remove(folder: Path) -> None:
    """Remove a folder if nothing is in it."""
    with contextlib.suppress(OSError):
        os.rmdir(folder)


def _is_private(info: os.stat_result, uid: int) -> bool:
    return stat.S_ISDIR(info.st_mode) and info.st_uid == uid and not info.st_mode & 0o077
