"""First start, later starts, and what is there when a start succeeds."""

import asyncio
import os

import asyncpg
import psycopg2.errors
import pytest
import sqlalchemy

from database.embedded import acquire
from tests.database.embedded.support import (
    Site,
    Sites,
    eventually,
    notes,
    query,
    socket_folder,
)


def test_a_first_start_makes_the_database_and_a_second_one_keeps_its_rows(empty: Site) -> None:
    with acquire(empty.data_folder) as lease:
        assert lease.facts.initialized
        assert not lease.facts.recovered
        assert not lease.facts.joined
        assert lease.facts.server_version.split(".")[0].isdecimal()
        assert lease.facts.data == empty.cluster
        assert query(lease.dsn, "SHOW fsync") == [("on",)]
        assert query(lease.dsn, "SHOW data_checksums") == [("on",)]
        query(lease.dsn, "CREATE TABLE notes (text text)")
        query(lease.dsn, "INSERT INTO notes VALUES ('first')")
    with acquire(empty.data_folder) as lease:
        assert not lease.facts.initialized
        assert not lease.facts.recovered
        assert notes(lease.dsn) == ["first"]


def test_release_leaves_no_process_and_no_socket(site: Site) -> None:
    lease = acquire(site.data_folder, durable=False)
    sockets = socket_folder(lease.dsn)
    guardian, postmaster = site.guardian(), site.postmaster()
    lease.release()
    assert not postmaster.is_running()
    assert not sockets.exists()
    assert not (site.cluster / "postmaster.pid").exists()
    eventually(lambda: not guardian.is_running())
    lease.release()


def test_asyncpg_and_sqlalchemy_connect(site: Site) -> None:
    async def ask(dsn: str) -> object:
        connection = await asyncpg.connect(dsn)
        try:
            return await connection.fetchval("SELECT text FROM notes WHERE text = 'kept'")
        finally:
            await connection.close()

    with acquire(site.data_folder, durable=False) as lease:
        assert asyncio.run(ask(lease.dsn)) == "kept"
        engine = sqlalchemy.create_engine(lease.sqlalchemy_url)
        with engine.connect() as connection:
            assert connection.scalar(sqlalchemy.text("SELECT 'é'")) == "é"
        engine.dispose()


def test_variables_of_the_shell_do_not_lead_elsewhere(site: Site) -> None:
    elsewhere = {"PGDATA": "/nowhere", "PGPORT": "1", "PGHOST": "/nowhere", "LC_ALL": "xx_XX"}
    holder = site.hold(environment=elsewhere)
    assert "kept" in notes(holder.dsn)
    holder.release()


def test_a_data_folder_with_a_long_path_works(sites: Sites) -> None:
    long = sites.make(below="/".join(["a folder with ümlauts", "x" * 100, "y" * 100, "var"]))
    assert len(str(long.data_folder)) > 200
    with acquire(long.data_folder, durable=False) as lease:
        assert query(lease.dsn, "SELECT 1") == [(1,)]
        socket = socket_folder(lease.dsn) / ".s.PGSQL.5432"
        assert len(os.fsencode(socket)) < 100


def test_a_first_start_that_was_killed_is_begun_anew(empty: Site) -> None:
    process = empty.begin()
    eventually(lambda: list(empty.data_folder.glob("postgres/cluster.new-*/base")))
    guardian = empty.guardian()
    guardian.kill()
    process.kill()
    process.communicate()
    assert not empty.cluster.exists()
    with acquire(empty.data_folder, durable=False) as lease:
        assert lease.facts.initialized
        assert query(lease.dsn, "SELECT 1") == [(1,)]
        assert not list(empty.home.glob("cluster.new-*"))


def test_the_log_of_a_start_replaces_older_ones(site: Site) -> None:
    for _ in range(3):
        with acquire(site.data_folder, durable=False) as lease:
            query(lease.dsn, "SELECT 1")
    assert lease.facts.log.read_text().count("starting PostgreSQL") == 1
    assert len(list(site.home.glob("server.log*"))) == 2


def test_the_log_tells_an_error_without_the_statement(site: Site) -> None:
    with acquire(site.data_folder, durable=False) as lease:
        with pytest.raises(psycopg2.errors.DivisionByZero):
            query(lease.dsn, "SELECT 'what somebody wrote', 1 / 0")
        log = lease.facts.log.read_text()
    assert "ERROR:  division by zero" in log
    assert "what somebody wrote" not in log
