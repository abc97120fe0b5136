"""The process that runs llama.cpp: who may use it, and when it ends."""

import logging
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest

from agents.local import LocalModel, LocalModelError, LocalModelSettings, start_local_model
from tests.local_model.conftest import NAME

ROOT = Path(__file__).parents[2]


def eventually(condition: Callable[[], Any]) -> None:
    """Wait until a condition holds; fail when it never does."""
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "what was waited for did not happen"
        time.sleep(0.02)


def lives(pid: int) -> bool:
    """Whether a process runs, and does not only wait to be reaped."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("key", [None, "guess"])
@pytest.mark.parametrize("path", ["/chat/completions", "/completions", "/models"])
def test_nobody_without_the_key_can_use_it(model: LocalModel, key: str | None, path: str) -> None:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    body = {"messages": [{"role": "user", "content": "Hello"}], "prompt": "Hello", "max_tokens": 1}
    with httpx2.Client(trust_env=False) as client:
        method = "GET" if path == "/models" else "POST"
        response = client.request(method, model.base_url + path, headers=headers, json=body)
    assert response.status_code == 401


def test_it_listens_on_the_loopback_interface_alone(model: LocalModel) -> None:
    listening = [
        each.laddr.ip
        for each in psutil.Process(model.pid).net_connections()
        if each.status == psutil.CONN_LISTEN
    ]
    assert listening == ["127.0.0.1"]


def test_its_key_is_not_among_what_other_users_can_read(model: LocalModel) -> None:
    assert len(model.api_key) >= 32
    assert model.api_key not in " ".join(psutil.Process(model.pid).cmdline())


def test_it_is_named_after_its_file_without_the_folder(model: LocalModel) -> None:
    headers = {"Authorization": f"Bearer {model.api_key}"}
    with httpx2.Client(trust_env=False) as client:
        told = client.get(f"{model.base_url}/models", headers=headers).json()
    assert model.name == NAME
    assert [each["id"] for each in told["data"]] == [NAME]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_signal_leaves_it_to_its_parent(model: LocalModel, number: signal.Signals) -> None:
    """A1: SIGTERM mid-stream: a terminal or a service manager tells every process at once."""
    os.kill(model.pid, number)
    with httpx2.Client(trust_env=False) as client:
        assert client.get(f"{model.base_url}/health").status_code == 200
    assert lives(model.pid)


def test_stopping_ends_it_and_may_be_repeated(model_file: Path) -> None:
    model = start_local_model(LocalModelSettings(model_file, 512, 1))
    assert lives(model.pid)
    model.stop()
    assert not psutil.pid_exists(model.pid)
    model.stop()


def test_its_unexpected_end_is_logged(model_file: Path, caplog: pytest.LogCaptureFixture) -> None:
    model = start_local_model(LocalModelSettings(model_file, 512, 1))
    with caplog.at_level(logging.ERROR, "agents.local"):
        os.kill(model.pid, signal.SIGKILL)
        eventually(lambda: caplog.messages)
    model.stop()
    assert len(caplog.messages) == 1
    assert "has ended (signal 9)" in caplog.messages[0]


STARTER = """
import sys
from pathlib import Path
from agents.local import LocalModelSettings, start_local_model
model = start_local_model(LocalModelSettings(Path(sys.argv[1]), 512, 1))
print(model.pid, flush=True)
sys.stdin.read()
"""


def _starter(file: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", STARTER, str(file)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def test_it_ends_with_its_parent_however_that_ends(model_file: Path) -> None:
    """A1: kill -9 app mid-stream: nothing is left behind."""
    with _starter(model_file) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert lives(pid)
        parent.kill()
        eventually(lambda: not lives(pid))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of a parent's end by itself")
def test_it_ends_with_its_parent_while_it_loads(model_file: Path) -> None:
    """A load runs no Python, and one that is held up never ends: the kernel must see to it."""
    with _starter(model_file) as parent:
        child = _caught_loading(parent)
        try:
            child.suspend()
            assert parent.stdout
            assert not select.select([parent.stdout], [], [], 0)[0], "it had loaded already"
            parent.kill()
            eventually(lambda: not lives(child.pid))
        finally:
            with suppress(psutil.NoSuchProcess):
                child.kill()


def _caught_loading(parent: "subprocess.Popen[bytes]") -> psutil.Process:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        for child in psutil.Process(parent.pid).children():
            if any("xllamacpp" in part.path for part in child.memory_maps()):
                return child
    raise AssertionError("it did not begin to load")


def test_it_outlives_the_thread_that_started_it(model_file: Path) -> None:
    models: list[LocalModel] = []

    def start() -> None:
        models.append(start_local_model(LocalModelSettings(model_file, 512, 1)))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    try:
        with httpx2.Client(trust_env=False) as client:
            assert client.get(f"{models[0].base_url}/health").status_code == 200
    finally:
        models[0].stop()


@pytest.mark.parametrize(
    ("how", "told"),
    [("cut", "corrupted or incomplete"), ("strange", "unknown model architecture: 'lxama'")],
)
def test_a_model_that_llama_cpp_refuses_is_told_in_one_line_with_its_reason(
    damaged: Callable[[str], Path], how: str, told: str
) -> None:
    before = psutil.Process().children()
    with pytest.raises(LocalModelError) as refused:
        start_local_model(LocalModelSettings(damaged(how)))
    assert str(refused.value).startswith("LOCAL_MODEL_FILE can't be used: ")
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)
    assert psutil.Process().children() == before
