"""The key of an installation that was given none."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from interviewapis.identity import KEY_BYTES, good_key
from interviewapis.security.tokens import kept_key
from interviewapis.settings import SettingRefused

ROOT = Path(__file__).parents[3]
ASK = (
    "import sys; from pathlib import Path; from interviewapis.security.tokens import kept_key; "
    "sys.stdin.readline(); print(kept_key(Path(sys.argv[1])))"
)


def test_it_is_made_once_and_good_enough_to_be_given(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    key = kept_key(folder)
    assert kept_key(folder) == key
    for algorithm in KEY_BYTES:
        assert good_key(key, algorithm) == key
    assert key != kept_key(tmp_path / "another")


def test_only_its_user_reads_it(tmp_path: Path) -> None:
    kept_key(tmp_path)
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_processes_that_start_at_once_have_the_same(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ASK, str(tmp_path)]
    asking = [
        subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    told = []
    for each in asking:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    for each in asking:
        told.append(each.communicate(timeout=60)[0])
        assert each.returncode == 0
    assert set(told) == {kept_key(tmp_path) + "\n"}
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"\n", b"short", b"\xff\xfe", b"x" * 63])
def test_a_file_without_a_whole_key_is_refused(tmp_path: Path, content: bytes) -> None:
    """With an empty one everybody could sign tokens."""
    (tmp_path / "secret_key").write_bytes(content)
    with pytest.raises(SettingRefused, match=r"^SECRET_KEY: .*secret_key has no whole key"):
        kept_key(tmp_path)
    assert (tmp_path / "secret_key").read_bytes() == content


def test_a_folder_that_can_not_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SettingRefused, match=r"^SECRET_KEY: .*Set SECRET_KEY, or another"):
        kept_key(tmp_path / "file")
