"""How much later than a byte proxy the first words of a model's answer come.

Run: ``.venv/bin/python -m benchmarks.first_token``. One question at a time, on a connection of
its own, to each server in turn. The model server answers at once, so that what remains is the
servers' own: ours embeds the question, routes it unless the caller named the specialist,
searches the library and builds the prompt. A little of it is the client's, the same for all.
"""

import asyncio
import statistics
import time

from benchmarks.processes import Contest, Server, data_folder
from benchmarks.reading import CHOSEN, QUESTION, TOKEN, Reading

QUESTIONS = 200
WARM_UP = 20


Row = tuple[str, Server, dict[str, str]]
"""Name, server, and what it is asked."""


async def first_token(server: Server, body: dict[str, str]) -> float:
    """Milliseconds from asking to the first token; reads to the end."""
    begun = time.perf_counter()
    async with Reading(server.port, body=body) as reading:
        await reading.until(TOKEN)
        milliseconds = (time.perf_counter() - begun) * 1000
        async for _ in reading.pieces():
            pass
    return milliseconds


async def in_turn(rows: tuple[Row, ...]) -> list[list[float]]:
    """Ask in turn, again and again; one list of milliseconds a row."""
    times = [
        [await first_token(server, body) for _, server, body in rows]
        for _ in range(WARM_UP + QUESTIONS)
    ]
    return [list(column) for column in zip(*times[WARM_UP:], strict=True)]


def main() -> None:
    """Measure and print a table."""
    with data_folder() as folder, Contest() as contest:
        model = contest.model_server(tokens=5, pace=0).model_url
        ours = contest.ours(model, folder)
        rows: tuple[Row, ...] = (
            ("byte proxy", contest.proxy(model), QUESTION),
            ("SDK+SSE", contest.sdk(model), QUESTION),
            ("ours, specialist named", ours, CHOSEN),
            ("ours, routed", ours, QUESTION),
        )
        columns = asyncio.run(in_turn(rows))
    print(f"milliseconds to the first token, {QUESTIONS} questions one after another")
    print("                            p50      p95   p50 over the proxy")
    floor = statistics.median(columns[0])
    for (name, _, _), times in zip(rows, columns, strict=True):
        p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[18]
        print(f"{name:23} {p50:7.1f} {p95:8.1f} {p50 - floor:20.1f}")


if __name__ == "__main__":
    main()
