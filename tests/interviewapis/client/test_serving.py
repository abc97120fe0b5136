"""The client over HTTP: its page, its files, and what browsers are told of both."""

import gzip
import re
from pathlib import Path

import pytest

from tests.conftest import RunningServer
from tests.interviewapis.client.making import HASH, PICTURE, SCRIPT, STYLE, brotli_of
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.raw_http import exchange, request

pytestmark = pytest.mark.asyncio(loop_scope="module")

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
POLICY = (
    f"default-src 'none'; script-src 'self' '{HASH}'; style-src 'self' 'nonce-NONCE'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'self'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types angular"
)
PAGES = ["/app/", "/app/tracker/12", "/app/tracker/12/", "/app/index.html", "/app/?x=1.js"]


def nonce_of(text: str) -> str:
    """The nonce that the page carries."""
    (found,) = re.findall(r'ngCspNonce="([\w-]{22})"', text)
    return str(found)


@pytest.mark.parametrize("path", PAGES)
async def test_the_page_is_at_every_address_of_the_client(server: RunningServer, path: str) -> None:
    response = await server.client.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"
    nonce = nonce_of(response.text)
    assert response.headers["content-security-policy"] == POLICY.replace("NONCE", nonce)
    assert response.headers["referrer-policy"] == "same-origin"
    assert "microphone=()" in response.headers["permissions-policy"]
    assert response.headers["cross-origin-opener-policy"] == "same-origin"
    assert response.headers["x-content-type-options"] == "nosniff"
    # A page that is kept would keep its nonce.
    assert "etag" not in response.headers
    assert "__CSP_NONCE__" not in response.text


@pytest.mark.parametrize("path", ["", "ask", "ask/", "ask?run=1"])
async def test_a_page_names_the_scripts_that_it_will_load(server: RunningServer, path: str) -> None:
    response = await server.client.get(f"/app/{path}")
    assert response.headers["link"] == f"</app/{SCRIPT}>; rel=modulepreload"


@pytest.mark.parametrize("path", ["library", "asks", "tracker/ask", "page"])
async def test_it_names_none_that_it_does_not_know(server: RunningServer, path: str) -> None:
    assert "link" not in (await server.client.get(f"/app/{path}")).headers


async def test_what_pages_load_is_told_in_no_other_way(server: RunningServer) -> None:
    assert (await server.client.get("/app/page.json")).status_code == 404


async def test_the_page_tells_who_may_come_in(server: RunningServer) -> None:
    """As does that of a server that asks everybody: see test_rebuilding.py."""
    page = (await server.client.get("/app/")).text
    assert '<meta name="auth" content="local">' in page


@pytest.mark.parametrize(("accepted", "coding"), [("gzip, br", "gzip"), ("br", None), ("", None)])
async def test_the_page_is_compressed_for_whoever_can_read_it(
    server: RunningServer, accepted: str, coding: str | None
) -> None:
    response = await server.client.get("/app/", headers={"Accept-Encoding": accepted})
    assert response.headers.get("content-encoding") == coding
    assert "accept-encoding" in response.headers["vary"].lower()
    assert response.text.startswith("<!doctype html>")


async def test_every_response_has_a_nonce_of_its_own(server: RunningServer) -> None:
    nonces = {nonce_of((await server.client.get("/app/")).text) for _ in range(20)}
    assert len(nonces) == 20


@pytest.mark.parametrize(
    ("asked", "told"),
    [("/app", "/app/"), ("/app?q=a%20b&c", "/app/?q=a%20b&c"), ("/%61pp", "/app/")],
)
async def test_the_address_without_its_slash_leads_to_the_one_with(
    server: RunningServer, asked: str, told: str
) -> None:
    response = await exchange(server.url, request("GET", asked))
    assert (response.status, response.headers["location"]) == (307, told)


async def test_files_are_kept_for_ever_when_their_name_names_their_content(
    server: RunningServer,
) -> None:
    for path, kind in ((SCRIPT, "text/javascript; charset=utf-8"), (PICTURE, "image/png")):
        response = await server.client.get(f"/app/{path}")
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert response.headers["content-type"] == kind
        assert response.headers["x-content-type-options"] == "nosniff"
    response = await server.client.get("/app/manifest.webmanifest")
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["content-type"] == "application/manifest+json"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, br;q=0.9", "gzip"),
        ("br;q=0, *", "gzip"),
        ("deflate", None),
        ("identity", None),
        ("", None),
    ],
)
async def test_files_come_compressed_as_the_client_likes_best(
    server: RunningServer, client_folder: Path, accepted: str, coding: str | None
) -> None:
    asked = request("GET", f"/app/{SCRIPT}", Accept_Encoding=accepted)
    response = await exchange(server.url, asked)
    content = (client_folder / SCRIPT).read_bytes()
    assert response.headers.get("content-encoding") == coding
    assert "accept-encoding" in response.headers["vary"]
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["content-length"] == str(len(response.body))
    unpacked = gzip.decompress(response.body) if coding == "gzip" else response.body
    assert unpacked == (brotli_of(content) if coding == "br" else content)


