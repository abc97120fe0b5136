"""The operating system users involved: who starts the server, and who it runs as."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from database.embedded.errors import EmbeddedServerError


@dataclass(frozen=True)
class ServerUser:
    """The user that PostgreSQL runs as."""

    uid: int
    gid: int
    name: str


_FOR_ROOT = ("postgres", "nobody")


def current_name() -> str:
    """The name of the user who starts the server.

    Raises:
        EmbeddedServerError: the user id has no name, so that PostgreSQL could not tell who it is.
    """
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise EmbeddedServerError(
            f"Embedded PostgreSQL: user id {os.geteuid()} has no name on this machine. Add it to "
            "/etc/passwd, start as another user, or set DATABASE_URL to a PostgreSQL server."
        ) from None


def server_user(cluster: Path) -> ServerUser:
    """The user that PostgreSQL runs as: ourselves, or for root, which it refuses, another one.

    Args:
        cluster: PostgreSQL's data directory, which need not exist; its owner is preferred.

    Raises:
        EmbeddedServerError: started as root, and there is no unprivileged user to run as.
    """
    if os.geteuid() != 0:
        return ServerUser(os.geteuid(), os.getegid(), current_name())
    candidates = []
    for name in _FOR_ROOT:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            candidates.append(ServerUser(entry.pw_uid, entry.pw_gid, name))
    if not candidates:
        raise EmbeddedServerError(
            "Embedded PostgreSQL: it refuses to run as root, and there is no user `postgres` or "
            "`nobody`. Create one (useradd --system postgres), or start as an ordinary user."
        )
    try:
        owner = cluster.stat().st_uid
    except OSError:
        return candidates[0]
    return next((user for user in candidates if user.uid == owner), candidates[0])


def barrier(folder: Path, user: ServerUser) -> Path | None:
    """The first folder on the way down to `folder`, itself included, that `user` cannot enter.

    For another user than ourselves: our own rights may come from groups and access lists too.
    """
    if user.uid == os.geteuid():
        return None
    for step in (*reversed(folder.parents), folder):
        if not _may(step, user, stat.S_IXUSR):
            return step
    return None


def can_read(file: Path, user: ServerUser) -> bool:
    """Whether `user` reaches and reads `file`."""
    if user.uid == os.geteuid():
        return os.access(file, os.R_OK)
    return barrier(file.parent, user) is None and _may(file, user, stat.S_IRUSR)


def _may(path: Path, user: ServerUser, owner_bit: int) -> bool:
    info = path.stat()
    if info.st_uid == user.uid:
        return bool(info.st_mode & owner_bit)
    shift = 3 if info.st_gid == user.gid else 6
    return bool(info.st_mode & (owner_bit >> shift))
