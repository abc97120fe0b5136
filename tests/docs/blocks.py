"""The examples of the documentation, cut out of its Markdown."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest
from pathlib import Path

from interviewapis.settings import ROOT
from scripts.api_documentation.ids import Ids
from scripts.api_documentation.making import filled
from scripts.api_documentation.request import BASE_URL, Request

WALKS = ("Practising", "Tracking interviews", "Signing in")
"""Sections whose commands build on the answers to those before them."""

PAGES = (ROOT / "API_DOCUMENTATION.md", ROOT / "README.md")

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ANSWER = re.compile(r"\A\n*Answer, status (\d{3})((?:, `[^`]+`)*):\n*\Z")
_NO_BODY = re.compile(r"\A\n*Answer, status (\d{3})((?:, `[^`]+`)*), without a body\.\n")
_UNREACHABLE = re.compile(r"`OPENAI_BASE_URL=(http://\S+) make run`")


class Server(Enum):
    """What answers an example: a server without a model, or one whose model is out of reach, or
    never says a word. Walks begin on a new server, where nobody has practised before.
    """

    LIBRARY = "library"
    NEW = "new"
    UNREACHABLE_MODEL = "unreachable model"
    HANGING_MODEL = "hanging model"

    def variables(self, mute_address: str) -> dict[str, str]:
        """The environment to start it with; for the second, as the documentation tells it.

        Args:
            mute_address: Where something takes connections and never says a word.
        """
        if self in (Server.LIBRARY, Server.NEW):
            return {}
        if self is Server.HANGING_MODEL:
            return {"OPENAI_BASE_URL": f"{mute_address}/v1"}
        told = _UNREACHABLE.search(PAGES[0].read_text())
        assert told, "the page of errors says how to start such a server"
        return {"OPENAI_BASE_URL": told[1]}


@dataclass(frozen=True)
class Answer:
    """What the documentation says an example answers.

    Attributes:
        headers: Name and value of those that it shows.
        language: Of the block that shows the body; empty without one.
    """

    status: int
    headers: dict[str, str]
    language: str
    text: str


@dataclass(frozen=True)
class Command:
    """A curl command."""

    text: str

    @property
    def request(self) -> Request:
        """What it asks for."""
        return Request.of_curl(self.text)

    def for_server(self, url: str, ids: Ids) -> str:
        """The command with another address, and ids in it of things that are there."""
        real = filled(self.request, ids)
        if real == self.request:
            return _for_server(self.text, url)
        assert _options(self.request.curl) == _options(self.text), "nothing else changes"
        return _for_server(real.curl, url)


def _options(command: str) -> list[str]:
    words = shlex.split(command.replace("\\\n", " "))
    return [word for word in words if not word.startswith("{")]


@dataclass(frozen=True)
class Block:
    """One fenced block.

    Attributes:
        section: The heading of the second level that it stands below.
    """

    page: Path
    line: int
    section: str
    language: str
    text: str
    server: Server
    answer: Answer | None

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"

    @property
    def is_in_a_walk(self) -> bool:
        """Whether it builds on the answers to those before it."""
        return self.page == PAGES[0] and self.section in WALKS

    @property
    def commands(self) -> list[Command]:
        """The curl commands in it, with blank lines between."""
        return [Command(each) for each in self.text.strip().split("\n\n")]

    def for_server(self, url: str) -> str:
        """The example with nothing but the address changed."""
        return _for_server(self.text, url)


def _for_server(text: str, url: str) -> str:
    assert BASE_URL in text, "an example names the address that `make run` serves"
    return text.replace(BASE_URL, url)


def blocks(language: str) -> list[Block]:
    """Every block of a language, of all pages."""
    return [block for page in PAGES for block in blocks_of(page) if block.language == language]


def curl_blocks() -> list[Block]:
    """Every block that is a curl command, and stands for itself."""
    return [
        block
        for block in blocks("bash")
        if block.text.startswith("curl ") and not block.is_in_a_walk
    ]


def walk(section: str) -> list[Block]:
    """The curl commands of a section that build on the answers to those before them."""
    return [
        block
        for block in blocks("bash")
        if block.is_in_a_walk and block.section == section and block.text.startswith("curl ")
    ]


def blocks_of(page: Path) -> Iterator[Block]:
    """Every block of a page; one that says what the one before answers belongs to that."""
    text = page.read_text()
    turn = _UNREACHABLE.search(text)
    found = list(_FENCE.finditer(text))
    for match, following in zip_longest(found, found[1:]):
        answer = None
        between = text[match.end() : following.start() if following else None]
        if told := _NO_BODY.match(between):
            answer = Answer(int(told[1]), _headers(told[2]), "", "")
        elif following and (told := _ANSWER.match(between)):
            answer = Answer(int(told[1]), _headers(told[2]), following[1], following[2])
        server = Server.HANGING_MODEL if "/cancel \\\n" in match[2] else Server.LIBRARY
        if page == PAGES[0] and turn is not None and match.start() > turn.start():
            server = Server.UNREACHABLE_MODEL
        line = text.count("\n", 0, match.start()) + 1
        section = "".join(re.findall(r"^## (.*)$", text[: match.start()], re.MULTILINE)[-1:])
        if page == PAGES[0] and section in WALKS:
            server = Server.NEW
        yield Block(page, line, section, match[1], match[2], server, answer)


def _headers(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in re.findall(r"`([^`]+)`", text))
