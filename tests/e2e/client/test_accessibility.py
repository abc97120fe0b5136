"""Every page by axe: WCAG 2.2 AA and good practice, in both themes, wide and narrow."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from scripts.build_client import WORKSPACE
from tests.conftest import RunningServer
from tests.e2e.client.conftest import Visit, Visiting
from tests.e2e.client.pages import PAGES, furnish

pytestmark = pytest.mark.timeout(240, func_only=True)

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 320)


@pytest.fixture(scope="module")
def axe() -> str:
    """The script that looks for violations."""
    return Path(WORKSPACE, "node_modules", "axe-core", "axe.min.js").read_text(encoding="utf-8")


async def violations(visit: Visit) -> list[str]:
    """What axe, which is on the page, finds: a line for each element."""
    found: list[dict[str, Any]] = await visit.page.evaluate(
        "async runOnly => (await axe.run({ runOnly, resultTypes: ['violations'] })).violations",
        RULES,
    )
    return [
        f"{each['id']}: {each['help']}: {node['html'][:200]}"
        for each in found
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_pages_have_no_violations(
    subtests: pytest.Subtests, visiting: Visiting, server: RunningServer, axe: str, theme: str
) -> None:
    """Nor do they scroll sideways, complain in the console, or break their security policy."""
    places = await furnish(server.client)
    async with visiting(server.url, color_scheme=theme) as visit:
        for name, path in PAGES.items():
            await visit.open(path.format(**places))
            await expect(visit.page.get_by_text("Opening …")).to_have_count(0)
            await visit.page.wait_for_load_state("networkidle")
            for width in WIDTHS:
                with subtests.test(name, width=width):
                    await visit.page.set_viewport_size({"width": width, "height": 800})
                    await visit.page.evaluate(axe)
                    assert await violations(visit) == []
                    assert (
                        await visit.page.evaluate("document.documentElement.scrollWidth") <= width
                    )
                    assert visit.faults == []
                    assert await visit.page.locator("h1").count() == 1
