"""PostgreSQL's main process: started, watched, started again after a crash, stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from enum import Enum, auto

from database.embedded import private_folder
from database.embedded.cluster import was_shut_down
from database.embedded.errors import EmbeddedServerError, from_server_output
from database.embedded.places import Places
from database.embedded.process import all_in, spawn, works_in

_SOCKET_FILES = (".s.PGSQL.5432", ".s.PGSQL.5432.lock")

_POLL = 0.01  # seconds between two looks at a server that starts or stops
_RETRY_FOR = 30.0  # seconds in which a predecessor's remains must have gone
_RETRY_AFTER = 0.2  # seconds between two looks whether they have
_READY_WITHIN = 300.0  # seconds; recovery from a crash may have much to read
_FAST, _IMMEDIATE = 30.0, 5.0  # seconds granted to each kind of shutdown
_TRIES_AFTER_KILL = 3  # for a first start that a signal ended
_LONGEST_PAUSE = 5.0  # seconds between two attempts to start again
_STABLE = 60.0  # seconds after which a crash counts as the first one again

_DEFAULTS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_destination": "stderr",
    "logging_collector": "off",
    "log_min_messages": "warning",
    # Whole statements, with what people wrote, for every name that is taken: not worth the disk.
    "log_min_error_statement": "fatal",
    "jit": "off",
    "cluster_name": "interviewapis",
}
_THROWN_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # Tests drop their databases. A vacuum at work there, which only a superuser may end, would
    # now and then prevent it.
    "autovacuum": "off",
}

# What a start says while processes of the server before it are still going away.
_ORPHANS = "pre-existing shared memory block"
_PASSING = (_ORPHANS, 'lock file "')


class State(Enum):
    """Where the server is in its life."""

    PAUSED = auto()
    STARTING = auto()
    READY = auto()


class Postmaster:
    """The server process of one cluster. `tick` moves it on; nothing here waits but `stop`."""

    def __init__(self, places: Places, *, durable: bool) -> None:
        self.state = State.PAUSED
        self.recovered = False
        self._places = places
        self._command = _command(places, durable=durable)
        self._process: subprocess.Popen[bytes] | None = None
        self._began = time.monotonic()
        self._resume_at = 0.0
        self._started_at = 0.0
        self._failures = 0
        self._was_ready = False
        self._log_offset = 0

    def wait(self) -> float | None:
        """Seconds until `tick` is due; None when only the end of the process changes anything."""
        match self.state:
            case State.READY:
                return None
            case State.STARTING:
                return _POLL
            case State.PAUSED:
                return max(0.0, self._resume_at - time.monotonic())

    def tick(self) -> None:
        """Look after the process.

        Raises:
            EmbeddedServerError: it cannot be started, and never was.
        """
        now = time.monotonic()
        if self.state is State.PAUSED:
            if now >= self._resume_at:
                self._start()
        elif self._process is not None:
            self._look(self._process, now)

    def stop(self) -> None:
        """End the server and wait for it; its files for connections are gone afterwards."""
        process = self._process
        if process is not None:
            for how, patience in (
                (signal.SIGINT, _FAST),
                (signal.SIGQUIT, _IMMEDIATE),
                (signal.SIGKILL, _IMMEDIATE),
            ):
                if process.poll() is not None:
                    break
                process.send_signal(how)
                _wait_until(lambda: process.poll() is not None, patience)
        private_folder.remove_files(self._places.sockets, _SOCKET_FILES)

    def _look(self, process: "subprocess.Popen[bytes]", now: float) -> None:
        status = process.poll()
        if status is not None:
            self._ended(status, now)
        elif self.state is State.STARTING:
            if self._is_ready(process.pid):
                self.state = State.READY
                self._was_ready = True
            elif not self._was_ready and now - self._started_at > _READY_WITHIN:
                raise EmbeddedServerError(
                    f"Embedded PostgreSQL was not ready after {_READY_WITHIN:.0f} s. "
                    f"See {self._places.log}."
                )

    def _start(self) -> None:
        self._clear_leftovers()
        if not self._was_ready:
            self.recovered = not was_shut_down(self._places.cluster)
        self._log_offset = _size(self._places.log)
        self._started_at = time.monotonic()
        try:
            self._process = spawn(
                self._command, self._places.user, death_signal=signal.SIGINT, stdout=1, stderr=2
            )
        except OSError:
            if not self._was_ready:
                raise
            # Its holders may outlast the trouble: programs being replaced, too many processes.
            self._pause(_LONGEST_PAUSE)
        else:
            self.state = State.STARTING

    def _ended(self, status: int, now: float) -> None:
        with open(self._places.log, "rb") as log:
            log.seek(self._log_offset)
            output = log.read(1 << 20).decode(errors="replace")
        passing = any(sign in output for sign in _PASSING) and now - self._began < _RETRY_FOR
        if status < 0:
            output += f"\nPANIC: signal {-status} ended it"
            passing = passing or self._failures < _TRIES_AFTER_KILL
        if _ORPHANS in output:
            # Sessions of a killed server notice its death only when they next wait.
            for pid in all_in(str(self._places.cluster), self._places.user.uid):
                _signal(pid, signal.SIGTERM)
        if not self._was_ready and not passing:
            raise from_server_output(output, str(self._places.log), str(self._places.cluster))
        if self.state is State.READY:
            if now - self._started_at > _STABLE:
                self._failures = 0
            print("guardian: PostgreSQL ended by itself; starting it again", flush=True)  # noqa: T201
        self._pause(_RETRY_AFTER if passing else _LONGEST_PAUSE)

    def _pause(self, longest: float) -> None:
        """Wait before the next attempt: not at all at first, then twice as long each time."""
        self._failures += 1
        seconds = 0.0 if self._failures == 1 else 0.1 * 2.0 ** min(self._failures - 2, 10)
        self._resume_at = time.monotonic() + min(seconds, longest)
        self.state = State.PAUSED

    def _is_ready(self, pid: int) -> bool:
        try:
            lines = (self._places.cluster / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def _clear_leftovers(self) -> None:
        """Stop a server that outlived its guardian, and remove what a dead one left.

        PostgreSQL takes any process with the recorded number for its predecessor; we know better.
        """
        cluster, user = self._places.cluster, self._places.user
        record = cluster / "postmaster.pid"
        try:
            pid = abs(int(record.read_text().split("\n", 1)[0]))
        except (OSError, ValueError):
            pid = 0

        def gone() -> bool:
            return not works_in(pid, str(cluster), user.uid)

        for how, patience in ((signal.SIGINT, _FAST), (signal.SIGQUIT, _IMMEDIATE)):
            if pid and not gone():
                _signal(pid, how)
                _wait_until(gone, patience)
        if pid and gone():
            private_folder.remove_files(cluster, ("postmaster.pid",))
        private_folder.remove_files(self._places.sockets, _SOCKET_FILES)


def _command(places: Places, *, durable: bool) -> list[str]:
    settings = _DEFAULTS | ({} if durable else _THROWN_AWAY)
    settings["shared_buffers"] = f"{_buffers()}MB"
    settings["unix_socket_directories"] = f'"{places.sockets}"'
    settings["hba_file"] = str(places.home / "pg_hba.conf")
    settings["ident_file"] = str(places.home / "pg_ident.conf")
    command = [str(places.programs / "postgres"), "-D", str(places.cluster)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    return command


def _buffers() -> int:
    """Megabytes for pages in memory: an eighth of the machine's, of which only what is used counts.

    A search for a common word in half a million questions took 210 ms with 128 MB, 83 with 512.
    """
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return min(max(memory // 8, 128), 512)


def _wait_until(condition: Callable[[], bool], patience: float) -> None:
    end = time.monotonic() + patience
    while not condition() and time.monotonic() < end:
        time.sleep(_POLL)


def _signal(pid: int, how: signal.Signals) -> None:
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return


def _size(path: os.PathLike[str]) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
