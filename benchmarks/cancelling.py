"""How soon the model server sees its connection close after an answer was cancelled.

Run: ``.venv/bin/python -m benchmarks.cancelling``. The model server runs in the process that
cancels, so that one clock measures both ends. An answer is cancelled in three states: the model
has not said a word; it is silent in the middle; its answer is there, and it is being asked for
follow-up questions. Ours is cancelled with ``POST /api/agents/runs/{id}/cancel``. The server
that it is compared with, the openai SDK with an SSE response, has nothing to cancel with: there
the reader leaves.
"""

import asyncio
import re
import statistics
import time
from collections.abc import Callable, Coroutine
from typing import Any

from benchmarks.processes import LOCAL, Contest, Server, data_folder
from benchmarks.reading import CHOSEN, TOKEN, Reading, whole
from benchmarks.upstream import DONE, HEAD, event, read_request

TRIES = 30
WARM_UP = 3
STATES = ("before the first token", "between tokens", "after the last token")
_RUN_ID = re.compile(rb'"run_id":\s*"([0-9a-f-]+)"')


class HeldModelServer:
    """Falls silent in a state of one's choice, and tells when its connection was closed."""

    def __init__(self) -> None:
        self.state = STATES[0]
        self.silent = asyncio.Event()
        self.closed: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    def expect(self) -> None:
        """Forget what was."""
        self.silent = asyncio.Event()
        self.closed = asyncio.get_running_loop().create_future()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        try:
            while True:
                request = await read_request(reader)
                if request.get("stream"):
                    await self._stream(reader, writer)
                else:
                    await self._hold(reader)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        if self.state != STATES[0]:
            writer.write(event({"content": "token "}))
        if self.state == STATES[2]:
            writer.write(event({}, "stop") + DONE)
        else:
            await self._hold(reader)

    async def _hold(self, reader: asyncio.StreamReader) -> None:
        self.silent.set()
        try:
            await reader.read(1)
        finally:
            if not self.closed.done():
                self.closed.set_result(time.perf_counter())
        raise ConnectionError("the client has left")


async def cancelled_by_request(server: Server, seen: bytes, _: Reading) -> None:
    """Cancel the run whose events were seen."""
    match = _RUN_ID.search(seen)
    assert match is not None, "the first event names the run"
    await whole(server.port, f"/api/agents/runs/{match[1].decode()}/cancel", {})


async def left(_server: Server, _seen: bytes, reading: Reading) -> None:
    """Break the reader's connection."""
    await reading.__aexit__()


Cancel = Callable[[Server, bytes, Reading], Coroutine[Any, Any, None]]


async def milliseconds(server: Server, model: HeldModelServer, cancel: Cancel) -> float:
    """From cancelling to the end of the model server's connection."""
    model.expect()
    async with Reading(server.port, body=CHOSEN) as reading:
        if model.state == STATES[0]:
            seen = b"" if cancel is left else await reading.until(b'"run_id"')
        else:
            seen = await reading.until(TOKEN)
        await asyncio.wait_for(model.silent.wait(), 20)
        # Whatever the tokens set in motion has come to rest.
        await asyncio.sleep(0.05)
        begun = time.perf_counter()
        cancelling = asyncio.create_task(cancel(server, seen, reading))
        closed = await asyncio.wait_for(model.closed, 30)
        await cancelling
    return (closed - begun) * 1000


async def measured(server: Server, model: HeldModelServer, state: str, cancel: Cancel) -> str:
    """Median, 95th percentile and longest of many tries."""
    model.state = state
    times = [await milliseconds(server, model, cancel) for _ in range(WARM_UP + TRIES)][WARM_UP:]
    p95 = statistics.quantiles(times, n=20)[18]
    return f"{statistics.median(times):8.1f} {p95:8.1f} {max(times):8.1f}"


async def run() -> None:
    """Measure every state and print a table."""
    model = HeldModelServer()
    listening = await asyncio.start_server(model.serve, LOCAL, 0)
    url = f"http://{LOCAL}:{listening.sockets[0].getsockname()[1]}/v1"
    print(f"milliseconds from cancel to closed, {TRIES} tries: p50, p95, longest")
    print(f"{'':26}{'SDK+SSE, reader leaves':>30}{'ours, cancelled':>30}")
    with data_folder() as folder, Contest() as contest:
        sdk, ours = await asyncio.to_thread(
            lambda: (contest.sdk(url), contest.ours(url, folder)),
        )
        for state in STATES:
            theirs = "-" if state == STATES[2] else await measured(sdk, model, state, left)
            mine = await measured(ours, model, state, cancelled_by_request)
            print(f"{state:26}{theirs:>30}{mine:>30}", flush=True)
    listening.close()


if __name__ == "__main__":
    asyncio.run(run())
