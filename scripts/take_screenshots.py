"""Takes a picture of every page of the web client, in both themes and on a phone.

Run: ``python -m scripts.take_screenshots [--docs] [--only NAME ...] [FOLDER]``, or ``make
screenshots``. The server is one of its own with a database that is thrown away, where somebody has
asked, tracked and practised for a while. With ``--docs`` the pictures of the README are made anew
instead.
"""

import argparse
import asyncio
import io
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import httpx2
import uvicorn
from PIL import Image
from playwright.async_api import Page, ViewportSize, expect

from interviewapis.app import create_app
from interviewapis.settings import Settings
from interviewapis.startup import started
from scripts.build_client import WORKSPACE
from scripts.client.sources import is_built
from tests.e2e.chromium import ChromiumError, find
from tests.e2e.client.pages import PAGES, furnish

_ROOT = Path(__file__).resolve().parent.parent
_FOLDER = _ROOT / "var" / "screenshots"
_DOCS = _ROOT / "docs" / "images"
_PATIENCE_MS = 30_000
_HIGHEST = 6_000
_COLOURS = 256
_MOST_BYTES = 80_000


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    size: tuple[int, int]
    theme: str
    is_phone: bool = False

    def viewport(self) -> ViewportSize:
        """The size as Playwright takes it."""
        width, height = self.size
        return {"width": width, "height": height}

    def context(self) -> dict[str, Any]:
        """What a browser context is made with."""
        return {
            "viewport": self.viewport(),
            "color_scheme": self.theme,
            "reduced_motion": "reduce",
            "has_touch": self.is_phone,
            "is_mobile": self.is_phone,
            "locale": "en-GB",
            "timezone_id": "Europe/Lisbon",
        }


@dataclass(frozen=True)
class Shot:
    """A picture to take.

    Attributes:
        name: Of the file, without its ending.
        page: The name of the page.
    """

    name: str
    page: str
    look: Look


LOOKS = {
    "light": Look((1280, 800), "light"),
    "dark": Look((1280, 800), "dark"),
    "phone": Look((390, 844), "light", is_phone=True),
}

README = (
    Shot("client-ask", "ask-answer", Look((1100, 720), "light")),
    Shot("client-practice", "practice-judgement", Look((1100, 900), "light")),
)


def main() -> int:
    """Take the pictures; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=_FOLDER, metavar="FOLDER")
    parser.add_argument("--docs", action="store_true", help="only the README's, into docs/images")
    parser.add_argument("--only", nargs="+", choices=PAGES, metavar="NAME", help="of these pages")
    options = parser.parse_args()
    if not is_built(WORKSPACE):
        print("The web client is not built from these sources. Run: make client", file=sys.stderr)
        return 1
    shots = README if options.docs else _shots(options.only or PAGES)
    folder = _DOCS if options.docs else options.folder
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix="screenshots") as data:
            # Within reach of the user that runs PostgreSQL for root.
            Path(data).chmod(0o755)
            asyncio.run(_take(shots, folder, Path(data), small=options.docs))
    except (ChromiumError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(shots)} pictures are in {folder}.")
    return 0


def _shots(pages: Iterable[str]) -> list[Shot]:
    pages = list(pages)
    return [Shot(f"{page}-{name}", page, look) for name, look in LOOKS.items() for page in pages]


async def _take(shots: Iterable[Shot], folder: Path, data: Path, *, small: bool) -> None:
    # What may have to be installed is there before the server is.
    chromium = await asyncio.to_thread(find)
    async with _serving(data) as url, chromium.running() as browser:
        async with httpx2.AsyncClient(base_url=url, timeout=60) as client:
            places = await furnish(client)
        for look, of_look in groupby(shots, lambda shot: shot.look):
            context = await browser.new_context(**look.context())
            page = await context.new_page()
            for shot in of_look:
                await page.set_viewport_size(look.viewport())
                await page.goto(f"{url}/app{PAGES[shot.page].format(**places)}")
                await _settle(page)
                if not small:
                    await _stretch(page, look)
                picture = await page.screenshot(animations="disabled", timeout=_PATIENCE_MS)
                (folder / f"{shot.name}.png").write_bytes(_smaller(picture) if small else picture)
            await context.close()


@asynccontextmanager
async def _serving(data: Path) -> AsyncIterator[str]:
    """A server of its own without a model, with its data in a folder; its address."""
    settings = Settings(
        _env_file=None,
        data_folder=data,
        database_url=None,
        auth="local",
        model=None,
        openai_api_key=None,
        openai_base_url=None,
    )
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            create_app(settings, started), log_config=None, lifespan="on", proxy_headers=False
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listener]))
        while not server.started:
            if serving.done():
                raise OSError("The server did not start.") from serving.exception()
            await asyncio.sleep(0.05)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


async def _settle(page: Page) -> None:
    """Wait until the page shows what it has."""
    await page.wait_for_load_state("networkidle")
    await expect(page.locator("h1")).to_be_attached(timeout=_PATIENCE_MS)
    for words in ("Opening", "Looking", "Adding up", "Summing up"):
        loading = page.get_by_role("status").filter(has_text=words)
        await expect(loading).to_have_count(0, timeout=_PATIENCE_MS)


async def _stretch(page: Page, look: Look) -> None:
    """Make the window as high as the page; a picture of more than the window shows what sticks to
    its end in the middle."""
    whole = await page.evaluate("document.documentElement.scrollHeight")
    size = look.viewport()
    await page.set_viewport_size(size | {"height": min(max(whole, size["height"]), _HIGHEST)})
    await page.wait_for_load_state("networkidle")


def _smaller(picture: bytes) -> bytes:
    """The same with as many colours as a small file allows."""
    image, colours = Image.open(io.BytesIO(picture)).convert("RGB"), _COLOURS
    while True:
        made = io.BytesIO()
        few = image.quantize(colours, dither=Image.Dither.NONE)
        few.save(made, "PNG", optimize=True)
        if made.tell() <= _MOST_BYTES or colours <= 16:
            return made.getvalue()
        colours //= 2


if __name__ == "__main__":
    sys.exit(main())
