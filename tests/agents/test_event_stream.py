"""The decoder of event streams: whatever the cuts, line ends and oddities (A2 SSE)."""

from collections.abc import AsyncIterator, Iterable
from itertools import combinations, pairwise

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.event_stream import EventStreamDecoder

BOM = b"\xef\xbb\xbf"
EMOJI = "\N{FACE WITH TEARS OF JOY}".encode()

STREAMS: dict[str, tuple[bytes, list[bytes]]] = {
    "LF": (b"data: a\n\ndata: b\n\n", [b"a", b"b"]),
    "CRLF": (b"data: a\r\n\r\ndata: b\r\n\r\n", [b"a", b"b"]),
    "CR": (b"data: a\r\rdata: b\r\r", [b"a", b"b"]),
    "all line ends in turn": (b"data: a\n\r\ndata: b\r\r\ndata: c\r\n\n", [b"a", b"b", b"c"]),
    "one CRLF is one line end": (b"data: a\r\ndata: b\r\n\r\n", [b"a\nb"]),
    "LF and CR are two line ends": (b"data: a\n\rdata: b\n\r", [b"a", b"b"]),
    "many blank lines": (b"\n\n\r\n\rdata: a\n\n\n\n\r\rdata: b\n\n", [b"a", b"b"]),
    "a BOM": (BOM + b"data: a\n\n", [b"a"]),
    "a BOM and nothing": (BOM, []),
    "half a BOM": (BOM[:2] + b"\ndata: a\n\n", [b"a"]),
    "a second BOM makes another field": (BOM + BOM + b"data: a\n\ndata: b\n\n", [b"b"]),
    "a BOM later is text": (b"data: " + BOM + b"\n\n", [BOM]),
    "comments": (b": hello\n:\n\ndata: a\n: between\ndata: b\n\n:bye\n\n", [b"a\nb"]),
    "data in lines": (b"data: a\ndata:\ndata:  b\ndata\n\n", [b"a\n\n b\n"]),
    "no space after the colon": (b"data:a\n\n", [b"a"]),
    "only the first space goes": (b"data:  a \n\n", [b" a "]),
    "a tab stays": (b"data:\ta\n\n", [b"\ta"]),
    "colons in data": (b"data: a: b\n\n", [b"a: b"]),
    "other fields": (b"event: x\nid: 1\nretry: 5\nfoo: bar\ndata: a\nid\n\n", [b"a"]),
    "look-alikes of data": (b"Data: a\n data: b\ndatum: c\ndata : d\ndatas: e\n\n", []),
    "events without data": (b"event: ping\n\ndata\n\ndata:\n\ndata: a\n\n", [b"a"]),
    "an end in the middle of a line": (b"data: a\n\ndata: b", [b"a"]),
    "an end before the blank line": (b"data: a\n\ndata: b\n", [b"a"]),
    "an end in the middle of CRLF": (b"data: a\r\n\r", [b"a"]),
    "characters of many bytes": (b"data: " + EMOJI + b"\n\n", [EMOJI]),
    "no UTF-8": (b"data: \xff\xfe\x80\n\n", [b"\xff\xfe\x80"]),
    "NUL": (b"data: a\0b\n\n", [b"a\0b"]),
    "what only Unicode calls line ends": (
        "data: a\u2028b\u2029c\x85d\x0be\x0cf\x1cg\n\n".encode(),
        ["a\u2028b\u2029c\x85d\x0be\x0cf\x1cg".encode()],
    ),
    "nothing": (b"", []),
}


def decoded(pieces: Iterable[bytes]) -> list[bytes]:
    """The data of all events of a stream that arrives in these pieces."""
    decoder = EventStreamDecoder()
    return [data for piece in pieces for data in decoder.feed(piece)]


def cut(stream: bytes, *places: int) -> list[bytes]:
    """The stream in pieces."""
    return [stream[start:end] for start, end in pairwise((0, *places, len(stream)))]


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_is_read_alike_wherever_it_is_cut(name: str) -> None:
    """A2: CR, LF, CRLF, BOM, data in lines, a cut at every byte, in two places, and everywhere."""
    stream, events = STREAMS[name]
    assert decoded([stream]) == events
    assert decoded(bytes([byte]) for byte in stream) == events
    for places in combinations(range(len(stream) + 1), 2):
        assert decoded(cut(stream, *places)) == events, places


def test_an_event_comes_with_its_last_byte() -> None:
    """A2: no event waits for the one after it."""
    for end in (b"\n\n", b"\r\r", b"\r\n\r"):
        decoder = EventStreamDecoder()
        assert decoder.feed(b"data: a" + end[:-1]) == []
        assert decoder.feed(end[-1:]) == [b"a"]


def test_a_long_line_in_many_pieces() -> None:
    """A2, 1 MB token; the time does not grow with the square of the pieces."""
    text = b"x" * 8_000_000
    pieces = [b"data: ", *(text[at : at + 100] for at in range(0, len(text), 100)), b"\n\n"]
    assert decoded(pieces) == [text]


async def read_with_httpx(stream: bytes) -> list[bytes]:
    """The same by httpx2's reader."""

    async def body() -> AsyncIterator[bytes]:
        yield stream

    response = httpx2.Response(
        200,
        headers={"Content-Type": "text/event-stream; charset=utf-8"},
        content=body(),
        request=httpx2.Request("POST", "http://localhost"),
    )
    source = httpx2.EventSource(response, max_event_size=None)
    return [event.data.encode() async for event in source if event.data]


LINES = st.one_of(
    st.sampled_from(["data", "data:", "data: ", "", ":", "id: 7", "event: x", "retry: 1"]),
    st.text(st.sampled_from('data: é😂\0\u2028{"}'), max_size=8),
    st.text(st.characters(exclude_characters="\r\n\ufeff", codec="utf-8"), max_size=6).map(
        "data:{}".format
    ),
)
ENDS = st.sampled_from(["\n", "\r", "\r\n", "\n\n", "\r\n\r\n"])


@given(st.lists(st.tuples(LINES, ENDS), max_size=12), st.lists(st.integers(0, 200), max_size=6))
async def test_any_stream_is_read_as_by_another_library(
    lines: list[tuple[str, str]], places: list[int]
) -> None:
    """A2: compared with httpx2's reader, over streams that nobody thought of."""
    # The other reader takes a CR at the very end for a blank line too.
    stream = "".join(line + end for line, end in lines).encode() + b"\n\n"
    within = sorted(place for place in places if place < len(stream))
    assert decoded(cut(stream, *within)) == await read_with_httpx(stream)
