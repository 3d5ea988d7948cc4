"""Policies under evaluation: what they are to achieve, who owns them, and every planned look at whether they work."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, Integer, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from directory.database import UtcDateTime, words


class PolicyStatus(StrEnum):
    """Check-ins are asked for while it is active."""

    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"


class Precision(StrEnum):
    """How exactly a date is known. The day that is kept of a month is its first."""

    DAY = "day"
    MONTH = "month"


class Direction(StrEnum):
    """Which way a measure should move."""

    UP = "up"
    DOWN = "down"


class Beneficiary(StrEnum):
    """Whom it is to be better for."""

    CITIZENS = "citizens"
    POLICYMAKERS = "policymakers"
    MINISTERS = "ministers"
    TREASURY = "treasury"


class MilestoneCategory(StrEnum):
    """The categories of dates of the Evaluation Registry (Evaluation Task Force), and the two that checks hang on."""

    PLAN_SIGNED_OFF = "plan_signed_off"
    EVALUATION_START = "evaluation_start"
    EVALUATION_END = "evaluation_end"
    FIRST_RECRUITED = "first_recruited"
    LAST_RECRUITED = "last_recruited"
    INTERVENTION_START = "intervention_start"
    INTERVENTION_END = "intervention_end"
    INTERIM_EXTRACTION = "interim_extraction"
    INTERIM_ANALYSIS_START = "interim_analysis_start"
    INTERIM_ANALYSIS_END = "interim_analysis_end"
    INTERIM_PUBLICATION = "interim_publication"
    FINAL_EXTRACTION = "final_extraction"
    FINAL_ANALYSIS_START = "final_analysis_start"
    FINAL_ANALYSIS_END = "final_analysis_end"
    REPORT_SIGNED_OFF = "report_signed_off"
    FINAL_PUBLICATION = "final_publication"
    OTHER = "other"


class ReadingSource(StrEnum):
    """How we know what a measure showed."""

    CHECK_IN = "check_in"
    LIVE = "live"
    """Another system sent it."""
    FILE = "file"


class CheckInStatus(StrEnum):
    """A check-in that was moved or snoozed is still planned. The last three are final."""

    PLANNED = "planned"
    RECORDED = "recorded"
    NOT_NEEDED = "not_needed"
    REMOVED = "removed"
    """Taken out of the plan: its row stays, so that the plan does not bring it back."""


_policy_version = Column("version", Integer, nullable=False)
_check_in_version = Column("version", Integer, nullable=False)


class Policy(SQLModel, table=True):
    """A policy or service under evaluation. It outlives whoever registered it."""

    __mapper_args__ = {"version_id_col": _policy_version}

    id: str = Field(primary_key=True)
    title: str = Field(sa_column=Column(Text, nullable=False))
    organisation: str = Field(default="", index=True)
    outcomes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """What it is to achieve, in the words of whoever registered it."""
    launch_on: date
    launch_precision: Precision = Field(default=Precision.DAY, sa_type=words(Precision))
    rhythm: str = Field(default="", sa_column=Column(Text, nullable=False))
    """An iCalendar RRULE, counted from launch, in the place of the proposed check-ins after launch; empty: those."""
    has_review_clause: bool = False
    """The law asks for a post-implementation review within five years, and every five years after."""
    status: PolicyStatus = Field(default=PolicyStatus.ACTIVE, sa_type=words(PolicyStatus))
    status_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When it was last paused, closed or reopened."""
    learned: str = Field(default="", sa_column=Column(Text, nullable=False))
    """What was learned, asked when it is closed."""
    owner_id: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    deputy_id: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    handing_to_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    """Who is asked to own it, and has not answered."""
    handing_by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    handing_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    handing_note: str = Field(default="", sa_column=Column(Text, nullable=False))
    """What whoever hands it over says to whoever is asked."""
    handing_stays: bool = False
    """Whoever owns it until then stays on as co-owner."""
    ownerless_since: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """Since when its owner has left, is paused or cannot be reached."""
    naming_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    """Who is asked to name a new owner."""
    naming_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, index=True))
    """When the next is asked instead."""
    registered_by: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    registered_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    plan_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    """When its check-ins are made further ahead."""
    version: int = Field(default=1, sa_column=_policy_version)

    def forget_offer(self) -> None:
        """Nobody is asked to own it."""
        self.handing_to_id = self.handing_by_id = self.handing_at = None
        self.handing_note, self.handing_stays = "", False


class CoOwner(SQLModel, table=True):
    """Somebody who owns a policy beside its owner, and may do all that its owner may."""

    __tablename__ = "co_owner"

    policy_id: str = Field(primary_key=True, foreign_key="policy.id", ondelete="CASCADE")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True, ondelete="CASCADE")


