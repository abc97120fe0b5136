"""Every value that differs between installations, read from the environment and ``.env``."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from agents.local import LocalModelSettings, require_llama_cpp, require_model_file
from agents.models import ModelSettings
from interviewapis import __version__
from interviewapis.identity import (
    USERNAME,
    Algorithm,
    good_email,
    good_key,
    good_password,
    how_to_make_a_key,
)

ROOT = Path(__file__).resolve().parent.parent

_ORIGIN = re.compile(r"https?://[^/?#@*\s]+")

_HEADER_VALUE = re.compile(r"[\x21-\x7e]+")

Names = Annotated[tuple[str, ...], NoDecode]
"""Comma-separated in the environment."""


class SettingRefused(Exception):  # noqa: N818 - reads as what it says
    """A setting turned out at start to contradict what is there; one line that says what to do."""


class Settings(BaseSettings):
    """One field a variable, in capitals; an empty variable counts as not set."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    app_name: str = "InterviewAPIs"
    app_version: str = __version__
    debug: bool = False

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    allowed_origins: Names = (
        "http://localhost:4200",
        "http://localhost:3000",
        "http://localhost:3001",
    )
    auth: Literal["local", "required"] = "local"
    algorithm: Algorithm = "HS256"  # before the key, whose length depends on it
    secret_key: Annotated[SecretStr | None, Field(validate_default=True)] = None
    access_token_expire_minutes: Annotated[int, Field(ge=1, le=525_600)] = 1440
    admin_email: Annotated[str, AfterValidator(good_email)] | None = None
    admin_username: Annotated[str, Field(pattern=USERNAME)] = "admin"
    admin_password: Annotated[SecretStr | None, Field(validate_default=True)] = None
    max_body_bytes: Annotated[int, Field(ge=1_000)] = 1_000_000

    run_grace_seconds: Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)] = 10.0

    database_url: str | None = Field(None, repr=False)  # may hold a password
    database_pool_size: Annotated[int, Field(ge=1, le=100)] = 10
    data_folder: Path = ROOT / "var"
    client_folder: Path = ROOT / "clients" / "angular" / "dist" / "app" / "browser"

    openai_api_key: SecretStr | None = None
    openai_base_url: str | None = Field(
        None, validation_alias=AliasChoices("OPENAI_BASE_URL", "OPENAI_API_BASE")
    )
    openai_model: str = "gpt-4o-mini"
    openai_fallback_models: Names = ()
    openai_max_tokens: Annotated[int, Field(ge=1, le=1_000_000)] = 2000
    openai_temperature: Annotated[float, Field(ge=0, le=2, allow_inf_nan=False)] | None = None
    openai_first_token_timeout: Annotated[float, Field(gt=0, le=600)] = 30.0
    openai_idle_timeout: Annotated[float, Field(gt=0, le=600)] = 20.0

    model: Literal["local"] | None = None
    local_model_file: Annotated[Path | None, Field(validate_default=True)] = None
    local_model_context: Annotated[int, Field(ge=512, le=1_000_000)] = 8192
    local_model_threads: Annotated[int, Field(ge=1, le=512)] | None = None

    @field_validator("allowed_origins", "openai_fallback_models", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("allowed_origins")
    @classmethod
    def _exact_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        origins = tuple(origin.rstrip("/") for origin in value)
        if not all(map(_ORIGIN.fullmatch, origins)):
            raise ValueError("each must be an exact origin like http://localhost:4200, without *")
        return origins

    @field_validator("secret_key")
    @classmethod
    def _hard_to_guess(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        # A wrong ALGORITHM is told by itself.
        algorithm: Algorithm = info.data.get("algorithm", "HS256")
        if value is not None:
            good_key(value.get_secret_value(), algorithm)
        elif info.data.get("auth") == "required":
            raise ValueError(f"must be set when AUTH=required; {how_to_make_a_key(algorithm)}")
        return value

    @field_validator("admin_password")
    @classmethod
    def _good_enough(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if (value is None) != (info.data.get("admin_email") is None):
            raise ValueError("must be set together with ADMIN_EMAIL")
        if value is not None:
            good_password(value.get_secret_value())
        return value

    @field_validator("openai_base_url")
    @classmethod
    def _http_url(cls, value: str | None) -> str | None:
        if value is not None and not _http_host(value):
            raise ValueError("must be an address like http://127.0.0.1:11434/v1")
        return value

    @field_validator("openai_api_key")
    @classmethod
    def _sendable(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _HEADER_VALUE.fullmatch(value.get_secret_value()):
            raise ValueError("must have only visible ASCII characters, as HTTP headers do")
        return value

    @field_validator("model")
    @classmethod
    def _installed(cls, value: str | None) -> str | None:
        if value == "local":
            require_llama_cpp()
        return value

    @field_validator("local_model_file")
    @classmethod
    def _loadable(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if info.data.get("model") == "local":
            if value is None:
                raise ValueError("must name a model in GGUF format when MODEL=local")
            require_model_file(value)
        return value

    @property
    def model_settings(self) -> ModelSettings:
        """What the agents need to know of it."""
        return ModelSettings(
            api_key=self.openai_api_key.get_secret_value() if self.openai_api_key else None,
            base_url=self.openai_base_url,
            model=self.openai_model,
            fallback_models=self.openai_fallback_models,
            max_tokens=self.openai_max_tokens,
            temperature=self.openai_temperature,
            first_token_timeout=self.openai_first_token_timeout,
            idle_timeout=self.openai_idle_timeout,
            local=self._local,
        )

    @property
    def _local(self) -> LocalModelSettings | None:
        if self.model is None or self.local_model_file is None:
            return None
        return LocalModelSettings(
            self.local_model_file, self.local_model_context, self.local_model_threads
        )


def _http_host(url: str) -> str | None:
    """The host of an ``http`` or ``https`` address; None when it is no such address."""
    try:
        parts = urlsplit(url)
        return parts.hostname if parts.scheme in ("http", "https") and parts.port != 0 else None
    except ValueError:
        return None


def load_settings() -> Settings:
    """Read the settings, or end the program with one line for each variable that is wrong.

    Raises:
        SystemExit: a variable has a value that is not allowed. Values are not printed: they
            may be secrets.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SystemExit("Settings can't be used. " + "; ".join(_lines(error))) from None
    except UnicodeDecodeError:
        raise SystemExit("Settings can't be used. .env: must be a text in UTF-8") from None


def _lines(error: ValidationError) -> Iterator[str]:
    for part in error.errors(include_input=False, include_url=False):
        # Pydantic puts "Value error, " before what our own validators say.
        own = part.get("ctx", {}).get("error")
        said = str(own) if own else re.sub(r"^(Input|String) should ", "must ", part["msg"])
        yield f"{'.'.join(map(str, part['loc'])).upper()}: {said}"
