"""Settings from the environment: what is taken, and how a wrong one is told."""

import secrets
from pathlib import Path

import pytest

from interviewapis.identity import KEY_BYTES, Algorithm, good_key
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
    assert "Value error" not in line
    assert "Input should" not in line
    assert "\n" not in line
    assert SECRET not in line
    assert told.value.__suppress_context__, "the trace would show the value"


GOOD_KEY = "pY3nV0wQz8sLr2xTb6Kt1HcUe9Jm4GaD"
MAKES_ONE = "python -c 'import secrets; print(secrets.token_urlsafe({}))' makes one"
SHORT = "must have {0} bytes or more for {1}, and has {2}"
MONOTONOUS = "must be random, without repetitions or sequences"
KNOWN = "has words of an example, which everybody knows"


def refusal(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    """What a start with these variables is refused with."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as refused:
        load_settings()
    line = str(refused.value)
    assert "\n" not in line
    assert line.startswith("Settings can't be used. ")
    return line.removeprefix("Settings can't be used. ")


@pytest.mark.parametrize(
    ("key", "told"),
    [
        (GOOD_KEY[:-1], SHORT.format(32, "HS256", 31)),
        ("x", SHORT.format(32, "HS256", 1)),
        ("a" * 64, MONOTONOUS),
        ("abc" * 20, MONOTONOUS),
        ("abcdefghi" * 8, MONOTONOUS),
        ("0123456789abcdef" * 4, MONOTONOUS),
        ("0123456789-x-9876543210-y-zZ-Qq-", MONOTONOUS),
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef", MONOTONOUS),
        ("zyxwvutsrqponmlkjihgfedcba987654", MONOTONOUS),
        (GOOD_KEY[:16] + "==" + GOOD_KEY[:16], MONOTONOUS),
        ("our-company-signs-its-tokens-with-this", MONOTONOUS),
        ("OUR COMPANY SIGNS ITS TOKENS WITH THIS", MONOTONOUS),
        ("changeme" * 8, KNOWN),
        ("your-super-secret-key-change-this-in-production-min-32-chars", KNOWN),
        (f"{GOOD_KEY}-SuperSecret", KNOWN),
        (f"changeme-{GOOD_KEY}", KNOWN),
        (f"{GOOD_KEY} replace-me", KNOWN),
        (f"{GOOD_KEY}_Password1", KNOWN),
        (f"{GOOD_KEY}\x7f", "must be text that can be printed"),
    ],
)
@pytest.mark.parametrize("auth", ["required", "local"])
def test_a_key_that_can_be_guessed_is_refused(
    monkeypatch: pytest.MonkeyPatch, auth: str, key: str, told: str
) -> None:
    line = refusal(monkeypatch, AUTH=auth, SECRET_KEY=key)
    assert line == f"SECRET_KEY: {told}; {MAKES_ONE.format(32)}"


def test_a_key_is_needed_only_where_everybody_signs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "")
    # On one's own machine one is made, and kept.
    assert load_settings().secret_key is None
    line = refusal(monkeypatch, AUTH="required")
    assert line == f"SECRET_KEY: must be set when AUTH=required; {MAKES_ONE.format(32)}"


@pytest.mark.parametrize(("algorithm", "size"), [("HS256", 32), ("HS384", 48), ("HS512", 64)])
def test_a_key_is_as_long_as_what_its_algorithm_makes(
    monkeypatch: pytest.MonkeyPatch, algorithm: str, size: int
) -> None:
    key = GOOD_KEY + "m7Rf5XkVbNqWzJ3yPdLhSt8uGcAeOi0K"
    line = refusal(monkeypatch, ALGORITHM=algorithm, SECRET_KEY=key[: size - 1])
    told = SHORT.format(size, algorithm, size - 1)
    assert line == f"SECRET_KEY: {told}; {MAKES_ONE.format(size)}"
    monkeypatch.setenv("SECRET_KEY", key[:size])
    assert load_settings().algorithm == algorithm


@pytest.mark.parametrize("size", [32, 48, 64])
def test_keys_that_are_made_as_told_are_taken(size: int) -> None:
    algorithm: Algorithm = next(name for name, least in KEY_BYTES.items() if least == size)
    for made in (secrets.token_urlsafe, secrets.token_hex):
        for _ in range(200):
            assert good_key(key := made(size), algorithm) == key


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
        ("root@example.com", "", "", "ADMIN_PASSWORD: must be set together with ADMIN_EMAIL"),
        ("", "", "Secret-Pass-1", "ADMIN_PASSWORD: must be set together with ADMIN_EMAIL"),
        ("root", "", "Secret-Pass-1", "ADMIN_EMAIL: must have an @, like user@example.com"),
        ("root@example.com", "two words", "Secret-Pass-1", "ADMIN_USERNAME: "),
        ("root@example.com", "", "Sec-1", "ADMIN_PASSWORD: must have 8 to 128 characters"),
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
