"""Every documented way to start the program, from where people keep their checkouts."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import QUESTION
from tests.database.embedded.support import needs_root, stranger
from tests.doubles.model_server import ModelServer
from tests.faults.conftest import Install
from tests.faults.support import (
    Installation,
    Program,
    copy_checkout,
    environment_for,
    free_port,
    link_environment,
    until,
)


async def answers(program: Program) -> None:
    """Ask the README's question and read the answer of its specialist to the end."""
    events = await program.events(question=QUESTION, agent=None)
    data = {event["event_type"]: event["data"] for event in events}
    assert data["routing"]["selected_agent"] == "system_design"
    assert data["complete"]["success"] is True
    assert data["answer_complete"]["full_answer"]


async def stops(installation: Installation, program: Program) -> None:
    """Stop it with SIGTERM; nothing may be left."""
    program.terminate()
    await program.ended()
    await installation.is_silent()


async def test_make_run_says_what_it_does_and_answers(install: Install) -> None:
    installation = install(filled=False)
    program = await installation.start("make", "run").ready()
    await until(lambda: "Ready in" in program.output, "the line that says it is ready")
    for line in (
        "PostgreSQL 18",
        "Database migrated to revision",
        "entries loaded in",
        "The question library answers; no AI model is configured.",
        f"http://127.0.0.1:{installation.port}",
        f"http://127.0.0.1:{installation.port}/app/",
    ):
        assert line in program.output
    async with program.client() as client:
        assert "The client" in (await client.get("/app/")).text
    await answers(program)
    await stops(installation, program)


async def test_make_run_takes_variables_from_its_command_line(install: Install) -> None:
    installation = install()
    port = free_port()
    program = installation.start("make", "run", f"PORT={port}", "HOST=127.0.0.2")
    program.url = f"http://127.0.0.2:{port}"
    await program.ready()
    async with program.client() as client:
        assert (await client.get("/api/health")).status_code == 200
    await stops(installation, program)


async def test_a_model_server_answers_when_its_address_is_set(
    install: Install, model_server: ModelServer
) -> None:
    installation = install(variables={"OPENAI_BASE_URL": model_server.url})
    program = await installation.start("make", "run").ready()
    events = await program.events(question=QUESTION, agent=None)
    answer = next(e["data"]["full_answer"] for e in events if e["event_type"] == "answer_complete")
    assert answer == "I would start with the requirements."
    assert "The model gpt-4o-mini answers." in program.output
    await stops(installation, program)


async def test_uvicorn_with_workers_shares_one_server(installation: Installation) -> None:
    # The second option keeps uvicorn from replacing a worker that stands still below.
    program = installation.uvicorn("--workers", "2", "--timeout-worker-healthcheck", "60")
    ready = "Application startup complete"
    await until(lambda: program.output.count(ready) == 2, "the start of both workers")
    # One worker started PostgreSQL, the other joined.
    assert program.output.count(" joined in ") == program.output.count(" started in ") == 1
    first, second = (each for each in program.group() if "spawn_main" in " ".join(each.cmdline()))
    for idle in (first, second):
        idle.suspend()
        await answers(program)
        idle.resume()
    await stops(installation, program)


async def test_uvicorn_reloads_without_restarting_postgresql(install: Install) -> None:
    installation = install()
    program = await installation.uvicorn("--reload").ready()
    before = installation.site.postmaster().pid
    touched = installation.checkout / "interviewapis" / "limits.py"
    touched.write_text(touched.read_text() + "\n# touched\n")
    await until(lambda: "Reloading" in program.output, "the reload")
    await until(
        lambda: program.output.count("Application startup complete") >= 2, "the second start"
    )
    await program.ready()
    await answers(program)
    assert installation.site.postmaster().pid == before
    await stops(installation, program)


WATCH = """
import os, sys, threading
def watch(event, arguments):
    if event == "open":
        if arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            print(event, arguments)
    # A library binds a socket to see whether there is IPv6, and closes it.
    elif event.startswith(("socket.connect", "subprocess.", "os.fork", "os.exec", "os.posix_")):
        print(event, arguments)
sys.addaudithook(watch)
import main, psutil
print(threading.enumerate()[1:], psutil.Process().net_connections())
"""


async def test_importing_the_application_opens_nothing(installation: Installation) -> None:
    """No file to write, no socket, no process, no thread."""
    folder = installation.site.data_folder
    before = sorted(folder.rglob("*"))
    command = (installation.python, "-c", WATCH)
    program = installation.start(*command, PYTHONDONTWRITEBYTECODE="1")
    assert await program.ended() == 0
    assert program.output.strip() == "[] []"
    assert sorted(folder.rglob("*")) == before
    assert not installation.site.processes()


async def test_a_second_start_on_the_same_data_is_told_so(installation: Installation) -> None:
    command = (installation.python, "main.py")
    first = await installation.start(*command).ready()
    second = installation.start(*command, PORT=str(free_port()))
    assert await second.ended() != 0
    assert f"is in use by process {first.process.pid}" in second.output
    assert "Traceback" not in second.output
    await answers(first)
    await stops(installation, first)


