"""Makes text from a model fit for UTF-8 and PostgreSQL, whatever the server sent."""

import codecs
import re


class SurrogateJoiner:
    """Joins the halves of characters that a server escaped as two surrogates in two pieces.

    A JSON escape like ``"\\ud83d"`` at the end of one piece and ``"\\ude00"`` at the start of
    the next is one emoji; alone, neither half can be encoded. A half that never finds its
    partner becomes U+FFFD, and so does NUL, which PostgreSQL's text can't hold: what is read
    again later is what was streamed.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-16-le")("replace")
        self._pending = False

    def feed(self, text: str) -> str:
        """Return what of ``text``, with what was held back before it, is complete."""
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
        if not self._pending and (text.isascii() or _encodable(text)):
            return text
        joined = self._decoder.decode(text.encode("utf-16-le", "surrogatepass"))
        self._pending = self._decoder.getstate()[0] != b""
        return joined

    def flush(self) -> str:
        """Return what was held back to the end."""
        self._pending = False
        return self._decoder.decode(b"", final=True)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
"""Not printable, but part of how emoji, Persian and Indic scripts are written."""


def clean(text: str, longest: int) -> str:
    """Make one line of model output fit to show: no control characters, at most ``longest``."""
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    shown = (c if c.isprintable() or c in _JOINERS else " " for c in joined)
    line = " ".join("".join(shown).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ only in case, punctuation and white space."""
    return words_of(one) == words_of(other)


def words_of(text: str) -> str:
    """The words of a text, for comparison: case, punctuation and white space do not count."""
    return re.sub(r"\W+", " ", text).strip().casefold()
