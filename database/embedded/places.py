"""Where everything of one embedded server lies, as an ordinary user or as root."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from database.embedded import binaries, private_folder
from database.embedded.errors import EmbeddedServerError
from database.embedded.user import ServerUser, barrier, current_name, server_user

ENTRY = "postgres"
SHARED = Path("/var/lib/interviewapis")
_OWNER = "owner"


@dataclass(frozen=True)
class Places:
    """The folders and users of one embedded server; all paths are absolute and real.

    home: our own folder, with the cluster, the log and the lock.
    programs: folder of `postgres` and `initdb`.
    control: private folder of the guardian's socket.
    sockets: private folder of PostgreSQL's socket.
    user: who PostgreSQL runs as.
    client: name of the operating system user who may connect as the application.
    """

    home: Path
    programs: Path
    control: Path
    sockets: Path
    user: ServerUser
    client: str

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data directory."""
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        """What the guardian and PostgreSQL have to say, since the last start."""
        return self.home / "server.log"

    @property
    def lock(self) -> Path:
        """Locked by the guardian while it lives; tells where its socket is."""
        return self.home / "guardian.lock"

    @property
    def guardian_socket(self) -> Path:
        """Where the guardian takes leases."""
        return self.control / "guardian.sock"


def find(data_folder: Path) -> Places:
    """Decide where things lie, and make our own folder if it is missing.

    To be called with the start lock of the data folder held.

    Args:
        data_folder: the application's data folder, absolute and real; it exists.

    Raises:
        EmbeddedServerError: the data cannot be used from here; the message says why.
        OSError: a folder cannot be made.
    """
    user = server_user(data_folder / ENTRY / "cluster")
    home = _home(data_folder, user)
    base = private_folder.runtime_folder()
    control = base / private_folder.name_for(home, os.geteuid())
    sockets = base / private_folder.name_for(home, user.uid)
    programs = binaries.program_folder(user, _shared() if user.uid != os.geteuid() else home)
    return Places(home, programs, control, sockets, user, current_name())


def _home(data_folder: Path, user: ServerUser) -> Path:
    entry = data_folder / ENTRY
    if entry.is_symlink():
        home = Path(os.path.realpath(entry))
        if not home.is_dir():
            raise EmbeddedServerError(
                f"Embedded PostgreSQL: {entry} points to {home}, which is gone. Put it back, "
                f"or remove {entry} to begin with an empty database."
            )
        if home.parent == SHARED:
            _claim(home, data_folder)
    elif entry.exists():
        home = entry
    elif barrier(data_folder, user):
        return _shared_home(data_folder)
    else:
        return _make(entry)
    _check_reach(home, user)
    return home


def _check_reach(home: Path, user: ServerUser) -> None:
    owner = home.stat().st_uid
    if owner != os.geteuid():
        raise EmbeddedServerError(
            f"Embedded PostgreSQL: {home} was made by user id {owner}. Start as that user, or move "
            "the folder away to begin with an empty database."
        )
    if blocked := barrier(home, user):
        raise EmbeddedServerError(
            f"Embedded PostgreSQL: it runs as user {user.name}, who cannot enter {blocked}. "
            f"Allow it (chmod o+x {blocked}), or move {home} away to begin with an empty database."
        )


def _make(home: Path) -> Path:
    home.mkdir()
    # Ours, not the server user's: so that no file written by root lies where that user may
    # plant links. Its user only passes through, to the cluster.
    home.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return home


def _shared() -> Path:
    SHARED.mkdir(mode=0o755, exist_ok=True)
    info = SHARED.lstat()
    if not stat.S_ISDIR(info.st_mode) or info.st_uid != 0 or info.st_mode & 0o022:
        raise EmbeddedServerError(
            f"Embedded PostgreSQL: {SHARED} must be a folder that only root can change. "
            "Correct its owner and mode, or set DATABASE_URL to a PostgreSQL server."
        )
    if stat.S_IMODE(info.st_mode) != 0o755:
        SHARED.chmod(0o755)
    return SHARED


def _shared_home(data_folder: Path) -> Path:
    """A folder out of the way, because the server's user cannot reach the data folder.

    Never one that holds a database already: without a link to it from the data folder it may be
    that of a checkout which was moved away from, or deleted at, this same path.
    """
    digest = hashlib.sha256(os.fsencode(data_folder)).hexdigest()[:16]
    home = _shared() / digest
    number = 1
    while (home / "cluster").exists():
        number += 1
        home = SHARED / f"{digest}-{number}"
    if not home.is_dir():
        _make(home)
    (home / _OWNER).write_bytes(os.fsencode(data_folder))
    (data_folder / ENTRY).symlink_to(home)
    return home


def _claim(home: Path, data_folder: Path) -> None:
    """Check that a folder out of the way belongs to this data folder; follow one that was moved."""
    try:
        recorded = Path(os.fsdecode((home / _OWNER).read_bytes()))
    except FileNotFoundError:
        recorded = data_folder
    if recorded != data_folder and os.path.realpath(recorded / ENTRY) == str(home):
        raise EmbeddedServerError(
            f"Embedded PostgreSQL: {data_folder / ENTRY} points to the database of {recorded} "
            "(a copied folder?). Remove that link to begin with an empty database."
        )
    (home / _OWNER).write_bytes(os.fsencode(data_folder))
