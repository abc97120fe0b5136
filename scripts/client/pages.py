"""Builds the other pages of the client's workspace: what measures it, and the examples."""

import subprocess
from pathlib import Path

from scripts.client.errors import ClientError
from scripts.client.node import find_node
from scripts.client.sources import required_node


def build_page(workspace: Path, name: str) -> Path:
    """Build the page of a configuration in ``angular.json``.

    Returns:
        The folder that the page is to be served from.

    Raises:
        ClientError: the client's packages are not installed, or the page can't be built.
    """
    cli = workspace / "node_modules" / "@angular" / "cli" / "bin" / "ng.js"
    if not cli.exists():
        raise ClientError("Angular is not installed yet. Run: make client")
    node = find_node(required_node(workspace))
    done = subprocess.run(
        [str(node.program), str(cli), "build", f"--configuration={name}", "--no-progress"],
        cwd=workspace,
        env=node.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
    )
    if done.returncode:
        raise ClientError(f"Angular could not build the page:\n{done.stderr or done.stdout}")
    return workspace / "dist" / name / "browser"
