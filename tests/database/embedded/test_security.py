"""Who may connect, as whom, and how."""

import os
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest

from database.embedded import EmbeddedServerError, Lease, acquire
from database.embedded.places import find
from database.embedded.user import ServerUser
from tests.database.embedded.support import (
    Site,
    Sites,
    needs_root,
    query,
    socket_folder,
    stranger,
)


@pytest.fixture(scope="module")
def shared(prepared: Site) -> Iterator[Site]:
    """One running server for all tests that only look at it."""
    sites = Sites()
    yield sites.make(like=prepared)
    sites.close()


@pytest.fixture(scope="module")
def lease(shared: Site) -> Iterator[Lease]:
    with acquire(shared.data_folder, durable=False) as held:
        yield held


def test_nothing_listens_on_a_network_port(shared: Site, lease: Lease) -> None:
    assert query(lease.dsn, "SHOW listen_addresses") == [("",)]
    for process in shared.processes():
        listening = [c for c in process.net_connections("inet") if c.status == psutil.CONN_LISTEN]
        assert listening == []


def test_the_sockets_are_private(lease: Lease) -> None:
    folder = socket_folder(lease.dsn)
    assert stat.S_IMODE(folder.lstat().st_mode) == 0o700
    assert stat.S_IMODE((folder / ".s.PGSQL.5432").lstat().st_mode) == 0o700


def test_the_guardians_socket_and_locks_are_private(shared: Site, lease: Lease) -> None:
    places = find(shared.data_folder)
    assert places.guardian_socket.is_socket()
    assert stat.S_IMODE(places.control.lstat().st_mode) == 0o700
    assert places.control.lstat().st_uid == os.geteuid()
    for file in (places.lock, places.log, shared.data_folder / "postgres.lock"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_application_is_no_superuser(lease: Lease) -> None:
    rights = query(
        lease.dsn,
        "SELECT rolsuper, rolcreaterole, rolreplication, rolbypassrls, rolcreatedb "
        "FROM pg_roles WHERE rolname = current_user",
    )
    assert rights == [(False, False, False, False, True)]
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    assert query(lease.dsn, owner) == [("interviewapis",)]


@needs_root
def test_the_superusers_role_is_refused_to_the_application(lease: Lease) -> None:
    with pytest.raises(psycopg2.OperationalError, match="Peer authentication failed"):
        query(lease.dsn.replace("interviewapis@", "postgres@"), "SELECT 1")


@needs_root
def test_another_user_is_kept_out_by_the_folder(shared: Site, lease: Lease) -> None:
    assert "Permission denied" in _psql_as(stranger(), shared, lease)


@needs_root
@pytest.mark.parametrize("role", ["interviewapis", "postgres"])
def test_another_user_is_refused_by_peer_authentication(
    shared: Site, lease: Lease, role: str
) -> None:
    folder = socket_folder(lease.dsn)
    door = folder / ".s.PGSQL.5432"
    folder.chmod(0o755)
    door.chmod(0o777)
    try:
        assert "Peer authentication failed" in _psql_as(stranger(), shared, lease, role)
    finally:
        door.chmod(0o700)
        folder.chmod(0o700)


def _psql_as(user: ServerUser, shared: Site, lease: Lease, role: str = "interviewapis") -> str:
    result = subprocess.run(
        [
            str(find(shared.data_folder).programs / "psql"),
            lease.dsn.replace("interviewapis@", f"{role}@"),
            "-c",
            "SELECT 1",
        ],
        user=user.uid,
        group=user.gid,
        extra_groups=[],
        cwd="/",
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode != 0
    return result.stderr


def test_extensions_are_usable_in_a_new_database(lease: Lease) -> None:
    query(lease.dsn, "CREATE DATABASE fresh")
    fresh = lease.dsn.replace("/interviewapis?", "/fresh?")
    for dsn in (lease.dsn, fresh):
        for name in ("vector", "pg_trgm", "citext", "unaccent", "btree_gin"):
            query(dsn, f"CREATE EXTENSION IF NOT EXISTS {name}")
        assert query(dsn, "SELECT '[1,2]'::vector <-> '[1,3]'::vector") == [(1.0,)]
        assert query(dsn, "SELECT similarity('word', 'word'), unaccent('é')") == [(1.0, "e")]
        assert query(dsn, "SELECT 'A'::citext = 'a'::citext") == [(True,)]
    query(lease.dsn, "DROP DATABASE fresh")


def test_text_is_unicode_whatever_the_machines_locale(lease: Lease) -> None:
    assert query(lease.dsn, "SHOW server_encoding") == [("UTF8",)]
    assert query(lease.dsn, "SHOW timezone") == [("UTC",)]
    assert query(lease.dsn, "SELECT upper('é'), lower('ÀÉ')") == [("É", "àé")]
    words = "SELECT to_tsvector('simple', '“naïve” — dash')::text"
    assert query(lease.dsn, words) == [("'dash':2 'naïve':1",)]


@pytest.mark.parametrize("kind", ["open folder", "link", "file", "somebody else's"])
def test_a_squatted_socket_folder_is_refused(site: Site, tmp_path: Path, kind: str) -> None:
    folder = find(site.data_folder).sockets
    if kind == "somebody else's" and os.geteuid() != 0:
        pytest.skip("only root can make a folder that belongs to another user")
    try:
        if kind == "link":
            folder.symlink_to(tmp_path)
        elif kind == "file":
            folder.touch(0o700)
        else:
            folder.mkdir(0o700)
            if kind == "open folder":
                folder.chmod(0o777)
            else:
                os.chown(folder, stranger().uid, stranger().gid)
        with pytest.raises(EmbeddedServerError) as refusal:
            acquire(site.data_folder, durable=False)
        assert str(folder) in str(refusal.value)
        assert "Remove it" in str(refusal.value)
        assert "\n" not in str(refusal.value)
    finally:
        if folder.is_dir() and not folder.is_symlink():
            folder.rmdir()
        else:
            folder.unlink()


def test_a_dead_socket_of_an_earlier_run_is_replaced(site: Site) -> None:
    places = find(site.data_folder)
    places.control.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(places.guardian_socket))
    with acquire(site.data_folder, durable=False) as lease:
        assert query(lease.dsn, "SELECT 1") == [(1,)]
