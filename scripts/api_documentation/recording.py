"""Records what a real server answers to the requests that the documentation shows."""

import json
import os
import re
import shlex
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, get_args

from interviewapis.settings import ROOT, Settings
from scripts.api_documentation.ids import Ids, in_header
from scripts.api_documentation.making import filled, make_up
from scripts.api_documentation.making_accounts import ADMINISTRATOR
from scripts.api_documentation.placeholders import MORE, Placeholders, as_it_began, count
from scripts.api_documentation.preparing import prepare
from scripts.api_documentation.request import BASE_URL
from scripts.api_documentation.shown import Server, Shown

FOLDER = ROOT / "docs" / "api" / "recorded"
TERMINAL = FOLDER / "terminal.txt"
README = ROOT / "README.md"
CLOSED_PORT = "http://127.0.0.1:9/v1"
SHOWN_HEADERS = (
    "Location",
    "Content-Location",
    "ETag",
    "X-Total-Count",
    "Link",
    "Idempotency-Replayed",
)
"""Of a response, as far as it has them."""

_READY_SECONDS = 60


def record(requests: list[Shown], walks: Sequence[Sequence[Shown]]) -> None:
    """Run every request against servers of our own and write what they answer.

    And the terminal of the README: how a server starts, and what its program ask.py prints.

    Args:
        walks: Requests that build on each other's answers, for a server without a model.
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
                    for walk in walks:
                        ids: Ids = {}
                        for shown in walk:
                            _keep(shown, run(shown, url, ids))
                for shown in requests:
                    if shown.server == kind:
                        _keep(shown, run(shown, url))


def _keep(shown: Shown, answer: dict[str, Any]) -> None:
    text = json.dumps(answer, ensure_ascii=False, indent=2)
    (FOLDER / f"{shown.name}.json").write_text(text + "\n")


def recorded(shown: Shown) -> dict[str, Any]:
    """What was recorded for a request.

    Raises:
        FileNotFoundError: nothing was.
    """
    content: dict[str, Any] = json.loads((FOLDER / f"{shown.name}.json").read_text())
    return content


def run(shown: Shown, url: str, ids: Ids | None = None) -> dict[str, Any]:
    """Run the curl command of a request against a server; its answer, ready to be shown.

    Ends the program when the answer has another status than the request is shown for.

    Args:
        ids: What is known of the server from earlier answers; without them, whatever the request
            needs is made.
    """
    if ids is None:
        ids = prepare(shown.request, url)
    make_up(shown.request, ids)
    command = filled(shown.request, ids).curl.replace(BASE_URL, url)
    with tempfile.NamedTemporaryFile(mode="r") as head:
        told = f"curl -sS -D {shlex.quote(head.name)} "
        output = subprocess.run(
            ["bash", "-c", command.replace("curl ", told, 1)],  # noqa: S607 - whichever bash a reader has
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        status_line, *lines = head.read().strip().splitlines()
    headers = {name.lower(): value for name, _, value in (each.partition(": ") for each in lines)}
    placeholders = Placeholders(ids, whole=shown.whole)
    status = int(status_line.split(" ")[1])
    if status != shown.status:
        raise SystemExit(f"{shown.name}: the answer has status {status}, not {shown.status}.")
    media_type = headers.get("content-type", "")
    body = _body(status, media_type, output, placeholders)
    return {
        "status": status,
        "content_type": media_type,
        "body": body,
        "headers": {
            name: _header(name, headers[name.lower()], placeholders)
            for name in SHOWN_HEADERS
            if name.lower() in headers
        },
    }


def _body(status: int, media_type: str, output: str, placeholders: Placeholders) -> Any:
    if media_type.startswith("text/event-stream"):
        return _few(frames(output), placeholders)
    if status in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
        return None
    body = json.loads(output)
    return placeholders.presentable(as_it_began(body) if status == HTTPStatus.ACCEPTED else body)


def _header(name: str, value: str, placeholders: Placeholders) -> str:
    if value.isdecimal():
        return str(count(int(value)))
    # How many there are differs every time.
    return re.sub(r"skip=\d+", "skip=1", in_header(name, value, placeholders.shown))


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
    shown: dict[str, Any] = placeholders.presentable(frame)
    if "id" in shown:
        shown["id"] = in_header("Last-Event-ID", shown["id"], placeholders.shown)
    return shown


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
    environment |= {"PORT": str(port), "DATA_FOLDER": str(folder)} | ADMINISTRATOR
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