class Ownership(SQLModel, table=True):
    """Who owned a policy, and when: ownership follows the policy."""

    id: int | None = Field(default=None, primary_key=True)
    policy_id: str = Field(foreign_key="policy.id", index=True, ondelete="CASCADE")
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True, ondelete="SET NULL")
    since: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class Measure(SQLModel, table=True):
    """What shows whether a policy works."""

    id: str = Field(primary_key=True)
    policy_id: str = Field(foreign_key="policy.id", index=True, ondelete="CASCADE")
    position: int
    name: str = Field(sa_column=Column(Text, nullable=False))
    unit: str = ""
    direction: Direction = Field(default=Direction.UP, sa_type=words(Direction))
    baseline: float | None = None
    target: float | None = None
    beneficiary: Beneficiary | None = Field(default=None, sa_type=words(Beneficiary))
    threshold: float | None = None
    """Whoever owns the policy is told when a live reading passes it, one way or the other; as with the target."""


class Milestone(SQLModel, table=True):
    """A date of an evaluation that others plan by."""

    id: str = Field(primary_key=True)
    policy_id: str = Field(foreign_key="policy.id", index=True, ondelete="CASCADE")
    category: MilestoneCategory = Field(sa_type=words(MilestoneCategory))
    description: str = Field(default="", sa_column=Column(Text, nullable=False))
    """What it is, where it is another."""
    happens_on: date
    precision: Precision = Field(default=Precision.DAY, sa_type=words(Precision))
    is_actual: bool = False
    """It has happened; else it is intended."""


class CheckIn(SQLModel, table=True):
    """One scheduled look at a policy. There is one for each rule of its plan and day that the rule names."""

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("policy_id", "rule", "occurs_on", name="uq_check_in_occurrence"),)
    __mapper_args__ = {"version_id_col": _check_in_version}

    id: str = Field(primary_key=True)
    policy_id: str = Field(foreign_key="policy.id", index=True, ondelete="CASCADE")
    rule: str
    """Which rule of the plan makes it: ``bot.check_ins.plan``."""
    occurs_on: date
    """The day that the rule names."""
    name: str = Field(sa_column=Column(Text, nullable=False))
    """For example "3 months after launch"."""
    due_on: date
    """The day it is due: that of the rule, unless it was moved."""
    status: CheckInStatus = Field(default=CheckInStatus.PLANNED, sa_type=words(CheckInStatus))
    stage: str = ""
    """Which nudge comes next (``bot.check_ins.stages``); empty: none."""
    stage_of: date | None = None
    """The day for which ``stage`` is counted: of another day it begins anew. Nothing: it was never scheduled."""
    next_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, index=True))
    """When it is to be looked whether that nudge goes out; nothing: never."""
    nudged_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When the time of a nudge last came, whether or not there was anybody to tell."""
    snoozed_until: date | None = None
    """Until then no nudge goes out."""
    request_id: str | None = Field(default=None, foreign_key="request.id", index=True, ondelete="SET NULL")
    """By which it is being booked, or is booked."""
    confidence: int | None = None
    """That the policy works: 0 to 10."""
    learned: str = Field(default="", sa_column=Column(Text, nullable=False))
    changes: str = Field(default="", sa_column=Column(Text, nullable=False))
    """What changes now."""
    next_steps: str = Field(default="", sa_column=Column(Text, nullable=False))
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    """Why it is not needed."""
    answered_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, index=True))
    """When it was recorded, said not to be needed, or removed."""
    answered_by: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    version: int = Field(default=1, sa_column=_check_in_version)

    @property
    def is_open(self) -> bool:
        """Whether it still waits to be done."""
        return self.status is CheckInStatus.PLANNED


class Reading(SQLModel, table=True):
    """What a measure showed, on one day."""

    __table_args__ = (
        UniqueConstraint("measure_id", "check_in_id", name="uq_reading_check_in"),
        Index(
            "ix_reading_measure_id_read_on", "measure_id", "read_on"
        ),  # there may be very many: the newest is asked for
    )

    id: int | None = Field(default=None, primary_key=True)
    measure_id: str = Field(foreign_key="measure.id", index=True, ondelete="CASCADE")
    check_in_id: str | None = Field(default=None, foreign_key="check_in.id", index=True, ondelete="SET NULL")
    value: float
    read_on: date
    noted_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    noted_by: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    source: ReadingSource = Field(default=ReadingSource.CHECK_IN, sa_type=words(ReadingSource))


class ReadingsToken(SQLModel, table=True):
    """By what another system that sends readings of one policy is known. Making a new one stops the old one."""

    __tablename__ = "readings_token"

    policy_id: str = Field(primary_key=True, foreign_key="policy.id", ondelete="CASCADE")
    digest: str = Field(unique=True)
    """Of the token, which is not kept."""
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    made_by: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When readings last came by it."""


class ReadingsDelivery(SQLModel, table=True):
    """One delivery of live readings that was taken: the same again is answered alike, and adds nothing."""

    __tablename__ = "readings_delivery"

    policy_id: str = Field(primary_key=True, foreign_key="policy.id", ondelete="CASCADE")
    key: str = Field(primary_key=True)
    """Chosen by whoever sends them."""
    digest: str
    """Of what was sent: something else under the same key is refused."""
    answer: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    taken_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
