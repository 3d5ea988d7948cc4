"""What is known of experts' own calendars, and the links to one's consultations for a calendar of one's own."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from directory.database import UtcDateTime


class CalendarTrouble(StrEnum):
    """Why a calendar could not be read. Safe to log: it says nothing of the address or of what is in the calendar."""

    REFUSED = "refused"
    """It is not on the public internet, or not over https."""
    UNREACHABLE = "unreachable"
    NO_CERTIFICATE = "no_certificate"
    """The server's certificate is not one that is trusted."""
    REDIRECTED = "redirected"
    """It sent us on too often."""
    TOO_SLOW = "too_slow"
    SERVER_TROUBLE = "server_trouble"
    NOT_FOUND = "not_found"
    NO_ACCESS = "no_access"
    """The server wants another name or password, or shares this calendar no more."""
    TOO_LARGE = "too_large"
    TOO_COMPLEX = "too_complex"
    """To work it out takes more time or memory than it is given, or it repeats more often than anybody meets."""
    NOT_A_CALENDAR = "not_a_calendar"
    SEALED = "sealed"
    """No key that we have opens the address."""
    WRONG_ADDRESS = "wrong_address"
    BROKEN = "broken"
    """By a mistake of ours."""

    @property
    def may_pass(self) -> bool:
        """Whether it may work again by itself: then what was read before is relied on a while longer."""
        return self in _MAY_PASS


_MAY_PASS = frozenset(
    {
        CalendarTrouble.UNREACHABLE,
        CalendarTrouble.NO_CERTIFICATE,
        CalendarTrouble.TOO_SLOW,
        CalendarTrouble.SERVER_TROUBLE,
        CalendarTrouble.SEALED,
        CalendarTrouble.BROKEN,
    }
)


class Calendar(SQLModel, table=True):
    """When an expert is busy by their own calendar: intervals only, whatever they are called.

    There is one for every expert whose profile names a calendar. Between ``known_from`` and ``known_until`` it is known
    what is busy; at any other time nothing is, which is not the same as free.
    """

    expert_id: int = Field(primary_key=True, foreign_key="expert.id", ondelete="CASCADE")
    address_digest: str
    """Of the sealed address it was read from: a new address makes what is known void."""
    busy: list[list[int]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Pairs of start and end in seconds since 1970 (UTC), joined where they touch, the first first."""
    known_from: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    known_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    fetched_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When it was last read without trouble."""
    next_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    """When it is to be read again: whoever reads it moves this on first, so that no other replica reads it too."""
    failures: int = 0
    """How often in a row it could not be read."""
    problem: str = ""
    """The ``CalendarTrouble`` that there was last; empty when there was none."""


class CalendarLink(SQLModel, table=True):
    """Somebody's address of their own consultations as a calendar. Whoever has it can read them until it is revoked."""

    __tablename__ = "calendar_link"

    person_id: int = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    digest: str = Field(unique=True)
    """SHA-256 of the token, which is not kept."""
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
