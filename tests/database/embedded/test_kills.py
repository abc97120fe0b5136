"""Whatever is killed: nothing is left running, and every committed row is there."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psycopg2
import pytest

from database.embedded import acquire
from database.embedded.places import find
from database.embedded.postmaster import _command
from database.embedded.process import ENVIRONMENT
from tests.database.embedded.support import Site, code_environment, eventually, notes, query


def test_killing_the_holder_stops_the_server(site: Site) -> None:
    holder = site.hold(mode="durable")
    query(holder.dsn, "INSERT INTO notes VALUES ('row 1')")
    holder.kill()
    eventually(site.is_silent)
    with acquire(site.data_folder, durable=False) as lease:
        assert "row 1" in notes(lease.dsn)
        assert not lease.facts.recovered


def test_killing_the_guardian_stops_the_server_and_acquire_works_again(site: Site) -> None:
    lease = acquire(site.data_folder)
    query(lease.dsn, "INSERT INTO notes VALUES ('row 2')")
    postmaster = site.postmaster()
    site.guardian().kill()
    if sys.platform == "linux":
        eventually(lambda: not postmaster.is_running())
    again = acquire(site.data_folder, durable=False)
    assert "row 2" in notes(again.dsn)
    assert again.dsn == lease.dsn
    lease.release()
    assert "row 2" in notes(again.dsn)
    again.release()


def test_killing_guardian_and_holder_together_leaves_nothing(site: Site) -> None:
    holder = site.hold()
    site.guardian().kill()
    holder.kill()
    eventually(site.is_silent)
    again = site.hold()
    assert "kept" in notes(again.dsn)
    again.release()


def test_a_killed_postmaster_is_started_again_under_the_same_address(site: Site) -> None:
    holder = site.hold(mode="durable")
    for text in ("row 4 a", "row 4 b"):
        query(holder.dsn, f"INSERT INTO notes VALUES ('{text}')")
        old = site.postmaster()
        old.kill()
        eventually(lambda old=old: not old.is_running())
        eventually(lambda: _answers(holder.dsn))
    assert {"row 4 a", "row 4 b"} <= set(notes(holder.dsn))
    holder.release()


def test_a_busy_session_of_a_killed_server_does_not_block_the_next_one(site: Site) -> None:
    holder = site.hold()

    def compute() -> None:
        with pytest.raises(psycopg2.Error):
            query(holder.dsn, "SELECT count(*) FROM generate_series(1, 10000000000)")

    thread = threading.Thread(target=compute)
    thread.start()
    eventually(
        lambda: query(
            holder.dsn,
            "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%series%' "
            "AND pid <> pg_backend_pid()",
        )
    )
    site.postmaster().kill()
    eventually(lambda: _answers(holder.dsn))
    thread.join(30)
    assert not thread.is_alive()
    holder.release()


def test_a_killed_server_is_recovered_by_the_next_launcher(site: Site) -> None:
    holder = site.hold(mode="durable")
    query(holder.dsn, "INSERT INTO notes VALUES ('row 6')")
    # Stopped, the guardian cannot start it again.
    guardian = site.guardian()
    guardian.suspend()
    site.postmaster().kill()
    guardian.kill()
    holder.kill()
    with acquire(site.data_folder, durable=False) as lease:
        assert lease.facts.recovered
        assert "row 6" in notes(lease.dsn)


def test_a_stale_record_that_names_a_living_stranger_is_no_obstacle(site: Site) -> None:
    (site.cluster / "postmaster.pid").write_text(f"{os.getpid()}\n{site.cluster}\n0\n5432\n\n\n\n")
    if os.geteuid() == 0:
        os.chown(site.cluster / "postmaster.pid", site.cluster.stat().st_uid, -1)
    with acquire(site.data_folder, durable=False) as lease:
        assert "kept" in notes(lease.dsn)


def test_a_server_without_a_guardian_is_stopped_before_a_new_one_starts(site: Site) -> None:
    with acquire(site.data_folder, durable=False):
        pass
    # As it is left where the kernel does not tell a process that its parent was killed.
    places = find(site.data_folder)
    places.sockets.mkdir(mode=0o700)
    switch: dict[str, int] = {}
    if os.geteuid() == 0:
        os.chown(places.sockets, places.user.uid, places.user.gid)
        switch = {"user": places.user.uid, "group": places.user.gid}
    with open(places.log, "ab") as log:
        orphan = subprocess.Popen(
            _command(places, durable=False), stderr=log, env=ENVIRONMENT, cwd="/", **switch
        )
    eventually(lambda: "ready" in _text(site.cluster / "postmaster.pid"))
    with acquire(site.data_folder, durable=False) as lease:
        assert orphan.wait(30) == 0
        assert not lease.facts.recovered
        assert "kept" in notes(lease.dsn)


def test_a_forked_child_does_not_keep_its_parents_lease(site: Site) -> None:
    code = (
        "import os, sys, time; from pathlib import Path; from database.embedded import acquire\n"
        "lease = acquire(Path(sys.argv[1]), durable=False)\n"
        "if os.fork() == 0: time.sleep(120)\n"
        "print('ready', flush=True); time.sleep(120)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(site.data_folder)],
        stdout=subprocess.PIPE,
        env=code_environment(),
        start_new_session=True,
    )
    try:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        postmaster = site.postmaster()
        parent.kill()
        parent.wait()
        eventually(lambda: not postmaster.is_running())
    finally:
        os.killpg(parent.pid, signal.SIGKILL)
        parent.stdout.close()
        parent.wait()


def test_a_hang_up_of_the_terminal_does_not_stop_the_server(site: Site) -> None:
    holder = site.hold()
    site.guardian().send_signal(signal.SIGHUP)
    assert os.getsid(site.guardian().pid) != os.getsid(holder.process.pid)
    assert "kept" in notes(holder.dsn)
    holder.release()


def test_a_request_to_stop_is_an_orderly_shutdown(site: Site) -> None:
    holder = site.hold()
    site.guardian().terminate()
    eventually(lambda: not (site.cluster / "postmaster.pid").exists())
    holder.release()
    with acquire(site.data_folder, durable=False) as lease:
        assert not lease.facts.recovered


def _answers(dsn: str) -> bool:
    try:
        return query(dsn, "SELECT 1") == [(1,)]
    except psycopg2.Error:
        return False


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""
