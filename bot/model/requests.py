"""What a policymaker needs, and the offers by which it is put in front of experts, one round after another.

Every row has a version that SQLAlchemy compares when it is changed: whoever lost a race gets StaleDataError, and the
whole unit of work is tried again on what is true now.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, Index, Integer, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from directory.database import UtcDateTime, words


class RequestStatus(StrEnum):
    """``open`` until it is put in front of somebody; the last three are final."""

    OPEN = "open"
    OFFERED = "offered"
    BOOKED = "booked"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    NOBODY = "nobody"


OPEN_REQUESTS = frozenset({RequestStatus.OPEN, RequestStatus.OFFERED})


class OfferStatus(StrEnum):
    """The first three wait for an answer; every other is final."""

    WAITING = "waiting"
    SNOOZED = "snoozed"
    TIMES_SUGGESTED = "times_suggested"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    """They cannot."""
    NOT_FOR_ME = "not_for_me"
    """The right kind of request for the wrong person: matching learns from it."""
    PASSED_ON = "passed_on"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    TAKEN = "taken"
    """Somebody else was first."""


OPEN_OFFERS = frozenset({OfferStatus.WAITING, OfferStatus.SNOOZED, OfferStatus.TIMES_SUGGESTED})


def instants(kept: list[str]) -> tuple[datetime, ...]:
    """Aware UTC instants of the ISO texts that a JSON column keeps."""
    return tuple(datetime.fromisoformat(each).astimezone(UTC) for each in kept)


def stamp(when: datetime) -> str:
    """How the value of a button names an instant: it stays this one, whatever is suggested later."""
    return f"{when.astimezone(UTC):%Y%m%dT%H%M}"


def kept(times: tuple[datetime, ...]) -> list[str]:
    """The other way."""
    return [when.astimezone(UTC).isoformat() for when in times]


_request_version = Column("version", Integer, nullable=False)
_offer_version = Column("version", Integer, nullable=False)


class Request(SQLModel, table=True):
    """What a policymaker needs to know, for how long, by when."""

    __mapper_args__ = {"version_id_col": _request_version}

    id: str = Field(primary_key=True)
    requester_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    question: str = Field(sa_column=Column(Text, nullable=False))
    details: str = Field(default="", sa_column=Column(Text, nullable=False))
    is_sensitive: bool = False
    """The details are shown to whoever accepts, and to nobody before."""
    adjustments: str = Field(default="", sa_column=Column(Text, nullable=False))
    """Captions, British Sign Language …"""
    colleague_email: str = ""
    """Somebody whom the requester brings along."""
    minutes: int
    by_when: date | None = None
    is_urgent: bool = False
    """Needed within two working days: three experts are asked at once."""
    times: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """When it suits the requester, first choice first: see ``proposed``."""
    need: str = Field(sa_column=Column(Text, nullable=False))
    """The words of the search, by which the next person is found."""
    refinement: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    subject: str = Field(default="", sa_column=Column(Text, nullable=False))
    """What it is about, however it was worded: see ``bot.finding.not_for_me``."""
    status: RequestStatus = Field(default=RequestStatus.OPEN, sa_type=words(RequestStatus))
    edition: int = 1
    """Counts how often the question was edited: an expert accepts the one they read."""
    round: int = 0
    """How often it was put in front of somebody; the offers of one round stand side by side."""
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    closes_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    """When it is closed with other routes, if nobody has taken it by then."""
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When it was booked, withdrawn, answered or closed."""
    version: int = Field(default=1, sa_column=_request_version)

    @property
    def proposed(self) -> tuple[datetime, ...]:
        """When it suits the requester, as aware UTC instants, first choice first."""
        return instants(self.times)


class Offer(SQLModel, table=True):
    """A request put in front of one expert. A pool is offered it as a round with an offer for each member."""

    __mapper_args__ = {"version_id_col": _offer_version}
    __table_args__ = (
        UniqueConstraint("request_id", "person_id", name="uq_offer_request_person"),
        Index(
            "uq_offer_accepted",
            "request_id",
            unique=True,
            sqlite_where=text("status = 'accepted'"),
            postgresql_where=text("status = 'accepted'"),
        ),
    )

    id: str = Field(primary_key=True)
    request_id: str = Field(foreign_key="request.id", ondelete="CASCADE")
    expert_id: int = Field(foreign_key="expert.id", index=True, ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    """The expert as a person: who alone may answer it."""
    round: int
    pool_id: int | None = Field(default=None, foreign_key="pool.id", ondelete="SET NULL")
    """The pool of which they are asked as a member."""
    stands_in_for: str = ""
    """Who is away, if they are asked as the cover."""
    passed_on_by: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    """The colleague who passed it to them."""
    status: OfferStatus = Field(default=OfferStatus.WAITING, sa_type=words(OfferStatus))
    suggested: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Other times at which the expert could: see ``suggestions``."""
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    offered_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    remind_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, index=True))
    """When they are reminded; nothing once they were."""
    expires_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, index=True))
    """When the next person is asked; nothing when it was answered."""
    snoozed_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, index=True))
    answered_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    version: int = Field(default=1, sa_column=_offer_version)

    @property
    def suggestions(self) -> tuple[datetime, ...]:
        """Other times at which the expert could, as aware UTC instants."""
        return instants(self.suggested)

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody's answer."""
        return self.status in OPEN_OFFERS
