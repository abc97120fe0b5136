"""Draws the terminal of the README from what was recorded: a start, a question, an answer."""

import re
import textwrap
from collections.abc import Iterator
from xml.sax.saxutils import escape

from interviewapis.settings import ROOT
from scripts.api_documentation.recording import TERMINAL

TARGET = ROOT / "docs" / "images" / "terminal.svg"

COLUMNS = 96
_LINE, _CHARACTER, _MARGIN, _BAR = 19, 7.83, 22, 38

_STYLE = """
  text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
         fill: #d5dbe5; white-space: pre; }
  .dim { fill: #8592a6; } .prompt { fill: #7ee2a8; font-weight: 600; }
  .command { fill: #ffffff; font-weight: 600; } .heading { fill: #8ec7ff; font-weight: 600; }
  .title { font-size: 12px; fill: #8592a6; text-anchor: middle; }"""


def picture() -> str:
    """The picture as SVG."""
    lines = [span for line in TERMINAL.read_text().splitlines() for span in _spans(line)]
    width = round(COLUMNS * _CHARACTER + 2 * _MARGIN)
    height = _BAR + _MARGIN + len(lines) * _LINE
    rows = "\n".join(
        f'  <text x="{_MARGIN}" y="{_BAR + _LINE * number + 10}">{line}</text>'
        for number, line in enumerate(lines)
        if line
    )
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" \
viewBox="0 0 {width} {height}" role="img" aria-label="make run, a question, and its answer">
  <style>{_STYLE}
  </style>
  <rect width="{width}" height="{height}" rx="10" fill="#161b26"/>
  <circle cx="22" cy="18" r="5.5" fill="#ff6a5f"/>
  <circle cx="41" cy="18" r="5.5" fill="#f6be4f"/>
  <circle cx="60" cy="18" r="5.5" fill="#5fc454"/>
  <text class="title" x="{width / 2:g}" y="22">interviewapis</text>
{rows}
</svg>
"""


def _spans(line: str) -> Iterator[str]:
    """A line as the terminal shows it: wrapped, and in the colour of its kind."""
    if command := re.fullmatch(r"\$ (.*)", line):
        yield f"{_span('prompt', '$')} {_span('command', command[1])}"
        return
    kinds = {"INFO:": "dim", "## ": "heading", "Ready in": "heading"}
    kind = next((kind for start, kind in kinds.items() if line.startswith(start)), "")
    for part in textwrap.wrap(line, COLUMNS, replace_whitespace=False) or [""]:
        yield _span(kind, part) if kind else escape(part)


def _span(kind: str, text: str) -> str:
    return f'<tspan class="{kind}">{escape(text)}</tspan>'
