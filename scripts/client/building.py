"""Builds the client beside the one that is there, and puts it in its place when it is whole."""

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from scripts.client.errors import ClientError
from scripts.client.node import Node, find_node
from scripts.client.sources import (
    OUTPUT,
    fingerprint,
    is_built,
    packages_are_installed,
    record,
    required_node,
)

LOG = Path("dist") / "build.log"
"""What npm and Angular said last, in the workspace."""

_STEP_SECONDS = 900
_NEW, _OLD = "app.new-", "app.old-"

_INSTALL = (
    # Not "ci": that refuses a lock file without every optional package of every other platform,
    # and not every registry has all of them. What came of it is compared with the lock file.
    "install",
    "--no-save",
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
    "--loglevel=error",
    # What a person has configured may leave out, or add, what the build does not expect.
    "--include=dev",
    "--include=optional",
    "--ignore-scripts",
    "--no-global",
    "--no-dry-run",
    # Patience for a slow registry, but not minutes for one that can't be reached.
    "--fetch-retries=2",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=8000",
    "--fetch-timeout=60000",
)
_REASON = re.compile(
    r"^(?:npm (?:error|ERR!) (?!A complete log|code |errno |syscall )"
    r"|(?:✘ |X )?\[ERROR\] |Error: )(.+)$",
    re.MULTILINE,
)


def build(workspace: Path) -> bool:
    """Build the client, unless what is there was made of the same sources.

    Several may ask at once: one builds, the others wait and find it built.

    Returns:
        Whether something was built.

    Raises:
        ClientError: it can't be built; what was there before is still there.
        OSError: the workspace can't be written.
    """
    if not workspace.is_dir():
        raise ClientError(f"Its sources are missing: {workspace}.")
    (workspace / "dist").mkdir(exist_ok=True)
    with _only_one(workspace):
        _tidy(workspace)
        if is_built(workspace):
            return False
        made_of = fingerprint(workspace)
        node = find_node(required_node(workspace))
        if not packages_are_installed(workspace):
            _install_packages(node, workspace)
        made = Path(tempfile.mkdtemp(prefix=_NEW, dir=workspace / "dist"))
        made.chmod(0o755)
        try:
            _run_angular(node, workspace, made)
            _finish(node, workspace, made)
            _compress(node, workspace, made)
            record(made, made_of)
            _swap(workspace, made)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    return True


@contextmanager
def _only_one(workspace: Path) -> Iterator[None]:
    with (workspace / "dist" / ".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another build of the client is under way; waiting for it ...", flush=True)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _tidy(workspace: Path) -> None:
    """Remove what builds left that were killed, and undo what they began."""
    output = workspace / OUTPUT
    for left in (workspace / "dist").glob(f"{_OLD}*"):
        if output.exists():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.rename(output)
    for left in (workspace / "dist").glob(f"{_NEW}*"):
        shutil.rmtree(left, ignore_errors=True)


def _swap(workspace: Path, made: Path) -> None:
    output = workspace / OUTPUT
    old = output.with_name(f"{_OLD}{os.getpid()}")
    if output.exists():
        output.rename(old)
    made.rename(output)
    shutil.rmtree(old, ignore_errors=True)


def _install_packages(node: Node, workspace: Path) -> None:
    command = [str(node.program), str(node.npm), *_INSTALL]
    failed = "npm could not install what the client is built with"
    try:
        _run(command, workspace, node.environment(), failed)
    except ClientError:
        # Perhaps it is only what somebody has configured, years ago, for something else.
        if not (Path.home() / ".npmrc").exists():
            raise
        plain = node.environment() | {"npm_config_userconfig": os.devnull}
        _run(command, workspace, plain, failed)
    if not packages_are_installed(workspace):
        raise ClientError("npm installed other packages than package-lock.json names.")


def _run_angular(node: Node, workspace: Path, made: Path) -> None:
    cli = workspace / "node_modules" / "@angular" / "cli" / "bin" / "ng.js"
    output = made.relative_to(workspace).as_posix()
    options = ("--output-path", output, "--no-progress")
    command = [str(node.program), str(cli), "build", _application(workspace), *options]
    _run(command, workspace, node.environment(), "Angular could not build the client")
    if not (made / "browser" / "index.html").is_file():
        raise ClientError("Angular built something that has no index.html.")


def _application(workspace: Path) -> str:
    try:
        projects = json.loads((workspace / "angular.json").read_bytes())["projects"]
        for name, project in projects.items():
            if project["projectType"] == "application":
                return str(name)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise ClientError(f"angular.json can't be read: {error!r}.") from None
    raise ClientError("angular.json names no application.")


def _finish(node: Node, workspace: Path, made: Path) -> None:
    command = [str(node.program), "tools/finish.mjs", str(made)]
    _run(command, workspace, node.environment(), "The client's scripts could not be put together")


def _compress(node: Node, workspace: Path, made: Path) -> None:
    command = [str(node.program), "tools/compress.mjs", str(made / "browser")]
    _run(command, workspace, node.environment(), "The client could not be compressed")


def _run(command: Sequence[str], workspace: Path, environment: dict[str, str], failed: str) -> None:
    log = workspace / LOG
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=workspace,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # What it starts in turn ends with it.
            start_new_session=True,
        )
        try:
            status = process.wait(_STEP_SECONDS)
        except subprocess.TimeoutExpired:
            raise ClientError(f"{failed}: no end after {_STEP_SECONDS // 60} minutes.") from None
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if status:
        raise ClientError(f"{failed}: {_reason(log)}")


def _reason(log: Path) -> str:
    """The line that says most of what a program has said."""
    said = log.read_text(encoding="utf-8", errors="replace")
    found = _REASON.search(said)
    lines = said.strip().splitlines()
    reason = found[1] if found else lines[-1] if lines else "it did not say why"
    return f"{reason.strip().rstrip('.')[:300]}."
