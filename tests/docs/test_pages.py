"""The documentation pages load nothing from the internet."""

import re
import urllib.request
from collections.abc import Mapping

import pytest

from tests.docs.blocks import Server
from tests.docs.conftest import UrlOf

PAGES = ("/docs", "/redoc", "/api/docs", "/api/redoc")


def _get(url: str) -> tuple[str, Mapping[str, str]]:
    with urllib.request.urlopen(url, timeout=30) as response:
        assert response.status == 200
        return response.read().decode(errors="replace"), response.headers


@pytest.mark.parametrize("path", PAGES)
def test_a_page_and_what_it_loads_come_from_this_server(path: str, url_of: UrlOf) -> None:
    url = url_of(Server.LIBRARY)
    page, _ = _get(url + path)
    assert not re.search(r"(?:https?:)?//[a-z]", page), "an address outside of this server"
    assets = re.findall(r'(?:src|href)="([^"]+)"', page)
    assets += re.findall(r"""(?:url: |spec-url=)["']([^"']+)["']""", page)
    assert "/openapi.json" in assets
    assert any(each.endswith(".js") for each in assets)
    for asset in assets:
        _get(url + asset)


@pytest.mark.parametrize("path", PAGES)
def test_the_browser_is_told_to_load_nothing_from_elsewhere(path: str, url_of: UrlOf) -> None:
    _, headers = _get(url_of(Server.LIBRARY) + path)
    policy = dict(
        directive.split(" ", 1) for directive in headers["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    sources = {source for value in policy.values() for source in value.split()}
    assert sources <= {"'none'", "'self'", "'unsafe-inline'", "data:", "blob:"}


def test_the_reference_does_not_ask_for_the_logo_of_its_maker(url_of: UrlOf) -> None:
    script, headers = _get(url_of(Server.LIBRARY) + "/docs-assets/redoc.standalone.js")
    assert "javascript" in headers["Content-Type"]
    assert len(script) > 500_000
    assert "cdn." not in script


def test_nothing_is_sent_to_a_validator(url_of: UrlOf) -> None:
    page, _ = _get(url_of(Server.LIBRARY) + "/docs")
    assert re.search(r'"validatorUrl":\s*null', page)
