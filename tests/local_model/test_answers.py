"""Questions to a server with ``MODEL=local``: the one path, with a real model at its end."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from agents.specialists import SPECIALISTS
from tests.conftest import RunningServer
from tests.local_model.conftest import LONG, MAX_TOKENS, NAME, TOO_LONG, Slot

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROOT = Path(__file__).parents[2]
AGENT = "behavioral"
# One specialist, whose instructions are read only once, and nothing that has notes.
BODY = {"question": "Which colour is the sky?", "agent": AGENT}


def assert_from_the_model(metadata: dict[str, Any]) -> None:
    """Told as the local model's, with the tokens that llama.cpp counted."""
    assert (metadata["provider"], metadata["model"]) == ("local", NAME)
    assert metadata["basis"] == "model"
    usage = metadata["usage"]
    assert 500 < usage["input_tokens"] < 4096
    assert 1 <= usage["output_tokens"] <= MAX_TOKENS


def assert_honest(follow_ups: dict[str, Any]) -> None:
    """Three questions; the specialist's own only when they are marked so.

    A model this small hardly ever writes three in time, which is no failure.
    """
    generic = SPECIALISTS[AGENT].generic_follow_ups
    assert len(follow_ups["questions"]) == 3
    assert (tuple(follow_ups["questions"]) == generic) is follow_ups["generic"]


async def test_an_answer_streams_as_the_model_writes_it(local_server: RunningServer) -> None:
    events = await local_server.events(**BODY)
    kinds = [event["event_type"] for event in events]
    assert kinds[:3] == ["start", "routing", "processing"]
    assert kinds[-3:] == ["answer_complete", "follow_ups", "complete"]
    chunks = [each["data"]["chunk"] for each in events if each["event_type"] == "content"]
    assert len(chunks) > 1
    complete = events[-3]["data"]
    assert complete["full_answer"] == "".join(chunks)
    assert_from_the_model(complete["metadata"])
    assert_honest(events[-2]["data"])


async def test_an_answer_in_one_piece(local_server: RunningServer) -> None:
    response = await local_server.client.post("/api/agents/answer", json=BODY)
    assert response.status_code == 200, response.text
    told = response.json()
    assert told["answer"]
    assert_from_the_model(told["metadata"])
    assert len(told["follow_up_questions"]) == 3


async def test_a_conversation_that_is_too_long_is_told_as_such(local_server: RunningServer) -> None:
    history = {"conversation_history": [{"role": "user", "content": TOO_LONG}]}
    response = await local_server.client.post("/api/agents/answer", json=BODY | history)
    told = response.json()
    assert told["code"] == "context_length", told
    assert response.status_code == 422


async def test_the_server_says_that_a_local_model_answers(local_server: RunningServer) -> None:
    health = (await local_server.client.get("/api/health")).json()
    assert health["llm_configured"] is True
    answering = health["answering"]
    assert (answering["provider"], answering["model"]) == ("local", NAME)
    assert answering["is_model"] is True
    told = (await local_server.client.get("/api/test/ai")).json()
    assert (told["status"], told["provider"], told["model"]) == ("connected", "local", NAME)
    assert told["response"]


async def test_a_key_for_another_server_stays_here(local_server: RunningServer) -> None:
    (chat,) = local_server.services.interviewer.provider.chats
    sent: Any = vars(chat)
    assert sent["openai_api_key"].get_secret_value() != "sk-test-secret-000000000000"
    assert sent["openai_api_base"].startswith("http://127.0.0.1:")
    assert not sent["openai_api_base"].startswith("http://127.0.0.1:9/")


async def test_a_client_that_leaves_stops_the_model_before_its_first_word(
    local_server: RunningServer,
) -> None:
    """A1: Client leaves SSE: LLM call cancelled."""
    sent: Any = vars(local_server.services.interviewer.provider.chats[0])
    slot = Slot(sent["openai_api_base"], sent["openai_api_key"].get_secret_value())
    history = {"conversation_history": [{"role": "user", "content": LONG}]}
    asking = asyncio.create_task(
        local_server.client.post("/api/agents/answer", json=BODY | history)
    )
    await slot.busy()
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    # The whole would be 2,000 tokens of conversation and the instructions.
    assert (await slot.idle())["n_prompt_tokens"] < 2000


def _home(process: psutil.Process) -> str | None:
    """The home folder that a process was started with; None for what has ended meanwhile."""
    try:
        return process.environ().get("HOME")
    except psutil.Error:
        return None


async def test_a_damaged_model_ends_the_start_with_one_line(
    database_url: str, damaged: Callable[[str], Path], tmp_path: Path
) -> None:
    file = damaged("cut")
    ended = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "uvicorn", "main:app", "--port", "0"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "DATABASE_URL": database_url,
            "MODEL": "local",
            "LOCAL_MODEL_FILE": str(file),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode != 0
    told = [line for line in ended.stderr.splitlines() if "LOCAL_MODEL_FILE" in line]
    assert len(told) == 1, ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout
    assert not [process for process in psutil.process_iter() if _home(process) == str(tmp_path)]
