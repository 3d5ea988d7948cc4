"""Appointments as iCalendar (RFC 5545): in an invitation (RFC 5546), in somebody's own calendar, or as a file.

The same appointment gives the same bytes every time, so that an email tried again is the same email.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, Timezone, vCalAddress, vDuration, vText, vUri

from adapters.unseen import seen
from adapters.vtimezone import vtimezone
from bot.appointment import Appointment, Attendee
from config.mail import is_email_address

Method = Literal["REQUEST", "CANCEL"]

PRODUCT = "-//find-expert//consultations//EN"
OURS = uuid.UUID("5f0c6f0e-5b0b-4a8e-9d0a-2f6f3c6f8a11")
"""What the ids of our entries are made from: any constant of our own (RFC 9562, 5.5)."""
REFRESH = timedelta(hours=1)
CALENDAR_NAME = "Find an expert: your consultations"
LINK = re.compile(r"https?://[!-~]+")
"""A place that is a link and nothing else."""
LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What some parsers take for the end of a line, though RFC 5545 has but one."""


def uid(appointment: Appointment) -> str:
    """What a calendar knows it by: one for every state of it, wherever it is read (RFC 7986, 5.3)."""
    return str(uuid.uuid5(OURS, appointment.id))


def method_of(appointment: Appointment) -> Method:
    return "CANCEL" if appointment.is_cancelled else "REQUEST"


def invitation(appointment: Appointment, organiser: str, organiser_name: str) -> bytes:
    """What an email brings to everybody invited. ``organiser`` is the address that emails are from."""
    zones = _zones([appointment])
    event = _event(appointment, zones)
    event.add("ORGANIZER", _address(organiser, CN=_line(organiser_name)))
    for attendee in appointment.attendees:
        if is_email_address(attendee.email):
            event.add("ATTENDEE", _attendee(attendee))
    # [MS-OXCICAL]: other times are suggested in chat, since nobody reads replies.
    event.add("X-MICROSOFT-DISALLOW-COUNTER", "TRUE")
    return _written(_calendar(method=method_of(appointment)), *zones.values(), event)


def own_calendar(appointments: Sequence[Appointment]) -> bytes:
    """Somebody's consultations, to subscribe to. It asks nothing of anybody, so that nobody is invited by it."""
    calendar = _calendar(name=CALENDAR_NAME)
    refresh = vDuration(REFRESH)
    refresh.params["VALUE"] = "DURATION"
    calendar.add("REFRESH-INTERVAL", refresh)  # RFC 7986, 5.7
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))  # the same to Outlook: [MS-OXCICAL]
    zones = _zones(appointments)
    return _written(calendar, *zones.values(), *(_event(each, zones) for each in appointments))


def file(appointment: Appointment) -> bytes:
    """One consultation, to add to a calendar by hand."""
    zones = _zones([appointment])
    return _written(_calendar(), *zones.values(), _event(appointment, zones))


def _calendar(method: Method | None = None, name: str = "") -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    if method:
        calendar.add("METHOD", method)
    if name:
        calendar.add("NAME", name)  # RFC 7986, 5.1
        calendar.add("X-WR-CALNAME", name)
    return calendar


def _event(appointment: Appointment, zones: Mapping[str, Timezone]) -> Event:
    event = Event()
    event.add("UID", uid(appointment))
    event.add("SEQUENCE", appointment.sequence)
    event.add("DTSTAMP", _whole_seconds(appointment.said_at))
    event.add("CREATED", _whole_seconds(appointment.booked_at))
    event.add("LAST-MODIFIED", _whole_seconds(appointment.said_at))
    event.add("DTSTART", _time(appointment.starts_at, appointment.zone, zones))
    event.add("DTEND", _time(appointment.ends_at, appointment.zone, zones))
    event.add("SUMMARY", _line(appointment.title))
    event.add("DESCRIPTION", _lines(appointment.description))
    event.add("STATUS", "CANCELLED" if appointment.is_cancelled else "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT" if appointment.is_cancelled else "OPAQUE")
    event.add("CLASS", "PRIVATE" if appointment.is_private else "PUBLIC")
    if appointment.place:
        event.add("LOCATION", _line(appointment.place))
    if LINK.fullmatch(appointment.place):
        conference = vUri(appointment.place)
        conference.params.update({"VALUE": "URI", "LABEL": "Join"})
        event.add("URL", vUri(appointment.place))
        event.add("CONFERENCE", conference)  # RFC 7986, 5.11
    return event


def _zones(appointments: Sequence[Appointment]) -> dict[str, Timezone]:
    """The time zones of these, by name, as far as a calendar can be told of them."""
    found = {}
    for zone in sorted({each.zone for each in appointments}):
        ours = [each for each in appointments if each.zone == zone]
        # A year of grace on both sides: where it is, a new year begins at another moment.
        first, last = min(each.starts_at.year for each in ours) - 1, max(each.ends_at.year for each in ours) + 1
        if component := vtimezone(zone, first, last):
            found[zone] = component
    return found


def _time(when: datetime, zone: str, zones: Mapping[str, Timezone]) -> datetime:
    """By the clock of its zone, or in UTC where that would not say which moment it is.

    An hour that the clocks go through twice means the first time in a calendar (RFC 5545, 3.3.5); not all heed that.
    """
    here = when.astimezone(ZoneInfo(zone))
    comes_twice = here.replace(fold=0).utcoffset() != here.replace(fold=1).utcoffset()
    return when if comes_twice or zone not in zones else here


def _written(calendar: Calendar, *components: Component) -> bytes:
    for component in components:
        calendar.add_component(component)
    return bytes(calendar.to_ical())


def _attendee(attendee: Attendee) -> vCalAddress:
    return _address(
        attendee.email,
        CN=_line(attendee.name),
        CUTYPE="INDIVIDUAL",
        ROLE="OPT-PARTICIPANT" if attendee.is_optional else "REQ-PARTICIPANT",
        PARTSTAT="NEEDS-ACTION" if attendee.is_optional else "ACCEPTED",
        RSVP="FALSE",
    )


def _address(email: str, **params: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    for name, value in params.items():
        address.params[name] = vText(value.replace('"', "'"))  # a quotation mark cannot stand in one: RFC 5545, 3.2
    return address


def _whole_seconds(when: datetime) -> datetime:
    return when.replace(microsecond=0)


def _lines(text: str) -> str:
    return seen(LINE_ENDS.sub("\n", text))


def _line(text: str) -> str:
    return " ".join(_lines(text).split())
