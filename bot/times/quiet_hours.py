"""Quiet hours: when somebody does not want to be told things, by the clock where they are. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.times.working_time import instant
from directory.errors import WrongValueError

EXAMPLE = "18:00-08:00"
NOON = 12
DAY = timedelta(days=1)

_TIME = r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap]m)?"
_HOURS = re.compile(rf"{_TIME}\s*(?:-|–|—|\bto\b|\buntil\b)\s*{_TIME}", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time by the clock on the wall up to another, often past midnight."""

    start: time
    end: time

    def __str__(self) -> str:
        """The one way to write them: what ``parse`` reads."""
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


def parse(text: str) -> QuietHours | None:
    """Read ``18:00-08:00``, ``6pm to 8am`` and the like; nothing when there is no text.

    Raises WrongValueError with a sentence for beside the field.
    """
    if not text.strip():
        return None
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        raise WrongValueError(f"We do not understand “{text.strip()[:40]}”. Enter hours like {EXAMPLE}")
    quiet = QuietHours(_time(*found.groups()[:3]), _time(*found.groups()[3:]))
    if quiet.start == quiet.end:
        raise WrongValueError(f"These hours start and end at the same time. Enter hours like {EXAMPLE}")
    return quiet


def is_quiet(quiet: QuietHours | None, zone: ZoneInfo, when: datetime) -> bool:
    """Whether somebody in ``zone`` wants to hear nothing at this instant."""
    return _night_at(quiet, zone, when) is not None


def end_of_quiet(quiet: QuietHours | None, zone: ZoneInfo, when: datetime) -> datetime:
    """The first instant (UTC) from ``when`` on that is not quiet: ``when`` itself, unless it is."""
    while night := _night_at(quiet, zone, when):
        when = night
    return when.astimezone(UTC)


def _night_at(quiet: QuietHours | None, zone: ZoneInfo, when: datetime) -> datetime | None:
    """When the quiet hours end that this instant is part of, if it is."""
    if quiet is None:
        return None
    return next((end for start, end in _nights(quiet, zone, when.astimezone(zone).date()) if start <= when < end), None)


def _nights(quiet: QuietHours, zone: ZoneInfo, day: date) -> Iterator[tuple[datetime, datetime]]:
    """The quiet hours that begin on this day or the day before. Of an hour that comes twice, both are quiet."""
    for begins in (day - DAY, day):
        ends = begins if quiet.start < quiet.end else begins + DAY
        start = instant(datetime.combine(begins, quiet.start), zone)
        yield start, _last_instant(datetime.combine(ends, quiet.end), zone)


def _last_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """As ``instant``, but of a repeated hour the second."""
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return second if second.astimezone(zone).replace(tzinfo=None) == wall else instant(wall, zone)


def _time(hours: str, minutes: str | None, half: str | None) -> time:
    hour, minute = int(hours), int(minutes or 0)
    if half and 1 <= hour <= NOON:
        hour = hour % NOON + (NOON if half.lower() == "pm" else 0)
    elif half or hour > 24 or (hour == 24 and minute):
        raise WrongValueError(_no_time(hours, minutes, half))
    if minute > 59:
        raise WrongValueError(_no_time(hours, minutes, half))
    return time(hour % 24, minute)


def _no_time(hours: str, minutes: str | None, half: str | None) -> str:
    typed = f"{hours}:{minutes}" if minutes else hours
    return f"“{typed}{half or ''}” is not a time of day. Enter hours like {EXAMPLE}"
