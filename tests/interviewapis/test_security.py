"""Who may ask without credentials: only the person at this machine."""

from typing import Any

import pytest
from starlette.requests import HTTPConnection

from interviewapis.security.local import refusal_for

ALLOWED = ("http://localhost:4200", "https://interviews.example")
FORWARDING = [
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-Server",
    "X-Original-Forwarded-For",
    "X-Real-IP",
    "X-Client-IP",
    "True-Client-IP",
    "CF-Connecting-IP",
    "Via",
]


def refusal(
    *,
    peer: str | None = "127.0.0.1",
    host: str | None = "localhost:8000",
    http_version: str = "1.1",
    **headers: str,
) -> str | None:
    """Ask ``refusal_for`` about a connection with these headers."""
    sent = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    if host is not None:
        sent["host"] = host
    scope: dict[str, Any] = {
        "type": "http",
        "http_version": http_version,
        "scheme": "http",
        "method": "POST",
        "path": "/api/agents/route",
        "query_string": b"",
        "server": ("127.0.0.1", 8000),
        "client": None if peer is None else (peer, 51234),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in sent.items()],
    }
    return refusal_for(HTTPConnection(scope), ALLOWED)


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.3.2.1", "::1", "::ffff:127.0.0.1"])
def test_a_loopback_peer_may_ask(peer: str) -> None:
    assert refusal(peer=peer) is None


@pytest.mark.parametrize(
    "peer",
    [
        "192.0.2.2",
        "10.0.0.1",
        "0.0.0.0",
        "::",
        "fd00::2",
        "::ffff:10.0.0.1",
        "testclient",
        "",
        None,
    ],
)
def test_any_other_peer_may_not(peer: str | None) -> None:
    assert refusal(peer=peer) == "it comes from another machine"


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8000",
        "LocalHost:8000",
        "127.0.0.1",
        "127.0.0.1:8000",
        "127.9.9.9:80",
        "[::1]",
        "[::1]:8000",
        "[::ffff:127.0.0.1]:8000",
    ],
)
def test_a_loopback_host_is_taken(host: str) -> None:
    assert refusal(host=host) is None


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "localhost.evil.example:8000",
        "evil.localhost.example",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "localhost:8000@evil.example",
        "evil.example#localhost",
        "evil.example/localhost",
        "0.0.0.0:8000",
        "[::]:8000",
        "192.0.2.2:8000",
        "[fd00::2]:8000",
        "2130706433",
        "127.1",
        "[::1",
        "[",
        ":8000",
        "loc\xe4lhost",
        "evil.example@127.0.0.1",
        "localhost:8000/",
    ],
)
def test_a_name_that_could_be_anybodys_is_refused(host: str | None) -> None:
    """DNS rebinding: somebody else's name may point at 127.0.0.1."""
    assert refusal(host=host) == "its Host header names no loopback address"


@pytest.mark.parametrize("header", FORWARDING)
def test_a_forwarded_request_is_refused(header: str) -> None:
    """Behind a proxy every peer is a loopback peer."""
    assert (
        refusal(**{header: "127.0.0.1"}) == f"it was forwarded by a proxy (header {header.lower()})"
    )


def test_a_proxy_that_does_not_name_itself_is_refused() -> None:
    """nginx speaks HTTP/1.0 to servers unless told otherwise; browsers and curl do not."""
    assert refusal(http_version="1.0") is not None


@pytest.mark.parametrize("origin", ["http://localhost:8000", *ALLOWED])
def test_own_and_allowed_origins_are_taken(origin: str) -> None:
    assert refusal(Origin=origin) is None
    assert refusal(Origin=origin, Sec_Fetch_Site="cross-site") is None


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "http://evil.example",
        "https://localhost:8000",
        "http://localhost",
        "http://localhost:9000",
        "http://127.0.0.1:8000",
        "http://localhost:8000.evil.example",
        "http://localhost:4200.evil.example",
        "http://localhost:4200@evil.example",
        "http://localhost:42000",
        "*",
    ],
)
def test_any_other_origin_is_refused(origin: str) -> None:
    assert refusal(Origin=origin) == "it was sent by a page of another site (header Origin)"


def test_an_allowed_origin_excuses_nothing_else() -> None:
    origin = ALLOWED[0]
    assert refusal(Origin=origin, host="evil.example")
    assert refusal(Origin=origin, peer="192.0.2.2")
    assert refusal(Origin=origin, X_Forwarded_For="127.0.0.1")
    assert refusal(Origin="http://evil.example", host="evil.example")


@pytest.mark.parametrize(
    ("site", "taken"),
    [
        ("same-origin", True),
        ("none", True),
        ("same-site", False),
        ("cross-site", False),
        ("", False),
    ],
)
def test_pages_of_other_sites_are_refused_without_an_origin_too(site: str, taken: bool) -> None:
    """Browsers send no Origin with a plain GET, such as for an image."""
    expected = None if taken else "it was sent by a page of another site (header Sec-Fetch-Site)"
    assert refusal(Sec_Fetch_Site=site) == expected
