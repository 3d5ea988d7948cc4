"""Accepted requests with a time, whose time that takes, and what the two people write to each other."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, Index, Integer, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.model.requests import instants
from directory.database import UtcDateTime, words


class ConsultationStatus(StrEnum):
    """A consultation that was moved is still booked, with a higher version."""

    BOOKED = "booked"
    DONE = "done"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class BookingStatus(StrEnum):
    BOOKED = "booked"
    RELEASED = "released"


_consultation_version = Column("version", Integer, nullable=False)


class Consultation(SQLModel, table=True):
    """A request that somebody accepted, with its time."""

    __mapper_args__ = {"version_id_col": _consultation_version}

    id: str = Field(primary_key=True)
    request_id: str = Field(foreign_key="request.id", unique=True, ondelete="CASCADE")
    offer_id: str = Field(foreign_key="offer.id", ondelete="CASCADE")
    requester_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    expert_person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    starts_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    ends_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    place: str = Field(default="", sa_column=Column(Text, nullable=False))
    """A link to join, or a room."""
    status: ConsultationStatus = Field(default=ConsultationStatus.BOOKED, sa_type=words(ConsultationStatus))
    booked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    sequence: int = 0
    """How often its time, its place or its being held at all has changed: the SEQUENCE of its invitation (RFC 5546)."""
    moved_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When it was last given another time."""
    changed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When that was; nothing since it was booked."""
    changed_by: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    """What whoever cancelled it said of why."""
    moving_by: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    """Who asks to move it; until the other answers, its time stands."""
    moving_to: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """The times to which they ask to move it: see ``proposed``."""
    absent_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    """Who did not come."""
    version: int = Field(default=1, sa_column=_consultation_version)

    @property
    def proposed(self) -> tuple[datetime, ...]:
        """The times to which one of the two asks to move it, as aware UTC instants."""
        return instants(self.moving_to)


class Booking(SQLModel, table=True):
    """The time that a consultation takes of one person. The database refuses two that overlap, of anybody."""

    __table_args__ = (
        UniqueConstraint("consultation_id", "person_id", name="uq_booking_consultation_person"),
        Index("ix_booking_person_id_starts_at", "person_id", "starts_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: str = Field(foreign_key="consultation.id", ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", ondelete="CASCADE")
    is_expert: bool
    """Whether they are the one who is asked: that is what their caps count."""
    starts_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    ends_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    status: BookingStatus = Field(default=BookingStatus.BOOKED, sa_type=words(BookingStatus))


class Message(SQLModel, table=True):
    """What one of the two wrote to the other through the bot."""

    id: str = Field(primary_key=True)
    offer_id: str = Field(foreign_key="offer.id", index=True, ondelete="CASCADE")
    """The offer between the two of them."""
    sender_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    recipient_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    text: str = Field(sa_column=Column(Text, nullable=False))
    is_answer: bool = False
    """It answers the request in writing."""
    sent_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
