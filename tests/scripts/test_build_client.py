"""The web client's build, with real processes, real Node and a stand-in for Angular."""

import gzip
import json
import re
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import psutil
import pytest

from scripts.build_client import WORKSPACE, main
from scripts.client.sources import is_built
from tests.scripts.client_workspace import PACKAGED_NODE, builds_of, write_workspace

PATIENCE = 60
_MAIN = """\
import sys
from pathlib import Path
from scripts import build_client
build_client.signal.signal(build_client.signal.SIGTERM, build_client._stop)
sys.exit(build_client.main(["--required"], Path(sys.argv[1])))
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace that is not built yet."""
    return write_workspace(tmp_path / "workspace")


def start(workspace: Path) -> subprocess.Popen[str]:
    """The build in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", _MAIN, str(workspace)],
        cwd=WORKSPACE.parents[1],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def until(condition: Callable[[], object]) -> None:
    """Wait until it holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def built(workspace: Path, name: str = "index.html") -> Path:
    return workspace / "dist" / "app" / "browser" / name


def one_of(workspace: Path, name: str) -> Path:
    """The script of a name, which has a hash behind it."""
    (found,) = built(workspace).parent.glob(f"{name}-????????.js")
    return found


def unpacked(brotli: Path) -> bytes:
    """What a file in Brotli holds, which Python can't read."""
    program = "process.stdout.write(zlib.brotliDecompressSync(fs.readFileSync(process.argv[1])))"
    command = [PACKAGED_NODE, "-e", program, brotli]
    return subprocess.run(command, check=True, capture_output=True).stdout


def test_it_is_built_once_and_compressed(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NODE_ENV", "production")
    assert main([], workspace) == 0
    assert capsys.readouterr().out.startswith("Building the web client")
    first = one_of(workspace, "first")
    content = first.read_bytes()
    assert gzip.decompress(first.with_name(f"{first.name}.gz").read_bytes()) == content
    assert unpacked(first.with_name(f"{first.name}.br")) == content
    assert [each.name for each in built(workspace).parent.glob("*.gz")] == [f"{first.name}.gz"]
    assert not built(workspace, "index.html.br").exists()
    # Another user may run the server.
    assert built(workspace).parents[1].stat().st_mode & 0o777 == 0o755

    assert main([], workspace) == 0
    assert main(["--required"], workspace) == 0
    assert capsys.readouterr() == ("", "")
    assert len(builds_of(workspace)) == 1


def test_all_that_no_page_can_do_without_is_one_script(workspace: Path) -> None:
    """Each part then loads its own page, with what that shares with others."""
    assert main([], workspace) == 0
    scripts = {name: one_of(workspace, name).name for name in ("first", "a", "b", "c", "d")}
    assert sorted(each.name for each in built(workspace).parent.glob("*.js")) == sorted(
        scripts.values()
    )
    told = json.loads(built(workspace, "page.json").read_bytes())
    assert sorted(told["hashed"]) == sorted(scripts.values())
    assert told["preloads"] == {
        "whole": [scripts[name] for name in ("first", "a", "c")],
        "parted": [scripts[name] for name in ("first", "b", "c")],
    }
    page = built(workspace).read_text()
    assert re.findall(r'<script src="([^"]+)" type="module"', page) == [scripts["first"]]
    assert "modulepreload" not in page
    assert "main.js" not in page


def test_the_page_carries_its_style_and_its_own_script(workspace: Path) -> None:
    assert main([], workspace) == 0
    page = built(workspace).read_text()
    assert '<style nonce="__CSP_NONCE__">p { margin: 0 }</style>' in page
    assert "<script>document.title</script>" in page
    digest = b64encode(sha256(b"document.title").digest()).decode()
    told = json.loads(built(workspace, "page.json").read_bytes())
    assert told["inline"] == [f"sha256-{digest}"]
    left = {each.suffix for each in built(workspace).parent.iterdir()}
    assert left == {".html", ".js", ".json", ".br", ".gz"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/main.ts", True),
        ("src/other.ts", True),
        ("public/icon.svg", True),
        ("package-lock.json", True),
        ("angular.json", True),
        ("tools/compress.mjs", True),
        ("src/main.spec.ts", False),
        ("README.md", False),
        ("node_modules/builds", False),
        (".angular/cache/x", False),
        ("dist/app/browser/other.js", False),
    ],
)
def test_only_a_change_of_what_it_is_made_of_builds_it_anew(
    workspace: Path, path: str, expected: bool
) -> None:
    main([], workspace)
    assert is_built(workspace)
    changed = workspace / path
    changed.parent.mkdir(parents=True, exist_ok=True)
    with changed.open("a") as file:
        file.write("\n")
    assert is_built(workspace) is not expected


