"""What is read of a client's folder."""

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


@pytest.mark.parametrize("told", [b"", b"{", b'{"ask": "main.js"}', b"[]", b"\xff"])
def test_a_build_whose_preloads_make_no_sense_is_served_without(
    tmp_path: Path, told: bytes
) -> None:
    (write_client(tmp_path) / "preloads.json").write_bytes(told)
    assert read_build(tmp_path).preloads == {}


def test_there_is_no_build_without_a_page(tmp_path: Path) -> None:
    write_client(tmp_path)
    (tmp_path / "index.html").unlink()
    with pytest.raises(FileNotFoundError):
        read_build(tmp_path)
