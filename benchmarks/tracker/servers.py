"""The servers that are compared, on one PostgreSQL."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psutil

from benchmarks.processes import LOCAL, Server, free_port, process
from benchmarks.tracker.node import install

Running = dict[str, Server]
"""By name."""


@contextmanager
def servers(folder: Path, dsn: str) -> Iterator[Running]:
    """Start all three; Fastify is left out, with a line that says so, where npm can't install.

    Args:
        folder: Takes what Fastify needs, the first time.
        dsn: Address of the embedded PostgreSQL.
    """
    with ExitStack() as stack:

        def start(*command: str, **variables: str) -> Server:
            port = free_port()
            filled = [part.format(port=port) for part in command]
            running = process(port, *filled, PORT=str(port), **variables)
            return Server(port, stack.enter_context(running))

        running = {
            "ours": start("main.py", DATABASE_URL=dsn),
            "floor": start(
                *("-m", "uvicorn", "benchmarks.tracker.floor:app", "--no-access-log"),
                *("--log-level", "warning", "--loop", "uvloop", "--http", "httptools"),
                *("--host", LOCAL, "--port", "{port}"),
                DSN=dsn,
            ),
        }
        try:
            script = install(folder / "fastify")
        except RuntimeError as error:
            print(f"Without Fastify, since npm can't install it: {error}")
        else:
            running["fastify"] = start(
                *("-m", "benchmarks.tracker.node", str(script)), **_libpq_variables(dsn)
            )
        yield running


class Backends:
    """The processes of PostgreSQL that serve connections.

    Args:
        cluster: Its data directory.
    """

    def __init__(self, cluster: Path) -> None:
        pid = int((cluster / "postmaster.pid").read_text().split()[0])
        self._postmaster = psutil.Process(pid)

    def cpu_seconds(self) -> dict[int, float]:
        """User and system time so far of each that lives."""
        times = {}
        for each in self._postmaster.children():
            with suppress(psutil.NoSuchProcess):  # it has ended just now
                # Autovacuum and the like have titles of other kinds.
                if "[local]" in " ".join(each.cmdline()):
                    used = each.cpu_times()
                    times[each.pid] = used.user + used.system
        return times

    def since(self, before: dict[int, float]) -> float:
        """CPU seconds that they took since then."""
        now = self.cpu_seconds()
        return sum(seconds - before.get(pid, 0.0) for pid, seconds in now.items())


def _libpq_variables(dsn: str) -> dict[str, str]:
    parts = urlsplit(dsn)
    query = parse_qs(parts.query)
    return {
        "PGHOST": query["host"][0],
        "PGPORT": query["port"][0],
        "PGUSER": parts.username or "",
        "PGDATABASE": parts.path[1:],
    }
