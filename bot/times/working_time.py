"""Working time: hours by the clock on the wall, less bank holidays and days away, as instants. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from holidays import country_holidays

from directory.working_hours import Interval, WorkingHours

LOOK_AHEAD_DAYS = 366
"""Who does not work at all for this long is reckoned with by the calendar: what waits for them must end some time."""
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

ENGLAND = "England"
NATIONS = {ENGLAND: "ENG", "Scotland": "SCT", "Wales": "WLS", "Northern Ireland": "NIR"}
"""By their code in the holidays package."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The time from one instant up to another, which is not part of it; both aware UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class WorkingPattern:
    """When somebody works: weekly hours in their own zone, the nation whose bank holidays count, days away.

    Absences are pairs of first and last day, both included.
    """

    hours: WorkingHours
    zone: ZoneInfo
    region: str = ""
    absences: tuple[tuple[date, date], ...] = ()

    def is_away(self, day: date) -> bool:
        """Whether they said that they are away on this day."""
        return any(first <= day <= last for first, last in self.absences)

    def is_bank_holiday(self, day: date) -> bool:
        """Whether their nation has a bank holiday on this day."""
        return day in bank_holidays(self.region, day.year)

    def works_on(self, day: date) -> bool:
        """Whether they work at all on this day."""
        return bool(self.hours.on(day.weekday())) and not self.is_away(day) and not self.is_bank_holiday(day)

    def spans(self, day: date) -> tuple[Span, ...]:
        """When they work on this day of theirs, in order and apart; nothing when they do not."""
        return _spans(self.hours.on(day.weekday()), self.zone, day) if self.works_on(day) else ()


def is_working_time(pattern: WorkingPattern, when: datetime) -> bool:
    """Whether they work at this instant."""
    today = when.astimezone(pattern.zone).date()
    return any(span.start <= when < span.end for span in pattern.spans(today))


def next_working_moment(pattern: WorkingPattern, when: datetime) -> datetime:
    """The first instant (UTC) of working time from ``when`` on, which is ``when`` itself in working time.

    It is also ``when`` itself for somebody who does not work at all within a year.
    """
    for day in _days_ahead(pattern, when):
        for span in pattern.spans(day):
            if when < span.end:
                return max(span.start, when).astimezone(UTC)
    return when.astimezone(UTC)


def working_days_later(pattern: WorkingPattern, when: datetime, days: int) -> datetime:
    """``days`` working days after the next working moment, at the same time by the clock on the wall (UTC).

    Where they do not work at that time of that day, it is the next time that day that they do, else their last minute
    of that day. For somebody who works on too few days of the next year, days of the calendar are counted.
    """
    begins = next_working_moment(pattern, when)
    if days <= 0:
        return begins
    here = begins.astimezone(pattern.zone)
    ahead = (day for day in _days_ahead(pattern, begins) if day > here.date() and pattern.spans(day))
    day = next(islice(ahead, days - 1, None), None)
    if day is None:
        return begins + days * DAY
    same_time = instant(datetime.combine(day, here.time()), pattern.zone)
    spans = pattern.spans(day)
    return next((max(same_time, span.start) for span in spans if same_time < span.end), spans[-1].end - MINUTE)


def next_working_day(pattern: WorkingPattern, when: datetime) -> datetime:
    """When they begin (UTC) on their next working day after today.

    For somebody who does not work at all within a year, it is a day of the calendar later.
    """
    today = when.astimezone(pattern.zone).date()
    starts = (span.start for day in _days_ahead(pattern, when) if day > today for span in pattern.spans(day))
    return next(starts, when.astimezone(UTC) + DAY)


def previous_working_day(pattern: WorkingPattern, when: datetime) -> datetime:
    """The same time (UTC) by the clock on the wall, on their last working day before that of ``when``.

    For somebody who has not worked at all for a year, it is a day of the calendar before.
    """
    here = when.astimezone(pattern.zone)
    before = (here.date() - timedelta(days=number) for number in range(1, LOOK_AHEAD_DAYS + 1))
    day = next((day for day in before if pattern.spans(day)), here.date() - DAY)
    return instant(datetime.combine(day, here.time()), pattern.zone)


def _days_ahead(pattern: WorkingPattern, when: datetime) -> Iterator[date]:
    today = when.astimezone(pattern.zone).date()
    return (today + timedelta(days=number) for number in range(LOOK_AHEAD_DAYS + 1))


@lru_cache(maxsize=4096)
def _spans(intervals: tuple[Interval, ...], zone: ZoneInfo, day: date) -> tuple[Span, ...]:
    """Many people share their hours: the clocks of each day are read once."""
    ends = ((instant(_wall(day, each.start), zone), instant(_wall(day, each.end), zone)) for each in intervals)
    return tuple(Span(start, end) for start, end in ends if start < end)


def _wall(day: date, minutes: int) -> datetime:
    """``minutes`` after midnight by the clock on the wall; 1440 is the next midnight."""
    return datetime.combine(day, time.min) + timedelta(minutes=minutes)


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant (UTC) of a wall-clock time: after a gap its end, of a repeated hour the first."""
    later, earlier = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if later.astimezone(zone).replace(tzinfo=None) == wall:
        return later
    while (middle := earlier + (later - earlier) / 2) - earlier >= timedelta(seconds=1):
        if middle.astimezone(zone).replace(tzinfo=None) >= wall:
            later = middle
        else:
            earlier = middle
    return later.replace(microsecond=0)


def bank_holidays(region: str, year: int) -> frozenset[date]:
    """The bank holidays of the nation of ``region`` (GOV.UK's dates, as the holidays package has them)."""
    return _of_nation(NATIONS[nation_of(region)], year)


def nation_of(region: str) -> str:
    """The nation of a region: itself, where it is one; every other region is in England."""
    return region if region in NATIONS else ENGLAND


@lru_cache(maxsize=64)
def _of_nation(code: str, year: int) -> frozenset[date]:
    return frozenset(country_holidays("GB", subdiv=code, years=year))