def test_a_file_that_is_only_renamed_builds_it_anew(workspace: Path) -> None:
    main([], workspace)
    (workspace / "src" / "main.ts").rename(workspace / "src" / "renamed.ts")
    assert not is_built(workspace)


@pytest.mark.parametrize("lost", ["browser/index.html", "sources.sha256", "."])
def test_a_build_that_lacks_something_is_made_anew(workspace: Path, lost: str) -> None:
    main([], workspace)
    path = workspace / "dist" / "app" / lost
    path.rename(workspace / "dist" / "lost")
    assert main(["--required"], workspace) == 0
    assert built(workspace).exists()
    assert len(builds_of(workspace)) == 2


def test_a_build_that_fails_leaves_the_one_before_and_stops_nobody(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([], workspace)
    (workspace / "src" / "main.ts").write_text("wrong")
    capsys.readouterr()
    assert main([], workspace) == 0
    assert main(["--required"], workspace) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    for line in told:
        assert "Angular could not build the client: TS2322: it is wrong" in line
        assert "The one from before is served; to try again: make client." in line
        assert line.endswith("build.log.")
    assert "<p>let first;</p>" in built(workspace).read_text()
    assert sorted(each.name for each in (workspace / "dist").iterdir()) == [
        ".lock",
        "app",
        "build.log",
    ]


@pytest.mark.parametrize(
    ("break_it", "told"),
    [
        (lambda folder: (folder / "src/main.ts").write_text("pageless"), "has no index.html"),
        (lambda folder: (folder / "angular.json").write_text("{}"), "angular.json can't be read"),
        (lambda folder: (folder / "angular.json").unlink(), "angular.json can't be read"),
        (lambda folder: (folder / "package-lock.json").unlink(), "package-lock.json can't be read"),
        (lambda folder: (folder / "package-lock.json").write_text("["), "can't be read"),
        (lambda folder: (folder / "tools/compress.mjs").unlink(), "could not be compressed"),
        (lambda folder: (folder / "dist").write_text("a file"), "exists"),
        (lambda folder: folder.rename(folder.with_name("gone")), "sources are missing"),
    ],
    ids=["no page", "no projects", "no settings", "no lock", "bad lock", "no tool", "dist", "none"],
)
def test_whatever_is_wrong_is_told_in_one_line(
    workspace: Path,
    capsys: pytest.CaptureFixture[str],
    break_it: Callable[[Path], object],
    told: str,
) -> None:
    break_it(workspace)
    assert main([], workspace) == 0
    assert main(["--required"], workspace) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    for line in lines:
        assert line.startswith("The web client is not built. ")
        assert told in line
        assert "All else works; to try again: make client." in line
    assert not built(workspace).exists()


def test_a_registry_that_can_not_be_reached_is_told(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (workspace / "node_modules" / ".package-lock.json").unlink()
    lock = json.loads((workspace / "package-lock.json").read_text())
    lock["packages"]["node_modules/@angular/cli"]["integrity"] = f"sha512-{'A' * 86}=="
    (workspace / "package-lock.json").write_text(json.dumps(lock))
    monkeypatch.setenv("HOME", str(workspace))
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    assert main(["--required"], workspace) == 1
    told = capsys.readouterr().err
    assert "npm could not install what the client is built with: " in told
    assert "127.0.0.1:9" in told
    assert json.loads((workspace / "package-lock.json").read_text()) == lock


def test_two_at_once_build_it_once(workspace: Path) -> None:
    processes = [start(workspace) for _ in range(2)]
    for process in processes:
        output, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, output + errors
    assert len(builds_of(workspace)) == 1
    assert is_built(workspace)


def test_one_that_is_stopped_leaves_nothing_half_done(workspace: Path) -> None:
    main([], workspace)
    (workspace / "src" / "main.ts").write_text("endless")
    process = start(workspace)
    until(lambda: len(builds_of(workspace)) == 2)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 128 + signal.SIGTERM
    until(lambda: not psutil.pid_exists(builds_of(workspace)[-1]))
    assert "<p>let first;</p>" in built(workspace).read_text()
    assert not list((workspace / "dist").glob("app.*"))


def test_what_a_killed_build_left_is_put_right(workspace: Path) -> None:
    main([], workspace)
    dist = workspace / "dist"
    # As if it had been killed between taking the old one away and putting the new one there.
    (dist / "app").rename(dist / "app.old-123")
    (dist / "app.new-xyz").mkdir()
    assert main(["--required"], workspace) == 0
    assert is_built(workspace)
    assert not list(dist.glob("app.*"))
    assert len(builds_of(workspace)) == 1
