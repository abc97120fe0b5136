"""Holds a lease of the folder in its first argument until its standard input is closed."""

import json
import sys
from pathlib import Path

from database.embedded import EmbeddedServerError, acquire


def main() -> None:
    try:
        lease = acquire(Path(sys.argv[1]), durable=sys.argv[2] == "durable")
    except EmbeddedServerError as error:
        _say({"error": str(error)})
        return
    facts = lease.facts
    _say(
        {
            "dsn": lease.dsn,
            "initialized": facts.initialized,
            "recovered": facts.recovered,
            "joined": facts.joined,
        }
    )
    sys.stdin.read()
    lease.release()


def _say(answer: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
