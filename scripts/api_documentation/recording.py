"""Records what a real server answers to the requests that the documentation shows."""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, get_args

from interviewapis.settings import ROOT, Settings
from scripts.api_documentation.placeholders import MORE, Placeholders, as_it_began
from scripts.api_documentation.preparing import filled, prepare
from scripts.api_documentation.shown import BASE_URL, Server, Shown

FOLDER = ROOT / "docs" / "api" / "recorded"
TERMINAL = FOLDER / "terminal.txt"
README = ROOT / "README.md"
CLOSED_PORT = "http://127.0.0.1:9/v1"
SHOWN_HEADERS = ("Location", "X-Total-Count", "Link")
_READY_SECONDS = 60


def record(requests: list[Shown]) -> None:
    """Run every request against servers of our own and write what they answer.

    And the terminal of the README: how a server starts, and what its program ask.py prints.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.json"):
        old.unlink()
    with tempfile.TemporaryDirectory(prefix="interviewapis") as folder:
        # PostgreSQL's user, another one when root records, has to get through.
        Path(folder).chmod(0o755)
        for kind in get_args(Server):
            with _server(kind, Path(folder)) as (url, log):
                if kind == "library":
                    TERMINAL.write_text(_terminal(log.read_text(), url))
                for shown in requests:
                    if shown.server == kind:
                        (FOLDER / f"{shown.name}.json").write_text(
                            json.dumps(run(shown, url), ensure_ascii=False, indent=2) + "\n"
                        )


def recorded(shown: Shown) -> dict[str, Any]:
    """What was recorded for a request.

    Raises:
        FileNotFoundError: nothing was.
    """
    content: dict[str, Any] = json.loads((FOLDER / f"{shown.name}.json").read_text())
    return content


def run(shown: Shown, url: str) -> dict[str, Any]:
    """Run the curl command of a request against a server; its answer, ready to be shown."""
    ids = prepare(shown.curl, url)
    command = filled(shown.curl, ids).replace(BASE_URL, url)
    with tempfile.NamedTemporaryFile(mode="r") as head:
        output = subprocess.run(
            ["bash", "-c", command.replace("curl ", f"curl -sS -D {head.name} ", 1)],  # noqa: S607 - a reader's own
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        status_line, *lines = head.read().strip().splitlines()
    headers = {name.lower(): value for name, _, value in (each.partition(": ") for each in lines)}
    placeholders = Placeholders(ids)
    status = int(status_line.split(" ")[1])
    return {
        "status": status,
        "content_type": headers.get("content-type", ""),
        "body": _body(status, headers.get("content-type", ""), output, placeholders),
        "headers": {
            name: _header(placeholders.text(headers[name.lower()]))
            for name in SHOWN_HEADERS
            if name.lower() in headers
        },
    }


def _body(status: int, media_type: str, output: str, placeholders: Placeholders) -> Any:
    if media_type.startswith("text/event-stream"):
        return _few(frames(output), placeholders)
    if status == HTTPStatus.NO_CONTENT:
        return None
    body = json.loads(output)
    return placeholders.presentable(as_it_began(body) if status == HTTPStatus.ACCEPTED else body)


def _header(value: str) -> str:
    # How many there are differs every time; see `total`.
    return re.sub(r"skip=\d+", "skip=1", "2" if value.isdigit() else value)


def frames(stream: str) -> list[dict[str, Any]]:
    """The frames of a stream, each as its fields in order; ``data`` is an object."""
    found = []
    for frame in stream.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in frame.splitlines() if line[:1] != ":")
        if "data" in fields:
            fields["data"] = json.loads(fields["data"])
        if fields:
            found.append(fields)
    return found


def _few(stream: list[dict[str, Any]], placeholders: Placeholders) -> list[Any]:
    """All frames, but of the content only the first two and the last."""
    content = [each for each in stream if _kind(each) == "content"]
    kept: list[Any] = []
    for frame in stream:
        if frame not in content[2:-1]:
            kept.append(_presentable(frame, placeholders))
        elif kept[-1] != MORE:
            kept.append(MORE)
    return kept


def _kind(frame: dict[str, Any]) -> str | None:
    return frame["data"]["event_type"] if "data" in frame else None


def _presentable(frame: dict[str, Any], placeholders: Placeholders) -> dict[str, Any]:
    shown = placeholders.presentable(frame)
    return {name: placeholders.text(each) if name == "id" else each for name, each in shown.items()}


def _terminal(log: str, url: str) -> str:
    """A start and a question, as a terminal shows them."""
    told = re.compile(r"^(INFO: +(PostgreSQL|Database|Library|The question).*|Ready in.*|  .*|)$")
    start = [line for line in log.splitlines() if told.match(line)]
    data = re.compile(r"data in .*$")
    program = re.search(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert program, "the README has a program"
    printed = subprocess.run(
        [sys.executable, "-c", program[1].replace(BASE_URL, url)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    lines = ["$ make run", *(data.sub("data in var/postgres/cluster", line) for line in start)]
    beginning = "\n## ".join(printed.split("\n## ")[:2]).rstrip()
    shown = "\n".join([*lines, "$ python ask.py", beginning, "", "..."])
    return shown.replace(url, BASE_URL) + "\n"


@contextmanager
def _server(kind: Server, folder: Path) -> Iterator[tuple[str, Path]]:
    """Serve on a free port with an embedded database in a folder of its own; address and log."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ours = {name.upper() for name in Settings.model_fields} | {"OPENAI_API_BASE"}
    # Set to nothing, a variable counts as not set, and hides what .env says.
    environment = os.environ | dict.fromkeys(ours, "")
    environment |= {"PORT": str(port), "DATA_FOLDER": str(folder)}
    if kind == "unreachable_model":
        environment["OPENAI_BASE_URL"] = CLOSED_PORT
    mute = socket.create_server(("127.0.0.1", 0))  # takes connections and never says a word
    if kind == "hanging_model":
        environment["OPENAI_BASE_URL"] = f"http://127.0.0.1:{mute.getsockname()[1]}/v1"
    log = folder / f"{kind}.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "main.py"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(process, f"{url}/api/health")
        yield url, log
    finally:
        process.terminate()
        process.wait(_READY_SECONDS)
        mute.close()


def _wait_until_ready(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit("The server did not start. See what `python main.py` says.")
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own address
                return
        except OSError:  # not there yet, or busy starting
            time.sleep(0.1)
    raise SystemExit(f"The server was not ready after {_READY_SECONDS} seconds.")
