"""The tables of the directory: people, experts and what they know, pools, roles, and who changed what."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from directory.database import UtcDateTime, words

DEFAULT_TIME_ZONE = "Europe/London"
DEFAULT_WORKING_HOURS = "Mon-Fri 09:00-17:00"
DEFAULT_WEEKLY_CAP = 2

# Buttons that people keep carry ids: SQLite must not give the id of somebody erased to somebody new.
NEVER_REUSE_IDS = {"sqlite_autoincrement": True}


class Level(StrEnum):
    """How well somebody has a skill: the five stages of Dreyfus and Dreyfus (1980), lowest first."""

    NOVICE = "novice"
    ADVANCED_BEGINNER = "advanced beginner"
    COMPETENT = "competent"
    PROFICIENT = "proficient"
    EXPERT = "expert"

    @property
    def rank(self) -> int:
        """0 (novice) to 4 (expert)."""
        return list(Level).index(self)


class Status(StrEnum):
    """Whether an expert is offered at all."""

    ACTIVE = "active"
    PAUSED = "paused"
    HIDDEN = "hidden"
    LEFT = "left"


class Role(StrEnum):
    """What somebody may do beyond asking. Everyone is a policymaker without being given it."""

    EXPERT = "expert"
    DIRECTORY_MANAGER = "directory-manager"
    HEAD_OF_PROFESSION = "head-of-profession"
    ADMINISTRATOR = "administrator"


class Unreachable(StrEnum):
    """Why somebody can no longer be written to at an account."""

    BLOCKED = "blocked"
    """They blocked the bot, or an administrator turned it off for them."""
    UNINSTALLED = "uninstalled"
    """The bot was removed from their workspace, or by them."""
    LEFT = "left"
    """They are no longer a member of the workspace."""
    DEACTIVATED = "deactivated"
    """Their account there was switched off."""


class Person(SQLModel, table=True):
    """Anyone the bot knows. Joined across platforms by verified work email only."""

    __table_args__ = NEVER_REUSE_IDS

    id: int | None = Field(default=None, primary_key=True)
    email: str | None = Field(default=None, unique=True, index=True)
    staff_id: str | None = Field(default=None, unique=True, index=True)
    name: str
    pronouns: str = ""
    time_zone: str = DEFAULT_TIME_ZONE
    told_on: str = ""
    """The platform on which they chose to be told things; empty: wherever they used the bot last."""


class Account(SQLModel, table=True):
    """Where a person is reached: one user of one platform. ``workspace`` is empty when only the directory names it.

    An account with a workspace is one that the person has used: the platform said who they are.
    """

    __table_args__ = (UniqueConstraint("platform", "workspace", "user_id", name="uq_account_user"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    platform: str
    workspace: str = ""
    """Slack team or Enterprise Grid organisation, Teams tenant."""
    user_id: str
    conversation: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    """What the platform's gateway needs to write to them, in its own form."""
    is_guest: bool = False
    introduced_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When the platform last said who this is."""
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When they last used the bot here, to the hour."""
    unreachable: Unreachable | None = Field(default=None, sa_type=words(Unreachable))
    unreachable_since: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class Pool(SQLModel, table=True):
    """Several experts who answer together."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, index=True)


class Expert(SQLModel, table=True):
    """A person with a profile. What they declared themselves; nothing is inferred from anybody's messages."""

    __table_args__ = NEVER_REUSE_IDS

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", unique=True, ondelete="CASCADE")
    role: str = ""
    ask_me_about: str = Field(default="", sa_column=Column(Text, nullable=False, default=""))
    experience: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    organisation: str = ""
    team: str = ""
    location: str = ""
    region: str = ""
    working_hours: str = DEFAULT_WORKING_HOURS
    weekly_cap: int = DEFAULT_WEEKLY_CAP
    daily_cap: int | None = None
    monthly_cap: int | None = None
    """None: no limit of its own beside the weekly one."""
    terms: str = ""
    commissioning: str = Field(default="", sa_column=Column(Text, nullable=False, default=""))
    """What their unit asks for, of whoever needs more than a consultation."""
    pool_id: int | None = Field(default=None, foreign_key="pool.id", index=True, ondelete="SET NULL")
    cover_id: int | None = Field(default=None, foreign_key="expert.id", index=True, ondelete="SET NULL")
    join_link: str = ""
    calendar_url_sealed: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    source: str = Field(default="", index=True)
    own_fields: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Columns that the person edited themselves: an import leaves them alone."""
    missing_from_source: bool = False
    """An import paused them because their source no longer names them: naming them again brings them back."""
    status: Status = Field(default=Status.ACTIVE, sa_type=words(Status))
    confirmed_on: date | None = None
    """When the person last said that the profile is right."""
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    revision: int = Field(default=0, index=True)
    """The directory's revision at this expert's last change: how a search index finds what is new."""


class ExpertProfession(SQLModel, table=True):
    """A profession an expert declared: a name of the vocabulary, or their own words."""

    __tablename__ = "expert_profession"

    expert_id: int = Field(foreign_key="expert.id", primary_key=True, ondelete="CASCADE")
    name: str = Field(primary_key=True)
    position: int = 0


class ExpertSkill(SQLModel, table=True):
    """A skill an expert declared, with its level when they gave one."""

    __tablename__ = "expert_skill"

    expert_id: int = Field(foreign_key="expert.id", primary_key=True, ondelete="CASCADE")
    name: str = Field(primary_key=True)
    level: Level | None = Field(default=None, sa_type=words(Level))
    position: int = 0


class ExpertTopic(SQLModel, table=True):
    """A policy area an expert declared."""

    __tablename__ = "expert_topic"

    expert_id: int = Field(foreign_key="expert.id", primary_key=True, ondelete="CASCADE")
    name: str = Field(primary_key=True)
    position: int = 0


class ExpertEvidence(SQLModel, table=True):
    """What an expert was consulted on, in words that both sides agreed to share. It does not say who asked."""

    __tablename__ = "expert_evidence"

    source: str = Field(primary_key=True)
    """The id of what it comes from, which only whoever keeps it here can read."""
    expert_id: int = Field(foreign_key="expert.id", index=True, ondelete="CASCADE")
    text: str = Field(sa_column=Column(Text, nullable=False))
    held_on: date


class Absence(SQLModel, table=True):
    """Days on which an expert is away, both ends included, in their own time zone."""

    __table_args__ = (UniqueConstraint("expert_id", "starts_on", "ends_on", name="uq_absence_days"),)

    id: int | None = Field(default=None, primary_key=True)
    expert_id: int = Field(foreign_key="expert.id", index=True, ondelete="CASCADE")
    starts_on: date
    ends_on: date


class RoleGrant(SQLModel, table=True):
    """A role somebody was given; a head of profession's names an organisation and a profession."""

    __table_args__ = (UniqueConstraint("person_id", "role", "organisation", "profession", name="uq_role_grant"),)
    __tablename__ = "role_grant"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    role: Role = Field(sa_type=words(Role))
    organisation: str = ""
    profession: str = ""


class DirectoryRevision(SQLModel, table=True):
    """One row: how often the directory has changed. Whoever changes the directory adds one first and so locks it."""

    __tablename__ = "directory_revision"

    id: int = Field(default=1, primary_key=True)
    value: int = 0


class AuditEntry(SQLModel, table=True):
    """Who did what, when. Never holds what a request or a profile said."""

    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    actor: str
    action: str
    subject: str
    detail: dict[str, str | int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
