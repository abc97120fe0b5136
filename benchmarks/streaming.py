"""What a streamed token costs, against the openai SDK with an SSE response, in one run.

Run: ``.venv/bin/python -m benchmarks.streaming``. All servers stream the same answer from the
same model server; they take turns, since the speed of a machine drifts. CPU is user and system
time of the server process; PostgreSQL is not counted (it writes the answer down once a second
and at its end). ``floor`` is a proxy that passes the model server's bytes on unread.
"""

import asyncio
import statistics

from benchmarks.processes import Contest, Server, data_folder
from benchmarks.reading import CHOSEN, TOKEN, whole

TOKENS = 200
ROUNDS = 5
CASES = (("20 ms pace", 20, 10), ("burst", 0, 10))
"""Name, milliseconds between tokens, streams at once."""


async def load(port: int, streams: int) -> None:
    """Read so many answers at once, to their ends."""
    for content in await asyncio.gather(*(whole(port, body=CHOSEN) for _ in range(streams))):
        if content.count(TOKEN) < TOKENS:
            raise RuntimeError("an answer came short")


def cpu_per_token(server: Server, streams: int) -> float:
    """CPU microseconds a token of the server, with everything else that an answer costs."""
    before = server.cpu_seconds()
    asyncio.run(load(server.port, streams))
    return (server.cpu_seconds() - before) * 1e6 / (streams * TOKENS)


def run_case(name: str, pace: int, streams: int, folder: str) -> None:
    """Measure the servers in turn and print a row."""
    with Contest() as contest:
        model = contest.model_server(TOKENS, pace).model_url
        servers = (contest.proxy(model), contest.sdk(model), contest.ours(model, folder))
        rows = [[cpu_per_token(server, streams) for server in servers] for _ in range(ROUNDS + 1)]
    counted = rows[1:]  # the first round warms them up
    floor, sdk, ours = (statistics.median(column) for column in zip(*counted, strict=True))
    ratio = statistics.median(row[2] / row[1] for row in counted)
    print(f"{name:12} {floor:8.0f} {sdk:8.0f} {ours:8.0f} {ratio:14.2f}", flush=True)


def main() -> None:
    """Measure every case and print a table."""
    print(f"CPU microseconds a token; {TOKENS} tokens an answer, median of {ROUNDS} rounds")
    print("                floor  SDK+SSE     ours   ours/SDK+SSE")
    with data_folder() as folder:
        for case in CASES:
            run_case(*case, folder)


if __name__ == "__main__":
    main()
