"""Small pieces of text that several parts of practice write."""

from collections.abc import Iterable, Sequence

from agents.text import clean


def bulleted(lines: Iterable[str]) -> str:
    """A list, one line each; empty when there are none."""
    return "\n".join(f"- {each}" for each in lines)


def counted(number: int, thing: str) -> str:
    """``1 question``, ``2 questions``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def joined(parts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def line_within(text: str, shortest: int, longest: int) -> str | None:
    """Model output as one clean line; None when it is too short or too long to be shown whole."""
    line = clean(text[: 10 * longest], 10 * longest)
    return line if shortest <= len(line) <= longest else None


def quoted(text: str, longest: int) -> str:
    """A text between quotation marks, cut at a word if it is too long."""
    if len(text) <= longest:
        return f"“{text}”"
    return f"“{text[:longest].rsplit(' ', 1)[0].rstrip(' ,;:.')}…”"


def sentence(text: str) -> str:
    """A text that ends like a sentence; a quotation may end it."""
    return text if text.rstrip("”").endswith((".", "!", "?", "…")) else f"{text}."
