"""A calendar that receives invitations by email, by the rules of RFC 5546 and nobody's code."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import vobject
from icalendar import Calendar


@dataclass(frozen=True)
class Entry:
    """What an email says of one entry."""

    uid: str
    sequence: int
    stamp: datetime
    method: str
    status: str
    starts_at: datetime
    ends_at: datetime


def calendar_part(email: EmailMessage) -> EmailMessage:
    """The part for calendars among those of which a reader takes one."""
    [part] = [part for part in email.walk() if part.get_content_type() == "text/calendar"]
    assert isinstance(part, EmailMessage)
    return part


def entry_in(email: EmailMessage) -> Entry:
    """What the email says, which two parsers that know nothing of each other agree on."""
    content = calendar_part(email).get_payload(decode=True)
    assert isinstance(content, bytes)
    first, second = by_icalendar(content), by_vobject(content)
    assert first == second
    return first


def by_icalendar(content: bytes) -> Entry:
    calendar: Any = Calendar.from_ical(content)
    [event] = calendar.walk("VEVENT")
    return Entry(
        str(event["UID"]),
        int(event["SEQUENCE"]),
        event["DTSTAMP"].dt,
        str(calendar.get("METHOD", "")),
        str(event["STATUS"]),
        event["DTSTART"].dt.astimezone(UTC),
        event["DTEND"].dt.astimezone(UTC),
    )


def by_vobject(content: bytes) -> Entry:
    """It goes by the time zones that stand in the calendar itself."""
    calendar = vobject.readOne(content.decode())
    event = calendar.vevent
    return Entry(
        event.uid.value,
        int(event.sequence.value),
        event.dtstamp.value.astimezone(UTC),
        calendar.method.value if hasattr(calendar, "method") else "",
        event.status.value,
        event.dtstart.value.astimezone(UTC),
        event.dtend.value.astimezone(UTC),
    )


@dataclass
class ReceivingCalendar:
    """Keeps the newest state of every entry, whatever arrives when and how often: RFC 5546, 2.1.5."""

    entries: dict[str, Entry] = field(default_factory=dict)

    def receive(self, entry: Entry) -> None:
        """A higher sequence is newer, and so is a later stamp of the same one; whatever is older changes nothing.

        A cancellation is remembered, so that an invitation from before it does not bring back what it was of.
        """
        known = self.entries.get(entry.uid)
        if known is None or (entry.sequence, entry.stamp) > (known.sequence, known.stamp):
            self.entries[entry.uid] = entry

    @property
    def shown(self) -> set[tuple[datetime, datetime]]:
        """When its owner is busy."""
        return {(each.starts_at, each.ends_at) for each in self.entries.values() if each.method == "REQUEST"}
