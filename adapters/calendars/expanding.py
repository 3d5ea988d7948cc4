"""From a calendar file to when somebody is busy. Runs in a process of its own: what it reads was written by anybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from adapters.calendars.content import NotACalendarError, TooComplexError, kept_lines
from adapters.calendars.rules import Effort, check_time_zone

Component = Any
"""One of icalendar's: what its properties hold depends on their names, which types cannot say."""

DAY = timedelta(days=1)
MOST_DATES = 20_000
"""Single dates that events of one calendar add or leave out."""
MOST_BUSY = 20_000
"""Busy times within what is looked at: more than one a minute in working hours."""
FREE = {
    "TRANSP": {"TRANSPARENT"},
    "STATUS": {"CANCELLED"},
    "X-MICROSOFT-CDO-BUSYSTATUS": {"FREE", "WORKINGELSEWHERE"},
}
"""What makes an event no reason not to meet. Outlook says of days at home that somebody works elsewhere."""
REPEATING = ("RRULE", "RDATE")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked at, and the expert's time zone: for whole days, and for times that name no zone."""

    since: datetime
    until: datetime
    zone: ZoneInfo


def busy_times(content: bytes, wanted: Wanted) -> list[tuple[int, int]]:
    """Pairs of start and end in seconds since 1970, in any order. They may overlap, and reach beyond what is wanted.

    Raises NotACalendarError or TooComplexError.
    """
    try:
        calendar = icalendar.Calendar.from_ical("\r\n".join(kept_lines(content)))
        found = []
        for each in _busy(calendar, wanted):
            found.append(each)
            if len(found) > MOST_BUSY:
                raise TooComplexError
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
        # icalendar and dateutil tell wrong input by any of these.
        raise NotACalendarError from error
    return found


def _busy(calendar: Component, wanted: Wanted) -> Iterator[tuple[int, int]]:
    for zone in calendar.walk("VTIMEZONE"):
        for part in zone.subcomponents:
            check_time_zone(_rules(part), part["DTSTART"].dt)
    for component in calendar.walk("VFREEBUSY"):
        yield from _stated(component, wanted)
    events = calendar.walk("VEVENT")
    moved = {str(event.get("UID", "")) for event in events if "RECURRENCE-ID" in event}
    effort, dates = Effort(wanted.until), 0
    repeating = icalendar.Calendar()
    for event in events:
        if "DTSTART" not in event:
            continue
        repeats = any(name in event for name in REPEATING)
        if not repeats and str(event.get("UID", "")) not in moved:
            yield from _span(event, wanted)
            continue
        dates += sum(len(listed.dts) for name in ("RDATE", "EXDATE") for listed in _several(event, name))
        if dates > MOST_DATES:
            raise TooComplexError
        effort.add(_rules(event), event["DTSTART"].dt, _length(event))
        if not _is_over(event, wanted):
            repeating.add_component(event)
    # A day more on both sides: times without a zone are compared as if they were UTC.
    query = recurring_ical_events.of(repeating)
    for event in query.between(wanted.since - DAY, wanted.until + DAY):
        yield from _span(event, wanted, repeats=True)


def _is_over(event: Component, wanted: Wanted) -> bool:
    """Whether all of its rules ended well before what is looked at: most of a calendar that is some years old."""
    rules = _rules(event)
    if not rules or "RDATE" in event or "RECURRENCE-ID" in event:
        return False
    untils = [rule["UNTIL"][0] for rule in rules if rule.get("UNTIL")]
    if len(untils) < len(rules):
        return False
    return bool(max(_instant(until, wanted.zone) for until in untils) + _length(event) + 2 * DAY < wanted.since)


def _span(event: Component, wanted: Wanted, *, repeats: bool = False) -> Iterator[tuple[int, int]]:
    """One event, when it makes somebody busy within what is looked at.

    What repeats lasts as long in the night when the clocks go forward as in any other (RFC 5545, 3.8.5.3).
    """
    if any(str(event.get(name, "")).strip().upper() in values for name, values in FREE.items()):
        return
    begins, ends = event["DTSTART"].dt, _end(event)
    start, end = _instant(begins, wanted.zone), _instant(ends, wanted.zone)
    if repeats and isinstance(begins, datetime) and isinstance(ends, datetime):
        end = max(end, start + (ends.replace(tzinfo=None) - begins.replace(tzinfo=None)))
    if start < end and start < wanted.until and wanted.since < end:
        yield int(start.timestamp()), int(end.timestamp())


def _end(event: Component) -> date:
    """When it ends; of a whole day without an end, the next (RFC 5545, 3.6.1)."""
    start = event["DTSTART"].dt
    if "DTEND" in event:
        end: date = event["DTEND"].dt
        return end
    if "DURATION" in event:
        length: timedelta = event["DURATION"].dt
        if isinstance(start, datetime) and start.tzinfo and length % DAY:
            return (start.astimezone(UTC) + length).astimezone(start.tzinfo)
        later: date = start + length
        return later
    return start if isinstance(start, datetime) else start + DAY


def _length(event: Component) -> timedelta:
    start, end = event["DTSTART"].dt, _end(event)
    return max(_instant(end, ZoneInfo("UTC")) - _instant(start, ZoneInfo("UTC")), timedelta(0))


def _stated(component: Component, wanted: Wanted) -> Iterator[tuple[int, int]]:
    """What a server says itself: everything but what it calls free (RFC 5545, 3.2.9)."""
    for listed in _several(component, "FREEBUSY"):
        if str(listed.params.get("FBTYPE", "BUSY")).upper() == "FREE":
            continue
        start, end = (_instant(when, wanted.zone) for when in (listed.start, listed.end))
        if start < end and start < wanted.until and wanted.since < end:
            yield int(start.timestamp()), int(end.timestamp())


def _rules(component: Component) -> list[Any]:
    return _several(component, "RRULE")


def _several(component: Component, name: str) -> list[Any]:
    """The values of a property that may be there once, several times, or not at all."""
    found = component.get(name, [])
    return found if isinstance(found, list) else [found]


def _instant(when: date, zone: ZoneInfo) -> datetime:
    """Aware UTC. A whole day begins at midnight, and a time without a zone is, where the expert is."""
    if not isinstance(when, datetime):
        when = datetime(when.year, when.month, when.day)  # noqa: DTZ001 - it gets its zone below
    return (when if when.tzinfo else when.replace(tzinfo=zone)).astimezone(UTC)
