"""Processes: who they are, whether they live, and starting one that cannot outlive its parent."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from database.embedded.user import ServerUser

_LINUX = sys.platform == "linux"
_PR_SET_PDEATHSIG = 1

# No variable of the caller reaches PostgreSQL: PGDATA, PGPORT or LC_* would change its behaviour.
ENVIRONMENT: Mapping[str, str] = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Identity:
    """A process, told apart from a later one with the same number by its start time."""

    pid: int
    started: str


def identify(pid: int) -> Identity | None:
    """The identity of a process; None if it is gone, or a zombie that only waits to be reaped."""
    started = _started_linux(pid) if _LINUX else _started_by_ps(pid)
    return Identity(pid, started) if started is not None else None


def is_alive(identity: Identity) -> bool:
    """Whether that very process still runs."""
    return identify(identity.pid) == identity


def _started_linux(pid: int) -> str | None:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            stat = file.read()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The command name, in parentheses, may itself contain spaces and parentheses.
    fields = stat[stat.rindex(b")") + 2 :].split()
    return None if fields[0] in b"ZXx" else fields[19].decode()


def _started_by_ps(pid: int) -> str | None:
    state, _, started = _ps("stat=,lstart=", pid).partition(" ")
    return None if not state or state.startswith("Z") else started.strip()


def works_in(pid: int, folder: str, owner: int) -> bool:
    """Whether a process is a postmaster of that data directory, and no stranger with its number.

    Args:
        pid: the process.
        folder: the data directory; a postmaster makes it its working directory.
        owner: the user id the postmaster must run under.
    """
    if identify(pid) is None:
        return False
    if _LINUX:
        try:
            same_owner = os.stat(f"/proc/{pid}").st_uid == owner
            return same_owner and os.path.samefile(f"/proc/{pid}/cwd", folder)
        except OSError:
            return False
    uid, _, line = _ps("uid=,command=", pid).partition(" ")
    return uid == str(owner) and "postgres" in line and folder in line


def _ps(columns: str, pid: int) -> str:
    """What `ps` tells of a process; empty if it is gone."""
    command = ["/bin/ps", "-o", columns, "-p", str(pid)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT)  # noqa: S603  fixed
    return result.stdout.strip()


def all_in(folder: str, owner: int) -> list[int]:
    """The processes of a user that work in a folder; none where the system does not tell."""
    if not _LINUX:
        return []
    numbers = (int(name) for name in os.listdir("/proc") if name.isdecimal())
    return [pid for pid in numbers if works_in(pid, folder, owner)]


def spawn(
    command: Sequence[str],
    user: ServerUser,
    *,
    death_signal: signal.Signals,
    stdin: int | IO[bytes] = subprocess.DEVNULL,
    stdout: int | IO[bytes],
    stderr: int | IO[bytes],
) -> "subprocess.Popen[bytes]":
    """Start a PostgreSQL program as the server's user; it gets `death_signal` if we die.

    To be called in a process with one thread only: the kernel watches the parent's thread.
    Where the kernel cannot watch (macOS), the next start clears up instead.

    Raises:
        OSError: the program cannot be executed.
    """
    switch = user.uid != os.geteuid()
    return subprocess.Popen(  # noqa: S603  PostgreSQL's programs, found by us
        command,
        user=user.uid if switch else None,
        group=user.gid if switch else None,
        extra_groups=[] if switch else None,
        # Runs after the change of user, which would clear the setting.
        preexec_fn=_bound_to_parent(death_signal),
        cwd="/",
        env=ENVIRONMENT,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
    )


def _bound_to_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    if not _LINUX:
        return None
    import ctypes  # noqa: PLC0415  costs milliseconds that a client never needs to pay

    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def bind() -> None:
        prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        # The parent may have died before the call above; nobody would tell us any more.
        if os.getppid() != parent:
            os._exit(1)

    return bind
