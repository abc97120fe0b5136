"""What the web client is made of, and whether what is there was made of just that."""

import json
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from scripts.client.errors import ClientError

OUTPUT = Path("dist") / "app"
"""Where the built client lies, in the workspace."""

PAGE = OUTPUT / "browser" / "index.html"
LOCK = "package-lock.json"

_RECORD = OUTPUT / "sources.sha256"
_OTHER = frozenset({"node_modules", "dist", ".angular", "bench", "examples"})
"""Folders that the build does not read: made by tools, or beside the client."""
_NOT_BUILT = (".spec.ts", ".md")
"""Ends of names of files that the build does not read."""


def fingerprint(workspace: Path) -> str:
    """A hash of every file that the build reads, and of their names.

    Raises:
        OSError: one of them can't be read.
    """
    whole = sha256()
    for path in sorted(_sources(workspace)):
        name = path.relative_to(workspace).as_posix()
        whole.update(f"{name}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in _OTHER:
                    yield from _sources(Path(entry.path))
            elif entry.is_file() and not entry.name.endswith(_NOT_BUILT):
                yield Path(entry.path)


def is_built(workspace: Path) -> bool:
    """Whether the client is there and was made of the sources as they are now."""
    try:
        made_of = (workspace / _RECORD).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return False
    return (workspace / PAGE).is_file() and made_of == fingerprint(workspace)


def record(output: Path, made_of: str) -> None:
    """Note in a finished build what it was made of."""
    (output / _RECORD.name).write_text(f"{made_of}\n", encoding="utf-8")


def packages_are_installed(workspace: Path) -> bool:
    """Whether ``node_modules`` holds what the lock file asks for.

    npm notes at the end of every installation what it has installed. Optional packages may be
    missing, and there may be some that the lock file lacks: those for other platforms.
    """
    try:
        wanted = _packages(workspace / LOCK)
        installed = _packages(workspace / "node_modules" / ".package-lock.json")
    except ClientError:
        return False
    needed = {name for name, each in wanted.items() if name and not each.get("optional")}
    return needed <= installed.keys() and all(
        each.get("version") == wanted[name].get("version")
        if name in wanted
        else bool(each.get("optional"))
        for name, each in installed.items()
    )


def required_node(workspace: Path) -> str:
    """The versions of Node that the Angular of the lock file runs on, as npm writes them.

    Raises:
        ClientError: the lock file does not say.
    """
    angular = _packages(workspace / LOCK).get("node_modules/@angular/cli", {})
    engines = angular.get("engines")
    if not isinstance(engines, dict) or "node" not in engines:
        raise ClientError(f"{workspace / LOCK} has no Angular that says which Node it needs.")
    return str(engines["node"])


def addressed_packages(workspace: Path) -> list[str]:
    """The packages that the lock file takes from an address, instead of the user's registry.

    Raises:
        ClientError: the lock file can't be read.
    """
    return [
        name
        for name, each in _packages(workspace / LOCK).items()
        if "resolved" in each and not each.get("link")
    ]


def _packages(lock: Path) -> dict[str, dict[str, Any]]:
    try:
        packages = json.loads(lock.read_bytes())["packages"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ClientError(f"{lock} can't be read: {error}") from None
    if not isinstance(packages, dict) or not all(isinstance(e, dict) for e in packages.values()):
        raise ClientError(f"{lock} is no lock file of npm 7 or newer.")
    return packages
