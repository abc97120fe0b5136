"""Checks the web client: format, types, unit tests. Exits with 1 when something is wrong.

Run: ``python -m scripts.check_client``, with the client built (``make client``).
"""

import subprocess
import sys
from pathlib import Path

from scripts.build_client import WORKSPACE
from scripts.client.errors import ClientError
from scripts.client.node import find_node
from scripts.client.sources import required_node

_MODULES = Path("node_modules")
CHECKS: dict[str, tuple[str | Path, ...]] = {
    "format": (_MODULES / "prettier" / "bin" / "prettier.cjs", "--check", "--log-level=warn", "."),
    "types of the stream library": (
        _MODULES / "typescript" / "bin" / "tsc",
        "--project",
        "projects/interview-stream/tsconfig.json",
    ),
    "types of the examples": (
        _MODULES / "@angular" / "compiler-cli" / "bundles" / "src" / "bin" / "ngc.js",
        "--project",
        "examples/tsconfig.json",
    ),
    "unit tests": (_MODULES / "vitest" / "vitest.mjs", "run", "--reporter=dot"),
}
"""Scripts that Node runs in the workspace, with their arguments."""


def main() -> int:
    """Run all of them; the exit status."""
    try:
        node = find_node(required_node(WORKSPACE))
    except ClientError as error:
        print(error, file=sys.stderr)
        return 1
    failed = False
    for name, (script, *arguments) in CHECKS.items():
        done = subprocess.run(
            [node.program, script, *arguments],
            cwd=WORKSPACE,
            env=node.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            failed = True
            print(f"The web client's {name}:\n{done.stdout}{done.stderr}", file=sys.stderr)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
