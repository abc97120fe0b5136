"""``MODEL=local`` in the settings: what is taken, and how a wrong value is told."""

import os
import sys
from pathlib import Path

import pytest

from agents.local import LocalModelSettings
from interviewapis.settings import load_settings


@pytest.fixture
def gguf(tmp_path: Path) -> Path:
    """A file that begins as a model does."""
    file = tmp_path / "model.gguf"
    file.write_bytes(b"GGUF\x03\x00\x00\x00")
    return file


def test_a_local_model_is_read_with_its_defaults(
    monkeypatch: pytest.MonkeyPatch, gguf: Path, model_file: Path
) -> None:
    monkeypatch.setenv("MODEL", "local")
    monkeypatch.setenv("LOCAL_MODEL_FILE", str(gguf))
    settings = load_settings().model_settings
    assert settings.local == LocalModelSettings(gguf, context=8192, threads=None)
    assert settings.configured is True


def test_context_and_threads_are_read(
    monkeypatch: pytest.MonkeyPatch, gguf: Path, model_file: Path
) -> None:
    monkeypatch.setenv("MODEL", "local")
    monkeypatch.setenv("LOCAL_MODEL_FILE", str(gguf))
    monkeypatch.setenv("LOCAL_MODEL_CONTEXT", "2048")
    monkeypatch.setenv("LOCAL_MODEL_THREADS", "3")
    assert load_settings().model_settings.local == LocalModelSettings(gguf, 2048, 3)


@pytest.mark.parametrize("value", [None, ""])
def test_without_the_choice_a_file_alone_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    if value is not None:
        monkeypatch.setenv("MODEL", value)
    monkeypatch.setenv("LOCAL_MODEL_FILE", "/no/such/file")
    settings = load_settings().model_settings
    assert settings.local is None
    assert settings.configured is False


def _missing(folder: Path) -> Path:
    return folder / "canary"


def _folder(folder: Path) -> Path:
    return folder


def _other_format(folder: Path) -> Path:
    file = folder / "canary.gguf"
    file.write_bytes(b"PK\x03\x04")
    return file


def _nothing_in_it(folder: Path) -> Path:
    file = folder / "canary.gguf"
    file.touch()
    return file


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "canary")
    return folder / "canary"


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (_missing, "can't be read: No such file or directory"),
        (_folder, "must be a file, not a folder"),
        (_other_format, "must be a model in GGUF format"),
        (_nothing_in_it, "must be a model in GGUF format"),
        (_pipe, "must be a model in GGUF format"),
    ],
)
def test_a_file_that_is_no_model_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make, told: str, model_file: Path
) -> None:
    monkeypatch.setenv("MODEL", "local")
    monkeypatch.setenv("LOCAL_MODEL_FILE", str(make(tmp_path)))
    with pytest.raises(SystemExit) as ended:
        load_settings()
    line = str(ended.value)
    assert line.startswith("Settings can't be used. LOCAL_MODEL_FILE: ")
    assert line.endswith(told)
    assert "\n" not in line
    assert str(tmp_path) not in line


def test_a_local_model_without_a_file_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, model_file: Path
) -> None:
    monkeypatch.setenv("MODEL", "local")
    with pytest.raises(SystemExit, match=r"^[^\n]*LOCAL_MODEL_FILE: [^\n]*MODEL=local$"):
        load_settings()


def test_a_missing_package_is_told_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, gguf: Path
) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    monkeypatch.setenv("MODEL", "local")
    monkeypatch.setenv("LOCAL_MODEL_FILE", str(gguf))
    with pytest.raises(SystemExit, match=r"^[^\n]*MODEL: [^\n]*pip install xllamacpp$"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MODEL", "canary"),
        ("MODEL", "LOCAL"),
        ("LOCAL_MODEL_CONTEXT", "511"),
        ("LOCAL_MODEL_CONTEXT", "1000001"),
        ("LOCAL_MODEL_THREADS", "0"),
        ("LOCAL_MODEL_THREADS", "513"),
    ],
)
def test_a_wrong_value_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match=rf"^Settings can't be used. {name}: [^\n]*$") as ended:
        load_settings()
    assert value not in str(ended.value).replace("1000000", "").replace("512", "")
