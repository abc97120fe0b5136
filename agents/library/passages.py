"""Parts of an answer that can be shown alone."""

import re
from collections.abc import Iterator, Sequence

SHORTEST = 350
"""Characters from which a part stands alone; shorter ones take the next paragraph along."""

_FENCE = re.compile(r"^(```|~~~)", re.MULTILINE)


def passages(answer: str) -> list[str]:
    """Cut Markdown into parts at headings and paragraphs.

    A heading stays with what follows, and a block of code in one piece. Joined by blank lines,
    the parts are the answer again.
    """
    parts: list[list[str]] = []
    for block in _blocks(answer):
        if not parts or _complete(parts[-1]) or (_is_heading(block) and not _open(parts[-1])):
            parts.append([block])
        else:
            parts[-1].append(block)
    return ["\n\n".join(part) for part in parts]


def _blocks(text: str) -> Iterator[str]:
    pending: list[str] = []
    for paragraph in text.split("\n\n"):
        pending.append(paragraph)
        block = "\n\n".join(pending)
        if len(_FENCE.findall(block)) % 2 == 0:
            pending.clear()
            if block.strip():
                yield block
    if pending:
        yield "\n\n".join(pending)


def _is_heading(block: str) -> bool:
    return block.startswith("#")


def _open(part: Sequence[str]) -> bool:
    return _is_heading(part[-1]) and "\n" not in part[-1]


def _complete(part: Sequence[str]) -> bool:
    return not _open(part) and sum(map(len, part)) >= SHORTEST
