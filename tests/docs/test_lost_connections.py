"""The clients that the documentation shows survive lost connections."""

import asyncio
import json
import os
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.docs.blocks import PAGES, Server, blocks
from tests.docs.conftest import UrlOf
from tests.docs.test_examples import asked_answer, asked_question, typescript_program
from tests.doubles.network import Network
from tests.faults.support import until
from tests.javascript import node

PATIENCE = 30.0
BROWSER = Path(__file__).parents[1] / "doubles" / "browser.mjs"

HEAD = b"\r\n\r\n"
FIFTH_EVENT = b'"id":5,'
WITHIN_AN_EVENT = b'"event_type":"follow_ups"'


def _runs(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{url}/api/agents/runs", timeout=30) as response:
        runs: dict[str, Any] = json.load(response)
        return runs


async def _printed(network: Network, losses: list[bytes], *command: str | Path) -> str:
    """What a program prints whose network is lost after each of these was received."""
    first, *rest = losses
    network.lose_after(first)
    process = await asyncio.create_subprocess_exec(
        *command,
        env=os.environ | {"NO_PROXY": "*", "no_proxy": "*"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        for following in [*rest, None]:
            await until(
                lambda: network.lost or process.returncode is not None, "a lost network", PATIENCE
            )
            if following and process.returncode is None:
                network.lose_after(following)
            network.restore()
        output, errors = await asyncio.wait_for(process.communicate(), PATIENCE)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, errors.decode()
    return output.decode()


async def test_the_typescript_program_goes_on_where_it_was(url_of: UrlOf, tmp_path: Path) -> None:
    """A2: Last-Event-ID replays without gap or duplicate."""
    url = await asyncio.to_thread(url_of, Server.LIBRARY)
    block = next(block for block in blocks("typescript") if block.page == PAGES[0])
    answer = await asyncio.to_thread(asked_answer, url, block)
    before = await asyncio.to_thread(_runs, url)
    async with Network(url) as network:
        program = typescript_program(block.for_server(network.url), tmp_path)
        losses = [HEAD, FIFTH_EVENT, WITHIN_AN_EVENT]
        printed = await _printed(network, losses, node.NODE, program)
    assert printed.count(answer) == 1
    assert len([line for line in printed.splitlines() if line.startswith("Next: ")]) == 3
    runs = await asyncio.to_thread(_runs, url)
    assert runs["total"] == before["total"] + 1
    assert runs["data"][0]["status"] == "completed"


async def test_the_page_goes_on_where_it_was_and_stops_at_the_end(
    url_of: UrlOf, tmp_path: Path
) -> None:
    """A2: Last-Event-ID replays without gap or duplicate; 204 ends reconnects."""
    url = await asyncio.to_thread(url_of, Server.LIBRARY)
    [block] = blocks("html")
    (tmp_path / "page.html").write_text(block.text)
    answer = await asyncio.to_thread(asked_answer, url, block)
    before = await asyncio.to_thread(_runs, url)
    async with Network(url) as network:
        query = urlencode({"question": asked_question(block), "api": network.url})
        printed = await _printed(
            network,
            [FIFTH_EVENT, WITHIN_AN_EVENT],
            node.NODE,
            "--experimental-eventsource",
            BROWSER,
            tmp_path / "page.html",
            f"http://localhost:3000/page.html?{query}",
        )
    shown = json.loads(printed)
    assert shown["answer"] == answer
    assert shown["status"] == "Answer complete."
    runs = await asyncio.to_thread(_runs, url)
    assert runs["total"] == before["total"] + 1
    assert f"run={runs['data'][0]['run_id']}" in shown["address"]
