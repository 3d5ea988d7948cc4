"""Every setting, read from the environment once. README's table of settings lists them all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from config.listed import are_missing, parts_of
from config.mail import Mail, MailFrom, SmtpUrl, read_mail
from directory.errors import SettingError
from directory.vault import Vault

CONFIG = Path(__file__).parent
VOCABULARY = CONFIG / "vocabulary"
STANDARDS = CONFIG / "standards"
SAMPLE = CONFIG / "sample"
TEAMS = CONFIG / "teams"
MIN_SECRET_LENGTH = 32
GUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
"""What Microsoft calls applications and tenants by."""
IN_WORDS = {
    "bool_parsing": "must be true or false",
    "int_parsing": "must be a whole number",
    "timezone_aware": "must end in Z or an offset such as +01:00",
    "datetime_from_date_parsing": "must be a time such as 2026-05-12T09:00:00Z",
    "datetime_parsing": "must be a time such as 2026-05-12T09:00:00Z",
}
"""What pydantic says of a wrong value, by its name for the mistake (docs.pydantic.dev/latest/errors)."""


@dataclass(frozen=True, slots=True)
class TeamsRegistration:
    """A bot registered with Microsoft: good for one tenant."""

    app_id: str
    password: str = field(repr=False)
    tenant_id: str


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
        "it says so, the old one may go. Needed by `serve` (not with `--demo`) and to import calendar addresses. Back "
        "it up: without it, what was sealed cannot be opened.",
    )
    slack_bot_token: SecretStr | None = Field(
        default=None,
        description="The bot token of the Slack app (`xoxb-…`), for one workspace. Set with the signing secret, or "
        "with `SLACK_APP_TOKEN`.",
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None,
        description="The signing secret of the Slack app: proves that a request comes from Slack. Not needed for one "
        "workspace by Socket Mode.",
    )
    slack_app_token: SecretStr | None = Field(
        default=None,
        description="An app-level token (`xapp-…`, scope connections:write). Present: Slack is reached by Socket Mode, "
        "and needs no address of ours.",
    )
    slack_client_id: str | None = Field(
        default=None,
        description="For several workspaces: the client id of the Slack app. Each is then installed at "
        "`/slack/install`, and there is no `SLACK_BOT_TOKEN`.",
    )
    slack_client_secret: SecretStr | None = Field(
        default=None, description="For several workspaces: the client secret of the Slack app."
    )
    slack_api_url: str = Field(
        default="https://slack.com/api/",
        description="Where Slack's Web API is: change it for GovSlack or a local Slack.",
    )
    allowed_slack_teams: Annotated[frozenset[str], NoDecode] = Field(
        default=frozenset(),
        validation_alias="FIND_EXPERT_ALLOWED_SLACK_TEAMS",
        description="Ids of the Slack workspaces (`T…`) and organisations (`E…`) whose people may use the bot, "
        "separated by commas. Without it only the workspace of `SLACK_BOT_TOKEN`. When set, list your own too.",
    )
    microsoft_app_id: str | None = Field(
        default=None,
        description="The application (client) id of the Teams bot. Set together with its password and tenant. A "
        "deployment for several tenants lists one of each for every tenant, separated by commas, in the same order.",
    )
    microsoft_app_password: SecretStr | None = Field(
        default=None, description="The value, not the id, of the client secret of the Teams bot."
    )
    microsoft_app_tenant_id: str | None = Field(
        default=None, description="The directory (tenant) id in which the Teams bot is registered."
    )
    allowed_teams_tenants: Annotated[frozenset[str], NoDecode] = Field(
        default=frozenset(),
        validation_alias="FIND_EXPERT_ALLOWED_TEAMS_TENANTS",
        description="Ids of the Teams tenants whose people may use the bot, separated by commas. Without it only "
        "those of `MICROSOFT_APP_TENANT_ID`. When set, list your own too.",
    )
    allow_guests: bool = Field(
        default=False,
        validation_alias="FIND_EXPERT_ALLOW_GUESTS",
        description="Whether guests of an allowed workspace or tenant may use the bot.",
    )
    public_url: str | None = Field(
        default=None,
        description="The address at which Slack, Teams and browsers reach the bot, such as "
        "`https://find-expert.example.gov.uk`, without a path. Needed for several Slack workspaces, for email, for "
        "calendar links, for pictures, pages and live readings, and for `teams package`.",
    )
    smtp_url: SmtpUrl | None = Field(
        default=None,
        description="The server that takes invitations, and emails for people without Slack or Teams: "
        "`smtp://user:password@smtp.example.gov.uk:587` (encrypted with STARTTLS, or add `?starttls=no` for a relay of "
        "your own network) or `smtps://…`. Write a special character of the password as `%` and two digits.",
    )
    mail_from: MailFrom | None = Field(
        default=None,
        description="Who emails are from, such as `Find an expert <find-expert@example.gov.uk>`. Nobody reads replies.",
    )
    vocabulary: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=(),
        validation_alias="FIND_EXPERT_VOCABULARY",
        description="Vocabulary CSV files of your own, separated by commas, added to the one that ships.",
    )
    cache_folder: Path | None = Field(
        default=None,
        validation_alias="FIND_EXPERT_CACHE",
        description="A folder in which what search works out of the vocabulary is kept, so that the next start is "
        "seconds faster. Without it, the user's own cache folder.",
    )
    standards: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=(),
        validation_alias="FIND_EXPERT_STANDARDS",
        description="TOML files of occupational standards of your own, separated by commas, added to those that ship.",
    )
    retention_days: int = Field(
        default=90,
        ge=1,
        le=3650,
        validation_alias="FIND_EXPERT_RETENTION_DAYS",
        description="How many days searches and unmet needs are kept. Buttons of an older search say so.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO",
        validation_alias="FIND_EXPERT_LOG_LEVEL",
        description="How much is logged: DEBUG, INFO, WARNING or ERROR.",
    )
    log_format: Literal["text", "json"] = Field(
        default="text",
        validation_alias="FIND_EXPERT_LOG_FORMAT",
        description="`json` writes one JSON object a line, for a log collector.",
    )
    now: AwareDatetime | None = Field(
        default=None,
        validation_alias="FIND_EXPERT_NOW",
        description="For demonstrations and tests only: the time it is at the start, such as `2026-05-12T09:00:00Z`; "
        "time runs on from there.",
    )

    @field_validator("vocabulary", "standards", "allowed_slack_teams", "allowed_teams_tenants", mode="before")
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        return parts_of(value) if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_either_case(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("microsoft_app_id", "microsoft_app_tenant_id")
    @classmethod
    def _ids_of_microsoft(cls, value: str | None) -> str | None:
        if not all(GUID.fullmatch(part) for part in parts_of(value or "")):
            raise ValueError("must be an id such as 66666666-7777-8888-9999-000000000000, not a domain name")
        return value

    @field_validator("public_url")
    @classmethod
    def _an_address(cls, value: str | None) -> str | None:
        if value and not re.fullmatch(r"https?://[^/\s?#@]+/?", value):
            raise ValueError("must be an address such as https://find-expert.example.gov.uk, without a path")
        return value.rstrip("/") if value else value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value and any(len(part.strip()) < MIN_SECRET_LENGTH for part in value.get_secret_value().split(",")):
            raise ValueError(f"must be {MIN_SECRET_LENGTH} characters or more")
        return value

    @model_validator(mode="after")
    def _slack_is_whole(self) -> Self:
        several = self.slack_client_id or self.slack_client_secret
        if self.slack_bot_token and several:
            raise ValueError("Slack is either one workspace (SLACK_BOT_TOKEN) or several (SLACK_CLIENT_ID), not both")
        wanted = {
            "SLACK_CLIENT_ID": (self.slack_client_id, several),
            "SLACK_CLIENT_SECRET": (self.slack_client_secret, several),
            "SLACK_BOT_TOKEN": (self.slack_bot_token or several, self.slack_signing_secret or self.slack_app_token),
            "SLACK_SIGNING_SECRET": (
                self.slack_signing_secret or (self.slack_app_token and not several),
                self.slack_bot_token or several,
            ),
            "FIND_EXPERT_ALLOWED_SLACK_TEAMS": (self.allowed_slack_teams, several),
            "PUBLIC_URL": (self.public_url, several),
        }
        if missing := [name for name, (there, needed) in wanted.items() if needed and not there]:
            raise ValueError(f"Slack needs all its settings: {are_missing(missing)}")
        return self

    @model_validator(mode="after")
    def _teams_is_whole(self) -> Self:
        lists = {
            "MICROSOFT_APP_ID": parts_of(self.microsoft_app_id or ""),
            "MICROSOFT_APP_PASSWORD": parts_of(_open(self.microsoft_app_password)),
            "MICROSOFT_APP_TENANT_ID": parts_of(self.microsoft_app_tenant_id or ""),
        }
        longest = max(lists, key=lambda name: len(lists[name]))
        if lists[longest] and (missing := [name for name, parts in lists.items() if not parts]):
            raise ValueError(f"Teams needs an id, a password and a tenant: {are_missing(missing)}")
        for name, parts in lists.items():
            if len(parts) < len(lists[longest]):
                values = "1 value" if len(parts) == 1 else f"{len(parts)} values"
                raise ValueError(
                    f"Teams needs an id, a password and a tenant for each of its bots: {name} has {values} and "
                    f"{longest} has {len(lists[longest])}"
                )
        return self

    @model_validator(mode="after")
    def _mail_is_whole(self) -> Self:
        if self.smtp_url or self.mail_from:
            wanted = {"SMTP_URL": self.smtp_url, "MAIL_FROM": self.mail_from, "PUBLIC_URL": self.public_url}
            if missing := [name for name, there in wanted.items() if not there]:
                raise ValueError(f"Email needs all its settings: {are_missing(missing)}")
        return self

    @property
    def vault(self) -> Vault | None:
        """What seals secrets, when a key is set."""
        return Vault(self.secret_key.get_secret_value()) if self.secret_key else None

    @property
    def slack_is_on(self) -> bool:
        return bool(self.slack_bot_token or self.slack_client_id)

    @property
    def teams_is_on(self) -> bool:
        return bool(self.teams_registrations)

    @property
    def mail(self) -> Mail | None:
        """How to send emails, when email is on."""
        return read_mail(_open(self.smtp_url), self.mail_from) if self.smtp_url and self.mail_from else None

    @property
    def teams_registrations(self) -> tuple[TeamsRegistration, ...]:
        """The registrations of the Teams bot, one for every tenant."""
        ids, tenants = parts_of(self.microsoft_app_id or ""), parts_of(self.microsoft_app_tenant_id or "")
        passwords = parts_of(_open(self.microsoft_app_password))
        return tuple(TeamsRegistration(*each) for each in zip(ids, passwords, tenants, strict=True))

    def secrets(self) -> list[str]:
        """The values that must never be seen, each key of a list by itself."""
        values = [value.get_secret_value() for _, value in self if isinstance(value, SecretStr)]
        password = self.mail.password if self.mail else ""
        return [*(part.strip() for value in values for part in value.split(",")), *filter(None, [password])]


def _open(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


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
        reason = _in_words(first)
        raise SettingError(f"The setting {name} is wrong: {reason}." if name else f"{reason}.") from None


def _in_words(error: ErrorDetails) -> str:
    said = error["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
    return IN_WORDS.get(error["type"], said)


def clock_offset(settings: Settings) -> float:
    """Seconds between real time and the time FIND_EXPERT_NOW asked for; 0 without it."""
    return (settings.now - datetime.now(UTC)).total_seconds() if settings.now else 0.0