async def test_a_port_in_use_is_told_before_anything_starts(bare: Installation) -> None:
    with socket.create_server(("127.0.0.1", bare.port)):
        program = bare.start()
        assert await program.ended() != 0
    assert f"Can't listen on 127.0.0.1:{bare.port}" in program.output
    assert "Traceback" not in program.output
    assert "PostgreSQL" not in program.output
    await bare.is_silent()


async def test_a_port_in_use_is_told_by_uvicorn_and_postgresql_is_stopped(
    installation: Installation,
) -> None:
    with socket.create_server(("127.0.0.1", installation.port)):
        program = installation.uvicorn()
        assert await program.ended() != 0
    assert program.output.count("address already in use") == 1
    assert "Traceback" not in program.output
    await installation.is_silent()


async def test_a_host_of_another_machine_is_told(bare: Installation) -> None:
    bare.host = "192.0.2.1"  # reserved for documentation
    program = bare.start()
    assert await program.ended() != 0
    assert "HOST must be an address of this machine" in program.output
    assert len(program.output.strip().splitlines()) == 1


@pytest.mark.parametrize("launcher", ["python", "uvicorn"])
async def test_a_wrong_line_in_the_env_file_gets_one_line_without_its_value(
    bare: Installation, launcher: str
) -> None:
    file = bare.checkout / ".env"
    file.write_text("DATABASE_POOL_SIZE=canary\n")
    try:
        command = (bare.python, "main.py")
        program = bare.uvicorn() if launcher == "uvicorn" else bare.start(*command)
        assert await program.ended() != 0
    finally:
        file.unlink()
    assert program.output.strip().startswith("Settings can't be used. DATABASE_POOL_SIZE: ")
    assert len(program.output.strip().splitlines()) == 1
    assert "canary" not in program.output


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("PORT", "many-canary", "PORT: "),
        ("AUTH", "canary", "AUTH: "),
        ("SECRET_KEY", "short-canary", "SECRET_KEY: "),
        ("ADMIN_EMAIL", "canary", "ADMIN_EMAIL: "),
        ("ADMIN_PASSWORD", "No-canary-1", "ADMIN_PASSWORD: "),
        ("OPENAI_API_KEY", "schlüssel-canary", "OPENAI_API_KEY: "),
        ("OPENAI_BASE_URL", "http://[::canary", "OPENAI_BASE_URL: "),
        ("OPENAI_BASE_URL", "http://", "OPENAI_BASE_URL: "),
    ],
)
async def test_a_wrong_setting_gets_one_line_without_its_value(
    bare: Installation, variable: str, value: str, told: str
) -> None:
    program = bare.start(**{variable: value})
    assert await program.ended() != 0
    assert told in program.output
    assert len(program.output.strip().splitlines()) == 1
    assert "canary" not in program.output


@pytest.fixture
def far_away() -> Iterator[Path]:
    """A private home with a checkout under a very long path."""
    home = Path(tempfile.mkdtemp(prefix="home-", dir="/tmp")).resolve()
    assert home.stat().st_mode & 0o077 == 0
    checkout = home / ("long-" * 20 + "name") / ("deep-" * 20 + "name") / "interviewapis"
    copy_checkout(checkout)
    yield checkout
    # Elsewhere when we are root, whose server user can't enter a private home.
    data = (checkout / "var" / "postgres").resolve()
    shutil.rmtree(home)
    shutil.rmtree(data, ignore_errors=True)


def hand_over(checkout: Path, place: Path) -> tuple[str, ...]:
    """Give a private home to an ordinary user; how to run a command as that user."""
    user = stranger()
    shutil.rmtree(checkout / ".venv")
    environment = environment_for(user, place)
    link_environment(checkout / ".venv", environment)
    home = _home(checkout)
    for path in (home, *home.rglob("*")):
        os.chown(path, user.uid, user.gid, follow_symlinks=False)
    # An interpreter that was copied does not find its own library otherwise.
    library = (environment / "bin" / "python").resolve().parents[1] / "lib"
    become = ("setpriv", f"--reuid={user.uid}", f"--regid={user.gid}", "--clear-groups")
    return (*become, "env", f"LD_LIBRARY_PATH={library}")


@pytest.mark.parametrize("user", ["myself", pytest.param("ordinary", marks=needs_root)])
async def test_make_run_in_a_private_home_with_a_long_path(
    far_away: Path, install: Install, user: str
) -> None:
    """Twice: the second start finds what the first one made."""
    assert len(str(far_away)) > 200
    installation = install(filled=False)
    installation.checkout = far_away
    installation.site.data_folder = far_away / "var"
    # As for a newcomer, who sets nothing.
    installation.variables = {"HOME": str(_home(far_away)), "DATA_FOLDER": ""}
    if user == "ordinary":
        installation.as_user = hand_over(far_away, installation.site.base)
    for started in ("made and started", "started"):
        program = await installation.start("make", "run").ready()
        assert f"PostgreSQL 18.6 {started} in" in program.output
        await answers(program)
        owners = {each.uids().real for each in program.group()}
        assert owners == {stranger().uid if user == "ordinary" else os.geteuid()}
        await stops(installation, program)


def _home(checkout: Path) -> Path:
    return next(each for each in checkout.parents if each.parent == Path("/tmp"))
