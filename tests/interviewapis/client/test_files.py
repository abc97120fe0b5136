"""What is read of a client's folder."""

import json
from pathlib import Path

import pytest

from interviewapis.client.files import read_build
from tests.interviewapis.client.making import write_client


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("main-A5US7HOO.js", True),
        ("chunk-B0IzpwRw.js", True),
        ("not-found-Cub0_v-L.js", True),
        ("account.routes-DYIkw2i9.js", True),
        ("styles-XQPH5XB6.css", True),
        ("media/inter-latin-ABCDEFGH.woff2", True),
        ("theme.js", False),
        ("shortcut-help.js", False),
        ("web-manifest.js", False),
        ("icon-maskable.png", False),
        ("icon-ABCDEFGH.png", False),
        ("-A5US7HOO.js", False),
        ("A5US7HOO.js", False),
        ("main-A5US7HO.js", False),
        ("media/plain.woff2", False),
        ("fonts/main-A5US7HOO.js", False),
    ],
)
def test_only_names_that_change_with_the_content_are_for_ever(
    tmp_path: Path, path: str, expected: bool
) -> None:
    write_client(tmp_path)
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_bytes(b"content")
    asset = read_build(tmp_path).asset(path)
    assert asset
    assert asset.immutable is expected


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"inline": []}',
        b'{"inline": [], "preloads": {"ask": "main.js"}}',
        b'{"inline": ["unsafe-inline"], "preloads": {}}',
        b'{"inline": ["sha256-abc\'; script-src *"], "preloads": {}}',
    ],
)
def test_what_a_build_tells_without_sense_counts_for_nothing(tmp_path: Path, told: bytes) -> None:
    """Above all, nothing of it gets into the policy of what may run."""
    (write_client(tmp_path) / "page.json").write_bytes(told)
    build = read_build(tmp_path)
    assert (build.inline, build.preloads) == ((), {})


def test_what_the_build_calls_hashed_is_for_ever_whatever_its_hash_looks_like(
    tmp_path: Path,
) -> None:
    """One of a thousand hashes has neither a capital nor a digit."""
    for name in ("main-abcdefgh.js", "other-abcdefgh.js"):
        (write_client(tmp_path) / name).write_bytes(b"content")
    told = {"inline": [], "hashed": ["main-abcdefgh.js"], "preloads": {}}
    (tmp_path / "page.json").write_text(json.dumps(told))
    build = read_build(tmp_path)
    assert build.assets["main-abcdefgh.js"].immutable
    assert not build.assets["other-abcdefgh.js"].immutable


def test_there_is_no_build_without_a_page(tmp_path: Path) -> None:
    write_client(tmp_path)
    (tmp_path / "index.html").unlink()
    with pytest.raises(FileNotFoundError):
        read_build(tmp_path)
