"""Every example of the documentation runs, and does what the documentation says it does."""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from scripts.api_documentation.ids import Ids
from scripts.api_documentation.making import make_up
from scripts.api_documentation.preparing import prepare
from tests.conftest import QUESTION
from tests.docs.blocks import WALKS, Block, Command, blocks, curl_blocks, walk
from tests.docs.comparing import (
    assert_headers_shown,
    assert_shown,
    assert_stream_shown,
    events_of,
)
from tests.docs.conftest import UrlOf
from tests.javascript import node

SECONDS = 60
STALE = "Run `python -m scripts.write_api_documentation --record` if this is meant to change."

needs_curl = pytest.mark.skipif(
    shutil.which("curl") is None, reason="these examples are curl commands; curl is not installed"
)


@needs_curl
@pytest.mark.parametrize("block", curl_blocks(), ids=str)
def test_a_curl_command_answers_as_shown(block: Block, url_of: UrlOf, tmp_path: Path) -> None:
    url = url_of(block.server)
    for command in block.commands:
        ids = prepare(command.request, url)
        assert_answers_as_shown(block, command, ids, url, tmp_path)


@needs_curl
@pytest.mark.parametrize("section", WALKS)
def test_a_walk_goes_as_shown(section: str, url_of: UrlOf, tmp_path: Path) -> None:
    """Issues 5 and 6: how to use it, from a company to a question, from a question to skill gaps,
    from signing up to signing out; ids come from the answers.
    """
    ids: Ids = {}
    assert walk(section)
    for block in walk(section):
        [command] = block.commands
        make_up(command.request, ids)
        assert_answers_as_shown(block, command, ids, url_of(block.server), tmp_path)


def assert_answers_as_shown(
    block: Block, command: Command, ids: Ids, url: str, folder: Path
) -> None:
    """Run a command and compare its answer with the one below its block; takes down ids."""
    status, headers, text = _curl(command.for_server(url, ids), folder)
    if block.answer is None:
        assert status in (200, 201), text
        if headers["content-type"].startswith("text/event-stream"):
            assert events_of(text)[-1]["event_type"] == "complete"
        return
    assert status == block.answer.status, text
    try:
        if block.answer.language == "json":
            assert_shown(json.loads(block.answer.text), json.loads(text), ids)
        elif block.answer.language == "text":
            assert_stream_shown(block.answer.text, text, ids)
        else:
            assert text == ""
        assert_headers_shown(block.answer.headers, headers, ids)
    except AssertionError as error:
        raise AssertionError(f"{block}: {error}\n{STALE}") from None


@needs_curl
@pytest.mark.parametrize(
    "block", [block for block in blocks("bash") if "$(curl" in block.text], ids=str
)
def test_a_script_prints_the_answer(block: Block, url_of: UrlOf, tmp_path: Path) -> None:
    url = url_of(block.server)
    printed = _run(["bash", "-e", "-c", block.for_server(url)], tmp_path)
    assert json.dumps(asked_answer(url, block), ensure_ascii=False) in printed


@pytest.mark.parametrize("block", blocks("python"), ids=str)
def test_a_python_program_prints_the_answer(block: Block, url_of: UrlOf, tmp_path: Path) -> None:
    url = url_of(block.server)
    program = tmp_path / "example.py"
    program.write_text(block.for_server(url))
    printed = _run([sys.executable, program], tmp_path)
    assert asked_answer(url, block) in printed


@pytest.mark.parametrize("block", blocks("typescript"), ids=str)
def test_a_typescript_program_prints_the_answer(
    block: Block, url_of: UrlOf, tmp_path: Path
) -> None:
    url = url_of(block.server)
    program = typescript_program(block.for_server(url), tmp_path)
    printed = _run([node.NODE, program], tmp_path)
    assert asked_answer(url, block) in printed


@pytest.mark.parametrize("block", blocks("typescript"), ids=str)
def test_a_typescript_program_passes_strict_type_checks(block: Block, tmp_path: Path) -> None:
    program = typescript_program(block.text, tmp_path)
    compiler = node.FOLDER / "node_modules" / "typescript" / "bin" / "tsc"
    options = "--strict --exactOptionalPropertyTypes --noUncheckedIndexedAccess --noEmit "
    options += "--target es2024 --module nodenext --erasableSyntaxOnly --types node"
    _run([node.NODE, compiler, *options.split(), program], tmp_path)


def test_there_is_an_example_of_every_kind_on_both_pages() -> None:
    for kind in (curl_blocks(), blocks("python"), blocks("typescript")):
        assert {block.page.name for block in kind} == {"API_DOCUMENTATION.md", "README.md"}


def _curl(command: str, folder: Path) -> tuple[int, dict[str, str], str]:
    """Run a command as it stands: status, headers by names in lower case, and body.

    A file of defaults has curl tell more than it would.
    """
    head = folder / "head"
    (folder / ".curlrc").write_text(f'silent\nshow-error\nnoproxy = "*"\ndump-header = "{head}"\n')
    done = subprocess.run(
        ["bash", "-c", command],
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder), "CURL_HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stderr
    status, *lines = head.read_text().strip().splitlines()
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return int(status.split(" ")[1]), headers, done.stdout


def _run(command: list[str | Path], folder: Path) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"NO_PROXY": "*", "no_proxy": "*"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def typescript_program(text: str, folder: Path) -> Path:
    """Write a program down, with the packages that it needs beside it."""
    node.install_packages()
    (folder / "node_modules").symlink_to(node.FOLDER / "node_modules")
    program = folder / "example.mts"
    program.write_text(text)
    return program


def asked_answer(url: str, block: Block) -> str:
    """What the server answers to the question that a program asks."""
    request = urllib.request.Request(
        f"{url}/api/agents/answer",
        json.dumps({"question": asked_question(block)}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as response:
        return str(json.load(response)["answer"])


def asked_question(block: Block) -> str:
    """The question that a program asks; of one that asks whatever it is told to, some question."""
    question = re.search(r'"?question"?: "([^"]+)"', block.text)
    return question[1] if question else QUESTION
