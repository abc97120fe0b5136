"""Which Node builds the client, and which packages it is built with."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.build_client import WORKSPACE
from scripts.client.errors import ClientError
from scripts.client.node import fits, fitting
from scripts.client.sources import addressed_packages, packages_are_installed, required_node
from tests.scripts.client_workspace import ANGULAR, PACKAGED_NODE, write_workspace

REQUIRED = "^22.22.3 || ^24.15.0 || >=26.0.0"


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("v20.20.2", False),
        ("v22.22.2", False),
        ("v22.22.3", True),
        ("v22.30.0", True),
        ("v23.11.0", False),
        ("v24.14.9", False),
        ("v24.15.0", True),
        ("v24.19.0", True),
        ("v25.2.1", False),
        ("v26.0.0", True),
        ("v100.0.0", True),
        ("24.19.0", True),
        ("v24.19.0-nightly2026", False),
        ("v24.19", False),
        ("", False),
        ("Welcome to Node.js v24.19.0", False),
    ],
)
def test_versions_fit_as_npm_reads_it(version: str, expected: bool) -> None:
    assert fits(version, REQUIRED) is expected


def test_a_notation_that_is_not_known_fits_nothing() -> None:
    for required in ("", "*", "24.x", "~24.15.0", ">=24", ">=24.15.0 <25"):
        assert not fits("v24.19.0", required)
    assert fits("v24.19.0", "24.x || >=24.15.0")


def put(folder: Path, name: str, text: str) -> Path:
    """Write a program."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)
    return folder / name


def put_node(folder: Path, says: str) -> Path:
    """A Node that says its version, with an npm as Node's own packages install it."""
    put(folder / "lib", "npm-cli.js", "")
    (folder / "bin").mkdir()
    (folder / "bin" / "npm").symlink_to("../lib/npm-cli.js")
    return put(folder / "bin", "node", f"#!/bin/sh\n{says}\n")


def test_a_node_on_the_path_that_fits_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = put_node(tmp_path, "echo v24.15.0")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    node = fitting(REQUIRED)
    assert node
    assert (node.program, node.version) == (program, "v24.15.0")
    assert node.npm == tmp_path / "lib" / "npm-cli.js"
    environment = node.environment()
    assert environment["PATH"].startswith(f"{tmp_path / 'bin'}:")
    assert environment["NG_CLI_ANALYTICS"] == "false"


@pytest.mark.parametrize("says", ["echo v20.20.2", "echo v24.15.0; exit 1", "echo rubbish"])
def test_one_that_does_not_fit_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str
) -> None:
    put_node(tmp_path, says)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    node = fitting(REQUIRED)
    assert node
    assert node.program == PACKAGED_NODE
    assert node.npm.is_file()


def test_one_without_an_npm_of_its_own_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "node", "#!/bin/sh\necho v24.15.0\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    for _ in range(2):
        node = fitting(REQUIRED)
        assert node
        assert node.program == PACKAGED_NODE
        put(tmp_path, "npm", "#!/bin/sh\n")


def test_nothing_is_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert fitting(">=1000.0.0") is None


def test_the_node_of_the_requirements_fits_the_client_and_its_packages_are_npms() -> None:
    node = fitting(required_node(WORKSPACE))
    assert node
    assert addressed_packages(WORKSPACE) == []


def write_lock(path: Path, packages: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"packages": packages}))


def test_packages_with_an_address_are_named(tmp_path: Path) -> None:
    write_lock(
        tmp_path / "package-lock.json",
        {
            "": {"name": "client"},
            "node_modules/a": {"version": "1.0.0"},
            "node_modules/b": {"resolved": "projects/b", "link": True},
            "node_modules/c": {"resolved": "file:c-1.0.0.tgz"},
            "node_modules/d": {"resolved": "git+file:d.git#1"},
        },
    )
    assert addressed_packages(tmp_path) == [f"node_modules/{name}" for name in "cd"]


@pytest.mark.parametrize(
    ("installed", "expected"),
    [
        ({"a": "1.0.0"}, True),
        ({"a": "1.0.0", "linux": "1.0.0"}, True),
        ({"a": "1.0.0", "linux": "2.0.0"}, False),
        ({"a": "1.0.1"}, False),
        ({}, False),
        ({"linux": "1.0.0"}, False),
        ({"a": "1.0.0", "stray": "1.0.0"}, False),
        ({"a": "1.0.0", "other-platform": "1.0.0"}, True),
    ],
    ids=str,
)
def test_what_is_installed_must_be_what_the_lock_file_names(
    tmp_path: Path, installed: dict[str, str], expected: bool
) -> None:
    wanted = {
        "": {"name": "client"},
        "node_modules/a": {"version": "1.0.0"},
        "node_modules/linux": {"version": "1.0.0", "optional": True},
    }
    write_lock(tmp_path / "package-lock.json", wanted)
    noted = {
        f"node_modules/{name}": {"version": version, "optional": name != "a" and name != "stray"}
        for name, version in installed.items()
    }
    write_lock(tmp_path / "node_modules" / ".package-lock.json", noted)
    assert packages_are_installed(tmp_path) is expected


def test_the_lock_file_must_say_which_node(tmp_path: Path) -> None:
    write_workspace(tmp_path / "client")
    assert required_node(tmp_path / "client") == REQUIRED
    for angular in ({}, {"engines": {}}, {"engines": ["node"]}):
        write_lock(tmp_path / "package-lock.json", {ANGULAR: angular})
        with pytest.raises(ClientError, match="which Node"):
            required_node(tmp_path)
    for content in ('{"packages": []}', '{"packages": {"a": 1}}', "[]", "{", "null"):
        (tmp_path / "package-lock.json").write_text(content)
        with pytest.raises(ClientError, match=r"npm 7|can't be read"):
            required_node(tmp_path)