async def test_a_file_that_is_not_compressed_does_not_vary(server: RunningServer) -> None:
    response = await server.client.get(f"/app/{PICTURE}", headers={"Accept-Encoding": "br"})
    assert response.content.startswith(b"\x89PNG")
    assert "accept-encoding" not in response.headers.get("vary", "").lower()
    assert "content-encoding" not in response.headers


async def test_what_somebody_has_is_not_sent_again(server: RunningServer) -> None:
    tags = {}
    for coding in ("br", "gzip", "identity"):
        wanted = {"Accept-Encoding": coding}
        # The client that unpacks would not know what stands for Brotli here.
        first = await server.client.head(f"/app/{STYLE}", headers=wanted)
        tags[coding] = first.headers["etag"]
        for known in (tags[coding], f'"other", W/{tags[coding]}', "*"):
            response = await server.client.get(
                f"/app/{STYLE}", headers={**wanted, "If-None-Match": known}
            )
            assert (response.status_code, response.content) == (304, b"")
            for name in ("etag", "cache-control", "vary"):
                assert response.headers[name] == first.headers[name]
    assert len(set(tags.values())) == 3, "each form is another content"
    response = await server.client.get(
        f"/app/{STYLE}", headers={"Accept-Encoding": "identity", "If-None-Match": tags["gzip"]}
    )
    assert response.status_code == 200


async def test_head_tells_the_same_without_the_body(server: RunningServer) -> None:
    for path in ("/app/", f"/app/{SCRIPT}", f"/app/{PICTURE}", "/app/nothing.js", "/app"):
        wanted = {"Accept-Encoding": "gzip"}
        get, head = [
            await server.client.request(method, path, headers=wanted) for method in ("GET", "HEAD")
        ]
        assert (head.status_code, head.content) == (get.status_code, b"")
        for name in ("content-type", "content-encoding", "etag", "vary"):
            assert head.headers.get(name) == get.headers.get(name), name
        # Each page has a nonce of its own, which may take a byte more when it is compressed.
        lengths = [int(each.headers["content-length"]) for each in (get, head)]
        assert abs(lengths[0] - lengths[1]) <= (8 if path == "/app/" else 0), path


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/app/", "/app/tracker", f"/app/{SCRIPT}"])
async def test_it_can_only_be_read(server: RunningServer, method: str, path: str) -> None:
    response = await server.client.request(method, path)
    assert_problem(response, 405, "method_not_allowed")
    assert response.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "path",
    [
        "nothing.js",
        "main-00000000.js",
        "tracker/12/main.js",
        "favicon.ico",
        f"{SCRIPT}.br",
        f"{SCRIPT}.gz",
        f"media//{PICTURE}",
        f"./{SCRIPT}",
        f"media/../{SCRIPT}",
        f"media/%2e%2e/{SCRIPT}",
        f"..\\{SCRIPT}",
        "../pyproject.toml",
        "%2e%2e/%2e%2e/etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "..",
        "%2e",
        "../tracker",
        "..\\..\\etc",
        "%5cetc",
        "tracker%00",
        "a%0dSet-Cookie:x",
        "/etc/passwd",
        "//evil.example/tracker",
        "%2fetc%2fpasswd",
        ".git/config",
        ".env",
        ".well-known",
        "media/.hidden/tracker",
        "C:/Windows/win.ini",
    ],
)
async def test_what_is_no_file_of_the_client_is_not_found(server: RunningServer, path: str) -> None:
    response = await exchange(server.url, request("GET", f"/app/{path}"))
    assert response.status == 404
    assert response.headers["content-type"] == "application/problem+json"
    # The next build may have it.
    assert response.headers["cache-control"] == "no-store"
    assert b"not_found" in response.body


async def test_browsers_are_sent_to_the_client_and_programs_get_the_overview(
    server: RunningServer,
) -> None:
    response = await server.client.get("/", headers=BROWSER)
    assert (response.status_code, response.headers["location"]) == (307, "/app/")
    assert "Accept" in response.headers["vary"].split(", ")
    for accepted in ("*/*", "application/json", "application/json, text/plain, */*"):
        response = await server.client.get("/", headers={"Accept": accepted})
        assert response.json()["name"] == "InterviewAPIs"
        assert "Accept" in response.headers["vary"].split(", ")


async def test_other_pages_keep_their_own_policies(server: RunningServer) -> None:
    for path in ("/", "/api/health", "/nothing"):
        headers = (await server.client.get(path)).headers
        assert "content-security-policy" not in headers
        assert "permissions-policy" not in headers
    assert "unsafe-inline" in (await server.client.get("/docs")).headers["content-security-policy"]
    paths = (await server.client.get("/openapi.json")).json()["paths"]
    assert not [path for path in paths if path.startswith("/app")]


async def test_whoever_asks_from_elsewhere_gets_the_client_too(server: RunningServer) -> None:
    """It is the same for all, and signs in before it learns anything."""
    foreign = {"Host": "interviews.example", "Origin": "https://elsewhere.example"}
    assert (await server.client.get("/app/", headers=foreign)).status_code == 200
    assert (await server.client.get(f"/app/{SCRIPT}", headers=foreign)).status_code == 200
    assert (await server.client.get("/api/companies", headers=foreign)).status_code == 401
