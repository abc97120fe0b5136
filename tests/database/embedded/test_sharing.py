"""One launcher at a time; its workers share one server."""

import multiprocessing
import time
from multiprocessing.connection import Connection
from pathlib import Path

from database.embedded import acquire
from tests.database.embedded.support import Site, Sites, eventually, notes, query

_SPAWN = multiprocessing.get_context("spawn")


def _work(folder: Path, results: Connection, orders: Connection) -> None:
    lease = acquire(folder, durable=False)
    pid = query(lease.dsn, "SELECT pg_postmaster_start_time()::text")[0][0]
    results.send((lease.facts.joined, pid))
    orders.recv()
    lease.release()
    results.send("released")


class Worker:
    """A child of this process, as uvicorn's workers are."""

    def __init__(self, folder: Path) -> None:
        self._results, theirs = _SPAWN.Pipe()
        orders, self._orders = _SPAWN.Pipe()
        self.process = _SPAWN.Process(target=_work, args=(folder, theirs, orders))
        self.process.start()

    def answer(self) -> tuple[bool, str]:
        assert self._results.poll(60)
        joined, started = self._results.recv()
        return joined, started

    def finish(self) -> None:
        self._orders.send("release")
        assert self._results.poll(60)
        assert self._results.recv() == "released"
        self.process.join(60)


def test_workers_that_start_at_once_share_one_server(empty: Site) -> None:
    workers = [Worker(empty.data_folder) for _ in range(4)]
    answers = [worker.answer() for worker in workers]
    assert sorted(joined for joined, _ in answers) == [False, True, True, True]
    assert len({started for _, started in answers}) == 1
    for worker in workers:
        worker.finish()
    # This process, their launcher, lives on; it takes the lease over, and its release is the last.
    with acquire(empty.data_folder, durable=False) as lease:
        assert lease.facts.joined


def test_one_worker_that_is_killed_does_not_disturb_another(site: Site) -> None:
    first, second = Worker(site.data_folder), Worker(site.data_folder)
    first.answer()
    second.answer()
    first.process.kill()
    first.process.join()
    with acquire(site.data_folder, durable=False) as lease:
        assert "kept" in notes(lease.dsn)
        second.finish()
        assert "kept" in notes(lease.dsn)


def test_the_server_lives_on_between_two_children_of_a_launcher(site: Site) -> None:
    first = Worker(site.data_folder)
    _, started = first.answer()
    first.finish()
    second = Worker(site.data_folder)
    assert second.answer() == (True, started)
    second.finish()
    with acquire(site.data_folder, durable=False):
        pass


def test_a_process_may_hold_two_leases(site: Site) -> None:
    with acquire(site.data_folder, durable=False) as first:
        with acquire(site.data_folder, durable=False) as second:
            assert second.facts.joined
        assert "kept" in notes(first.dsn)


def test_a_second_launcher_is_refused_and_told_who_is_there(site: Site) -> None:
    first = site.hold()
    second = site.hold()
    assert f"process {first.process.pid}" in second.error
    assert "\n" not in second.error
    assert "kept" in notes(first.dsn)
    first.release()
    third = site.hold()
    assert "kept" in notes(third.dsn)
    third.release()


def test_a_start_right_after_a_kill_waits_for_the_old_server(site: Site) -> None:
    for _ in range(3):
        site.hold().kill()
    last = site.hold()
    assert "kept" in notes(last.dsn)
    last.release()


def test_a_launcher_that_ends_without_a_release_ends_the_server(site: Site) -> None:
    holder = site.hold()
    holder.kill()
    eventually(site.is_silent)


def test_launchers_of_different_folders_are_independent(sites: Sites, site: Site) -> None:
    other = sites.make()
    first, second = site.hold(), other.hold()
    assert first.dsn != second.dsn
    first.release()
    assert query(second.dsn, "SELECT 1") == [(1,)]
    second.release()


def test_a_launcher_without_leases_keeps_the_server_only_while_it_lives(site: Site) -> None:
    launcher = _SPAWN.Process(target=_launch, args=(site.data_folder,))
    launcher.start()
    eventually(lambda: (site.data_folder / "worker-done").exists(), 60)
    assert site.guardian().is_running()
    launcher.kill()
    launcher.join()
    eventually(site.is_silent)


def _launch(folder: Path) -> None:
    worker = Worker(folder)
    worker.answer()
    worker.finish()
    (folder / "worker-done").touch()
    time.sleep(60)
