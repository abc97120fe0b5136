"""Checks that the requirements files fit ``pyproject.toml``. Works offline.

Every requirement is pinned to a version that it allows, every pin has a hash, and no file names
a package index, nor does the client's lock file name another registry than npm's own.
Run: ``python -m scripts.check_requirements``.
"""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

from scripts.client.sources import addressed_packages

ROOT = Path(__file__).resolve().parent.parent
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(.*?)(?=^[A-Za-z0-9]|\Z)", re.M | re.S)
_INDEX = re.compile(r"^\s*(-i|-f|--index-url|--extra-index-url|--find-links)\b", re.M)


def pins(path: Path) -> dict[str, set[str]]:
    """The pinned versions of every package; several where markers choose.

    Raises:
        SystemExit: a pin has no hash, or the file names a package index.
    """
    text = path.read_text(encoding="utf-8")
    if _INDEX.search(text):
        raise SystemExit(f"{path.name} names a package index; write it anew with 'make lock'.")
    found: dict[str, set[str]] = {}
    for name, version, rest in _PIN.findall(text):
        if "--hash=sha256:" not in rest:
            raise SystemExit(f"{path.name}: {name} has no hash; write it anew with 'make lock'.")
        found.setdefault(normal(name), set()).add(version)
    return found


def normal(name: str) -> str:
    """A package's name as PEP 503 normalises it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def unmet(requirements: list[str], pinned: dict[str, set[str]]) -> list[str]:
    """The requirements that are not pinned to an allowed version."""
    return [
        line
        for line in requirements
        if not (versions := pinned.get(normal((wanted := Requirement(line)).name)))
        or not all(wanted.specifier.contains(version) for version in versions)
    ]


def main() -> None:
    """Check all files.

    Raises:
        SystemExit: one line that says what does not fit.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = pins(ROOT / "requirements.txt")
    test = pins(ROOT / "requirements-test.txt")
    client = pins(ROOT / "requirements-client.txt")
    groups = project["dependency-groups"]
    missing = unmet(project["project"]["dependencies"], runtime)
    missing += unmet(groups["test"], test) + unmet(groups["client"], client)
    if missing:
        raise SystemExit(f"Not pinned as pyproject.toml asks: {missing}. Run 'make lock'.")
    others = runtime | client
    if clashing := [name for name in test.keys() & others.keys() if test[name] != others[name]]:
        raise SystemExit(f"Pinned twice, differently: {clashing}. Run 'make lock'.")
    if addressed := addressed_packages(ROOT / "clients" / "angular"):
        raise SystemExit(f"package-lock.json has addresses of {addressed}. Install by npm, there.")


if __name__ == "__main__":
    main()
