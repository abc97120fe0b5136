"""Records what a real server answers to the requests that the documentation shows."""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from interviewapis.settings import ROOT, Settings
from scripts.api_documentation.shown import BASE_URL, Server, Shown

FOLDER = ROOT / "docs" / "api" / "recorded"
TERMINAL = FOLDER / "terminal.txt"
README = ROOT / "README.md"
MORE = "…"
"""Ends a text that was cut, and stands for list entries and events that were left out."""

LONGEST_TEXT = 150
LONGEST_LIST = 10
LONGEST_LIST_OF_OBJECTS = 3

# What differs every time, and what the documentation shows instead.
PLACEHOLDERS: dict[str, Any] = {
    "timestamp": "2026-01-05T09:30:00.000+00:00",
    "run_id": "3f0c1c7e-6a52-4d0e-9d3b-0c8f4f1f2a11",
    "request_id": "9f2c4e6a8b0d1f35",
    "time_to_first_token_ms": 25,
    "duration_ms": 40,
}

CLOSED_PORT = "http://127.0.0.1:9/v1"
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
        for kind in ("library", "unreachable_model"):
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
    command = shown.curl.replace(BASE_URL, url)
    write_out = ["-sS", "-w", "\n%{http_code} %{content_type}"]
    options = " ".join(f"'{option}'" for option in write_out)
    output = subprocess.run(
        ["bash", "-c", command.replace("curl ", f"curl {options} ", 1)],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    text, _, last = output.rpartition("\n")
    status, _, media_type = last.partition(" ")
    is_stream = media_type.startswith("text/event-stream")
    return {
        "status": int(status),
        "content_type": media_type,
        "body": _few(events(text)) if is_stream else presentable(json.loads(text)),
    }


def events(stream: str) -> list[Any]:
    """The events of a stream."""
    return [json.loads(data) for data in re.findall(r"^data: (.*)$", stream, re.MULTILINE)]


def presentable(value: Any, name: str = "") -> Any:
    """Replace what differs every time, and cut what is long."""
    if name in PLACEHOLDERS and value is not None:
        return PLACEHOLDERS[name]
    if isinstance(value, dict):
        return {key: presentable(each, key) for key, each in value.items()}
    if isinstance(value, list):
        objects = any(isinstance(each, dict) for each in value)
        longest = LONGEST_LIST_OF_OBJECTS if objects else LONGEST_LIST
        few = [presentable(each) for each in value[:longest]]
        return few if len(few) == len(value) else [*few[:-1], MORE]
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return value[:LONGEST_TEXT].rsplit(" ", 1)[0] + f" {MORE}"
    return value


def _few(stream: list[Any]) -> list[Any]:
    """All events, but of the content only the first two and the last."""
    content = [event for event in stream if event["event_type"] == "content"]
    kept = []
    for event in stream:
        if event not in content[2:-1]:
            kept.append(presentable(event))
        elif kept[-1] != MORE:
            kept.append(MORE)
    return kept


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


def _wait_until_ready(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit("The server did not start. See what `python main.py` says.")
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own address
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise SystemExit(f"The server was not ready after {_READY_SECONDS} seconds.")
