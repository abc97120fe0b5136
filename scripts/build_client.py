"""Builds the web client, unless it is built already. Takes a minute once, then milliseconds.

Run: ``python -m scripts.build_client``. A client that can't be built stops nobody: the server
works without it. With ``--required`` it is an error.
"""

import signal
import sys
from pathlib import Path
from time import perf_counter

from scripts.client.building import LOG, build
from scripts.client.errors import ClientError
from scripts.client.sources import OUTPUT, PAGE, is_built

WORKSPACE = Path(__file__).resolve().parent.parent / "clients" / "angular"


def main(arguments: list[str], workspace: Path = WORKSPACE) -> int:
    """Build it; the exit status."""
    required = "--required" in arguments
    begun = perf_counter()
    try:
        if is_built(workspace):
            return 0
        print("Building the web client (once, about a minute) ...", flush=True)
        if build(workspace):
            print(f"Web client built in {perf_counter() - begun:.0f} s: {_sizes(workspace)}.")
    except (ClientError, OSError) as error:
        kept = "The one from before is served" if (workspace / PAGE).exists() else "All else works"
        log = workspace / LOG
        more = f" What was said is in {log}." if log.exists() else ""
        print(
            f"The web client is not built. {error} {kept}; to try again: make client.{more}",
            file=sys.stderr,
        )
        return 1 if required else 0
    return 0


def _sizes(workspace: Path) -> str:
    files = [each for each in (workspace / OUTPUT / "browser").rglob("*") if each.is_file()]
    whole = sum(each.stat().st_size for each in files if each.suffix not in (".br", ".gz"))
    packed = sum(each.stat().st_size for each in files if each.suffix == ".br")
    return f"{whole / 1000:.0f} kB, {packed / 1000:.0f} kB of it compressed"


def _stop(_: int, __: object) -> None:
    sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    # So that what it has started ends with it.
    signal.signal(signal.SIGTERM, _stop)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
