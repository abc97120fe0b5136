"""Settings from the environment: what is taken, and how a wrong one is told."""

from pathlib import Path

import pytest

from interviewapis.settings import Settings, load_settings

SECRET = "sesame-4711"


def test_without_variables_the_defaults_need_nothing() -> None:
    settings = load_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.auth == "local"
    assert settings.database_url is None
    assert settings.model_settings.configured is False


def test_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "HOST": "::1",
        "PORT": "9000",
        "DEBUG": "true",
        "DATABASE_URL": "postgresql://me@db/interviews",
        "DATABASE_POOL_SIZE": "3",
        "DATA_FOLDER": "/srv/data",
        "OPENAI_API_KEY": SECRET,
        "OPENAI_BASE_URL": "http://localhost:11434/v1",
        "OPENAI_MODEL": "llama3",
        "OPENAI_TEMPERATURE": "0.5",
        "openai_max_tokens": "123",
    }.items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert (settings.host, settings.port, settings.debug) == ("::1", 9000, True)
    assert settings.database_url == "postgresql://me@db/interviews"
    assert settings.database_pool_size == 3
    assert settings.data_folder == Path("/srv/data")
    model = settings.model_settings
    assert (model.api_key, model.base_url) == (SECRET, "http://localhost:11434/v1")
    assert (model.model, model.temperature, model.max_tokens) == ("llama3", 0.5, 123)
    assert model.configured is True


def test_the_older_name_of_the_base_url_is_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_BASE", "http://localhost:1234/v1")
    assert load_settings().openai_base_url == "http://localhost:1234/v1"


def test_empty_variables_count_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "")
    assert load_settings() == Settings.model_construct(**_defaults())


def _defaults() -> dict[str, object]:
    return {name: field.default for name, field in Settings.model_fields.items()}


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("a", ("a",)),
        ("a,b", ("a", "b")),
        (" a , b ,, ", ("a", "b")),
        (",", ()),
    ],
)
def test_lists_are_split_at_commas(
    monkeypatch: pytest.MonkeyPatch, value: str, names: tuple[str, ...]
) -> None:
    monkeypatch.setenv("OPENAI_FALLBACK_MODELS", value)
    assert load_settings().openai_fallback_models == names


@pytest.mark.parametrize(
    ("value", "origins"),
    [
        ("https://interviews.example", ("https://interviews.example",)),
        (
            "http://localhost:4200/, http://[::1]:3000",
            ("http://localhost:4200", "http://[::1]:3000"),
        ),
    ],
)
def test_origins_are_taken_as_browsers_send_them(
    monkeypatch: pytest.MonkeyPatch, value: str, origins: tuple[str, ...]
) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", value)
    assert load_settings().allowed_origins == origins


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_ORIGINS", "*"),
        ("ALLOWED_ORIGINS", "http://localhost:4200, *"),
        ("ALLOWED_ORIGINS", "https://*.sesame-4711.example"),
        ("ALLOWED_ORIGINS", "sesame-4711.example"),
        ("ALLOWED_ORIGINS", "null"),
        ("ALLOWED_ORIGINS", "ftp://sesame-4711.example"),
        ("ALLOWED_ORIGINS", "http://sesame-4711.example/app"),
        ("ALLOWED_ORIGINS", "http://me:sesame-4711@localhost"),
        ("ALLOWED_ORIGINS", "http://"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", SECRET),
        ("AUTH", SECRET),
        ("DEBUG", SECRET),
        ("MAX_BODY_BYTES", "10"),
        ("DATABASE_POOL_SIZE", "0"),
        ("DATABASE_POOL_SIZE", "1e9"),
        ("OPENAI_BASE_URL", SECRET),
        ("OPENAI_MAX_TOKENS", "-1"),
        ("OPENAI_TEMPERATURE", "3"),
        ("OPENAI_TEMPERATURE", "nan"),
        ("OPENAI_FIRST_TOKEN_TIMEOUT", "0"),
        ("OPENAI_IDLE_TIMEOUT", "inf"),
    ],
)
def test_a_wrong_value_is_told_in_one_line_without_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as told:
        load_settings()
    line = str(told.value)
    assert line.startswith(f"Settings can't be used. {name}")
    assert "\n" not in line
    assert SECRET not in line
    assert told.value.__suppress_context__, "the trace would show the value"


GOOD_KEY = "pY3nV0wQz8sLr2xTb6Kt1HcUe9Jm4GaD"
MAKES_ONE = "python -c 'import secrets; print(secrets.token_urlsafe(48))' makes one"


