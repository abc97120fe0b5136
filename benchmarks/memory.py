"""Memory that one more open stream costs, against the openai SDK with an SSE response.

Run: ``.venv/bin/python -m benchmarks.memory``. The model server sends one token to every stream
and then falls silent. Counted is the memory of the server process that is its own (unique set
size), at ``FEW`` and at ``MANY`` open streams; what remains after division is one stream's.
"""

import asyncio
import resource
from contextlib import AsyncExitStack

from benchmarks.processes import Contest, Server, data_folder
from benchmarks.reading import CHOSEN, TOKEN, Reading

FEW, MANY = 200, 1000
AT_ONCE = 20
SETTLE_SECONDS = 3
PAUSE = 3_600_000
"""Milliseconds between the first token and the second, which never comes."""


async def open_streams(server: Server, wanted: int, stack: AsyncExitStack) -> None:
    """Open streams, a few at a time, each up to its first token."""

    async def opened() -> None:
        reading = await stack.enter_async_context(Reading(server.port, body=CHOSEN))
        await reading.until(TOKEN)

    for _ in range(wanted // AT_ONCE):
        await asyncio.gather(*(opened() for _ in range(AT_ONCE)))
    await asyncio.sleep(SETTLE_SECONDS)


async def bytes_per_stream(server: Server) -> float:
    """Growth of the server's memory from few to many open streams, for each."""
    async with AsyncExitStack() as stack:
        await open_streams(server, FEW, stack)
        few = server.resident_bytes()
        await open_streams(server, MANY - FEW, stack)
        return (server.resident_bytes() - few) / (MANY - FEW)


def main() -> None:
    """Measure and print a table."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < 4 * MANY:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4 * MANY), hard))
    print(f"KB a stream, from {FEW} to {MANY} open streams")
    figures = {}
    with data_folder() as folder, Contest() as contest:
        model = contest.model_server(2, PAUSE).model_url
        servers = {"SDK+SSE": contest.sdk(model), "ours": contest.ours(model, folder)}
        for name, server in servers.items():
            figures[name] = asyncio.run(bytes_per_stream(server)) / 1000
            print(f"{name:8} {figures[name]:8.0f}", flush=True)
    print(f"ratio    {figures['ours'] / figures['SDK+SSE']:8.2f}")


if __name__ == "__main__":
    main()
