"""What a visitor waits for: the limits in bytes that the client keeps."""

import re

import httpx2
import pytest

from scripts.build_client import WORKSPACE
from scripts.client.sources import OUTPUT
from tests.conftest import RunningServer

FIRST, PART, MARKDOWN = 115_000, 40_000, 45_000
PARTS = ("ask", "history", "tracker", "library", "practice", "account")


async def weigh(server: RunningServer, path: str, coding: str) -> tuple[int, httpx2.Response]:
    """The bytes of a body as they are sent, and the response."""
    async with server.client.stream(
        "GET", f"/app/{path}", headers={"Accept-Encoding": coding}
    ) as response:
        assert response.status_code == 200
        return sum([len(each) async for each in response.aiter_raw()]), response


@pytest.mark.parametrize("coding", ["gzip", "br, gzip"])
@pytest.mark.parametrize("part", PARTS)
async def test_a_first_page_is_light(server: RunningServer, part: str, coding: str) -> None:
    """The page and the script of all pages; then those of the part, in as many requests."""
    page, response = await weigh(server, part, coding)
    first, *others = re.findall(r"</app/([^>]+)>; rel=modulepreload", response.headers["link"])
    assert page + (await weigh(server, first, coding))[0] <= FIRST
    assert sum([(await weigh(server, each, coding))[0] for each in others]) <= PART
    assert len(others) <= 4


def test_what_reads_and_colours_answers_is_light() -> None:
    weights = {name: weight for name, weight in packed() if name in ("growing", "highlighting")}
    assert len(weights) == 2
    assert sum(weights.values()) <= MARKDOWN


def test_no_script_but_the_first_is_heavier_than_a_part() -> None:
    assert [name for name, weight in packed() if weight > PART] == ["first"]


def packed() -> list[tuple[str, int]]:
    """The scripts in Brotli, by name without hash, with their bytes."""
    scripts = (WORKSPACE / OUTPUT / "browser").glob("*.js.br")
    hashed = len("-A1B2C3D4.js.br")
    return [(path.name[:-hashed], path.stat().st_size) for path in scripts]
