"""Every setting, read from the environment once. README's table of settings lists them all."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from directory.errors import SettingError
from directory.vault import Vault

CONFIG = Path(__file__).parent
VOCABULARY = CONFIG / "vocabulary"
SAMPLE = CONFIG / "sample"
MIN_SECRET_LENGTH = 32


class Settings(BaseSettings):
    """What a deployment can set. Field names are the environment's names in lower case."""

    model_config = SettingsConfigDict(extra="ignore", populate_by_name=True, env_file=".env", env_ignore_empty=True)

    database_url: str = Field(
        default="sqlite:///find-expert.db",
        description="Where everything is kept: `sqlite:///file.db` or `postgresql://user:password@host/name`.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        validation_alias="FIND_EXPERT_SECRET_KEY",
        description="Any string of 32 characters or more, from which encryption keys are derived. To change it, give "
        "the new and the old one, separated by a comma, restart every server, and run `find-expert db upgrade`: when "
        "it says so, the old one may go. Needed by `serve` (not with `--demo`) and to import calendar addresses.",
    )
    slack_bot_token: SecretStr | None = Field(
        default=None, description="The bot token of the Slack app (`xoxb-…`). Set together with the signing secret."
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None, description="The signing secret of the Slack app: proves that a request comes from Slack."
    )
    slack_api_url: str = Field(
        default="https://slack.com/api/",
        description="Where Slack's Web API is: change it for GovSlack or a local Slack.",
    )
    vocabulary: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=(),
        validation_alias="FIND_EXPERT_VOCABULARY",
        description="Vocabulary CSV files of your own, separated by commas, added to the one that ships.",
    )
    retention_days: int = Field(
        default=90,
        ge=1,
        le=3650,
        validation_alias="FIND_EXPERT_RETENTION_DAYS",
        description="How many days searches and unmet needs are kept. Buttons of an older search say so.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", validation_alias="FIND_EXPERT_LOG_LEVEL", description="How much is logged."
    )
    now: AwareDatetime | None = Field(
        default=None,
        validation_alias="FIND_EXPERT_NOW",
        description="For demonstrations and tests only: the time it is at the start, such as `2026-05-12T09:00:00Z`; "
        "time runs on from there.",
    )

    @field_validator("vocabulary", mode="before")
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value and any(len(part.strip()) < MIN_SECRET_LENGTH for part in value.get_secret_value().split(",")):
            raise ValueError(f"must be {MIN_SECRET_LENGTH} characters or more")
        return value

    @model_validator(mode="after")
    def _slack_is_whole(self) -> Self:
        if bool(self.slack_bot_token) != bool(self.slack_signing_secret):
            missing = "SLACK_SIGNING_SECRET" if self.slack_bot_token else "SLACK_BOT_TOKEN"
            raise ValueError(f"Slack needs both its settings: {missing} is missing")
        return self

    @property
    def vault(self) -> Vault | None:
        """What seals secrets, when a key is set."""
        return Vault(self.secret_key.get_secret_value()) if self.secret_key else None

    @property
    def slack_is_on(self) -> bool:
        return self.slack_bot_token is not None

    def secrets(self) -> list[str]:
        """The values that must never be seen, each key of a list by itself."""
        values = [value.get_secret_value() for _, value in self if isinstance(value, SecretStr)]
        return [part.strip() for value in values for part in value.split(",")]


def environment_name(field: str) -> str:
    """The environment variable of a field of Settings."""
    alias = Settings.model_fields[field].validation_alias
    return str(alias) if alias else field.upper()


def read_settings() -> Settings:
    """Read the environment (and ``.env`` in the working directory).

    Raises SettingError with one sentence that names the setting and never repeats its value.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = str(first["loc"][0]) if first["loc"] else ""
        name = environment_name(where) if where in Settings.model_fields else where
        reason = first["msg"].removeprefix("Value error, ")
        raise SettingError(f"The setting {name} is wrong: {reason}." if name else f"{reason}.") from None


def clock_offset(settings: Settings) -> float:
    """Seconds between real time and the time FIND_EXPERT_NOW asked for; 0 without it."""
    return (settings.now - datetime.now(UTC)).total_seconds() if settings.now else 0.0