@pytest.mark.parametrize(
    ("key", "told"),
    [
        (None, "must be set when AUTH=required"),
        ("", "must be set when AUTH=required"),
        (GOOD_KEY[:-1], "must be 32 or more random characters"),
        ("a" * 64, "must be 32 or more random characters"),
        ("abcdefghi" * 8, "must be 32 or more random characters"),
        (
            "your-super-secret-key-change-this-in-production-min-32-chars",
            "is the one of an example, which everybody knows",
        ),
        (f"{GOOD_KEY}-SuperSecret", "is the one of an example, which everybody knows"),
        (f"changeme-{GOOD_KEY}", "is the one of an example, which everybody knows"),
    ],
)
def test_a_key_that_can_be_guessed_is_refused(
    monkeypatch: pytest.MonkeyPatch, key: str | None, told: str
) -> None:
    for auth in ("required", "local"):
        monkeypatch.setenv("AUTH", auth)
        monkeypatch.setenv("SECRET_KEY", key or "")
        if auth == "local" and not key:
            # It makes one, and keeps it.
            assert load_settings().secret_key is None
            continue
        with pytest.raises(SystemExit) as refused:
            load_settings()
        line = str(refused.value)
        assert line.startswith("Settings can't be used. SECRET_KEY: ")
        assert told in line
        assert line.endswith(MAKES_ONE)
        assert not key or key not in line


def test_a_key_that_can_not_be_guessed_is_taken_and_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AUTH", "required")
    monkeypatch.setenv("SECRET_KEY", GOOD_KEY)
    settings = load_settings()
    assert settings.secret_key is not None
    assert settings.secret_key.get_secret_value() == GOOD_KEY
    assert GOOD_KEY not in repr(settings) + str(settings)


@pytest.mark.parametrize("algorithm", ["none", "RS256", "hs256", "HS256,HS512", "ES256"])
def test_tokens_are_signed_with_a_shared_key_only(
    monkeypatch: pytest.MonkeyPatch, algorithm: str
) -> None:
    monkeypatch.setenv("ALGORITHM", algorithm)
    with pytest.raises(SystemExit, match="ALGORITHM: "):
        load_settings()


@pytest.mark.parametrize("minutes", ["0", "-1", "525601", "forever", "1.5"])
def test_tokens_live_a_minute_to_a_year(monkeypatch: pytest.MonkeyPatch, minutes: str) -> None:
    monkeypatch.setenv("ACCESS_TOKEN_EXPIRE_MINUTES", minutes)
    with pytest.raises(SystemExit, match="ACCESS_TOKEN_EXPIRE_MINUTES: "):
        load_settings()


@pytest.mark.parametrize(
    ("email", "username", "password", "told"),
    [
        ("root@example.com", "", "", "ADMIN_PASSWORD: .*must be set together with ADMIN_EMAIL"),
        ("", "", "Secret-Pass-1", "ADMIN_PASSWORD: .*must be set together with ADMIN_EMAIL"),
        ("root", "", "Secret-Pass-1", "ADMIN_EMAIL: "),
        ("root@example.com", "two words", "Secret-Pass-1", "ADMIN_USERNAME: "),
        ("root@example.com", "", "Sec-1", "ADMIN_PASSWORD: .*must have 8 to 128 characters"),
        ("root@example.com", "", "secret-pass-1", "ADMIN_PASSWORD: .*uppercase letter"),
        ("root@example.com", "", "Secret-Pass", "ADMIN_PASSWORD: .*digit"),
    ],
)
def test_an_administrator_who_could_not_sign_up_is_refused(
    monkeypatch: pytest.MonkeyPatch, email: str, username: str, password: str, told: str
) -> None:
    monkeypatch.setenv("ADMIN_EMAIL", email)
    monkeypatch.setenv("ADMIN_USERNAME", username)
    monkeypatch.setenv("ADMIN_PASSWORD", password)
    with pytest.raises(SystemExit, match=told) as refused:
        load_settings()
    assert not password or password not in str(refused.value)


def test_an_administrator_is_called_admin_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ADMIN_EMAIL", "root@example.com")
    monkeypatch.setenv("ADMIN_PASSWORD", "Secret-Pass-1")
    settings = load_settings()
    assert (settings.admin_email, settings.admin_username) == ("root@example.com", "admin")
    assert "Secret-Pass-1" not in repr(settings)


def test_all_wrong_values_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("AUTH", "none")
    with pytest.raises(SystemExit, match=r"PORT: .*; AUTH: |AUTH: .*; PORT: "):
        load_settings()


@pytest.mark.parametrize("show", [repr, str])
def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch, show: type) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    monkeypatch.setenv("DATABASE_URL", f"postgresql://me:{SECRET}@db/interviews")
    settings = load_settings()
    assert SECRET not in show(settings) + show(settings.model_settings)


def test_the_env_file_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / ".env"
    file.write_text('OPENAI_MODEL="from file" # a comment\nPORT=9001\nUNKNOWN=1\nHOST=\n')
    monkeypatch.setitem(Settings.model_config, "env_file", file)
    monkeypatch.setenv("PORT", "9002")
    settings = load_settings()
    assert (settings.openai_model, settings.port) == ("from file", 9002)
    assert settings.host == "127.0.0.1"


def test_an_env_file_that_is_no_text_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"OPENAI_MODEL=\xff\xfe\n")
    monkeypatch.setitem(Settings.model_config, "env_file", file)
    with pytest.raises(SystemExit, match=r"\.env: must be a text in UTF-8$"):
        load_settings()
