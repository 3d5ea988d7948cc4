"""A consultation as calendars hold it: plain values, from which adapters make invitations, feeds and files."""

from __future__ import annotations

from datetime import datetime

from pydantic import AwareDatetime

from bot.values import Value


class Attendee(Value):
    """Somebody who is invited. ``email`` is empty for whoever has none."""

    name: str
    email: str = ""
    is_optional: bool = False


class Appointment(Value):
    """One consultation as it is now. Texts are plain; times are instants, to be shown by the clock of ``zone``."""

    id: str
    """Of the consultation: every state of it is the same entry of a calendar."""
    sequence: int
    """How often it has changed: of two states, a calendar keeps the higher one (RFC 5546, 2.1.4)."""
    is_cancelled: bool = False
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    zone: str
    """The IANA name of the requester's time zone."""
    booked_at: AwareDatetime
    changed_at: AwareDatetime | None = None
    title: str
    description: str
    place: str = ""
    """A link to join, or a room."""
    is_private: bool = False
    """Not for the eyes of whoever may look into somebody's calendar."""
    attendees: tuple[Attendee, ...] = ()

    @property
    def said_at(self) -> datetime:
        """Since when it is as it is."""
        return self.changed_at or self.booked_at
