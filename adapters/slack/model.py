"""The tables of several Slack workspaces: where the bot is installed, and installations under way."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, LargeBinary, Text
from sqlmodel import Field, SQLModel

from directory.database import UtcDateTime
from directory.rekey import Sealed


class SlackInstallation(SQLModel, table=True):
    """The bot in one workspace, or in all of an Enterprise Grid organisation.

    Its tokens are sealed. They are gone, not only marked, once the bot was removed there.
    """

    __tablename__ = "slack_installation"

    workspace: str = Field(primary_key=True)
    """The workspace (``T…``), or the organisation (``E…``) when it is installed for all of it."""
    team_id: str = ""
    enterprise_id: str = Field(default="", index=True)
    is_enterprise_install: bool = False
    name: str = ""
    """What its people call it."""
    app_id: str = ""
    bot_user_id: str
    bot_token_sealed: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    refresh_token_sealed: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    expires_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When the bot token stops working; empty without token rotation."""
    scopes: str = Field(default="", sa_column=Column(Text, nullable=False))
    """What the bot may do there, separated by commas, as Slack lists it."""
    installed_by: str = ""
    """The Slack user who allowed it."""
    installed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    removed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    refused_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When Slack would not renew the token any more: somebody has to install the bot again."""
    version: int = 0
    """Counts the changes of its tokens: who changes them says which version they read."""
    renewing: str = ""
    """The attempt that asks Slack for a new token at this moment."""
    renew_after: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """No other attempt may begin before, by the database's clock."""


class SlackInstallState(SQLModel, table=True):
    """An installation that somebody began. Holds hashes only: what is in the database finishes nothing."""

    __tablename__ = "slack_install_state"

    state_hash: str = Field(primary_key=True)
    browser_hash: str
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


SLACK_TOKENS = Sealed(
    SlackInstallation,
    ("bot_token_sealed", "refresh_token_sealed"),
    one="Slack token",
    many="Slack tokens",
    if_lost="install the bot in its workspaces again",
)
