"""The client's folder changes while the server runs: built, built anew, removed."""

import shutil
from pathlib import Path

import httpx2
import pytest

from interviewapis.client import watching
from interviewapis.client.watching import Client
from tests.conftest import RunningServer, Serve
from tests.interviewapis.client.making import SCRIPT, STYLE, write_client
from tests.interviewapis.problems import assert_problem

NEXT_SCRIPT = "main-N3XTN3XT.js"
BROWSER = {"Accept": "text/html"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the client is to lie; not there yet."""
    return tmp_path / "dist" / "browser"


@pytest.fixture
async def server(serve: Serve, folder: Path) -> RunningServer:
    """A server that demands to know who is asking, without a client."""
    return await serve(
        client_folder=folder, auth="required", secret_key="kX2p9vQz4LmN7rTyB5cWd8HfJ1sGaEu0"
    )


def replace(folder: Path, script: str) -> None:
    """Put another build in the place of the one that is there."""
    begin_replacing(folder, script).rename(folder)
    shutil.rmtree(folder.with_name("old"))


def begin_replacing(folder: Path, script: str) -> Path:
    """Put the build that is there away; where another is, to take its place."""
    new = write_client(folder.with_name("new"), script)
    folder.rename(folder.with_name("old"))
    return new


def assert_not_built(response: httpx2.Response) -> None:
    assert response.status_code == 503
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "make client" in response.text


async def test_without_a_client_a_page_says_how_to_build_it(server: RunningServer) -> None:
    for path in ("/app/", "/app/tracker/12"):
        assert_not_built(await server.client.get(path))
    assert (await server.client.get("/app")).headers["location"] == "/app/"
    assert_problem(await server.client.get(f"/app/{SCRIPT}"), 404, "not_found")
    response = await server.client.get("/", headers=BROWSER)
    assert response.json()["name"] == "InterviewAPIs"


async def test_a_client_that_is_built_meanwhile_is_served_at_once(
    server: RunningServer, folder: Path
) -> None:
    assert_not_built(await server.client.get("/app/"))
    write_client(folder)
    page = (await server.client.get("/app/")).text
    assert SCRIPT in page
    assert '<meta name="auth" content="required">' in page
    assert (await server.client.get(f"/app/{SCRIPT}")).status_code == 200
    assert (await server.client.get("/", headers=BROWSER)).headers["location"] == "/app/"
    assert (await server.client.get("/api/companies")).status_code == 401


async def test_a_new_build_is_served_at_once_and_open_pages_go_on(
    server: RunningServer, folder: Path
) -> None:
    write_client(folder)
    assert SCRIPT in (await server.client.get("/app/")).text
    (folder / "theme.js").write_text("first")
    manifest = await server.client.get("/app/manifest.webmanifest")

    replace(folder, NEXT_SCRIPT)
    assert NEXT_SCRIPT in (await server.client.get("/app/")).text
    # A page of the build before loads the rest of it when somebody goes on.
    for script in (SCRIPT, NEXT_SCRIPT):
        assert script in (await server.client.get(f"/app/{script}")).text
    assert_problem(await server.client.get("/app/theme.js"), 404, "not_found")
    again = await server.client.get("/app/manifest.webmanifest")
    assert again.headers["etag"] == manifest.headers["etag"]

    replace(folder, "main-TH1RDTRY.js")
    assert_problem(await server.client.get(f"/app/{SCRIPT}"), 404, "not_found")
    assert (await server.client.get(f"/app/{NEXT_SCRIPT}")).status_code == 200


async def test_nobody_meets_the_gap_between_two_builds(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is away for a moment while another takes its place."""
    write_client(folder)
    client = Client(folder)
    assert await client.current()
    new = begin_replacing(folder, NEXT_SCRIPT)
    monkeypatch.setattr(watching, "sleep", lambda _: new.rename(folder))
    build = await client.current()
    assert build
    assert build.asset(NEXT_SCRIPT)


async def test_a_client_that_is_removed_is_gone(server: RunningServer, folder: Path) -> None:
    write_client(folder)
    assert (await server.client.get("/app/")).status_code == 200
    shutil.rmtree(folder)
    assert_not_built(await server.client.get("/app/"))
    assert_problem(await server.client.get(f"/app/{STYLE}"), 404, "not_found")


async def test_only_what_is_meant_for_browsers_is_served(
    server: RunningServer, folder: Path, tmp_path: Path
) -> None:
    write_client(folder)
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.js").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "linked").symlink_to(tmp_path / "outside")
    (folder / "inside.js").symlink_to(folder / SCRIPT)
    (folder / ".hidden").mkdir()
    for name in (
        *(f"{SCRIPT}.map", "main.ts", ".env.json", ".hidden/x.js", "lonely.css.gz"),
        *("other.html", "notes.md", "stats", "package.PY"),
    ):
        (folder / name).write_text("secret")
    (folder / "robots.txt").write_text("public")
    assert (await server.client.get("/app/robots.txt")).text == "public"
    names = ("link.txt", "linked/secret.js", "inside.js", f"{SCRIPT}.map", "main.ts", ".env.json")
    names += (".hidden/x.js", "lonely.css.gz", "lonely.css", "other.html", "notes.md", "package.PY")
    for name in names:
        assert_problem(await server.client.get(f"/app/{name}"), 404, "not_found")
    # No file by this name: the page of the client that may know it.
    assert "secret" not in (await server.client.get("/app/stats")).text


async def test_a_page_without_room_for_a_nonce_is_served_as_it_is(
    server: RunningServer, folder: Path
) -> None:
    write_client(folder)
    (folder / "index.html").write_bytes(b"<p>\xe2\x9c\x93 plain</p>")
    assert (await server.client.get("/app/")).content == b"<p>\xe2\x9c\x93 plain</p>"
