"""A time zone as calendars take it: VTIMEZONE with a rule for every year, since Outlook reads no list of dates.

[MS-OXCICAL] 2.1.3.1.1.19.2.2: a rule is yearly, and names one weekday such as the last Sunday of a month.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST = -1
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Change:
    """The clocks change at ``wall``, by the clock before that."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str
    is_daylight: bool

    @property
    def weeks(self) -> set[int]:
        """Which of its weekday in the month it is: 1 the first, LAST the last."""
        is_last = self.wall.day + 7 > monthrange(self.wall.year, self.wall.month)[1]
        return {(self.wall.day - 1) // 7 + 1, *([LAST] if is_last else [])}

    @property
    def pattern(self) -> tuple[object, ...]:
        """What is the same every year."""
        return (
            self.wall.month, self.wall.weekday(), self.wall.time(), self.before, self.after, self.name, self.is_daylight
        )  # fmt: skip


@lru_cache(maxsize=64)
def vtimezone(zone: str, first: int, last: int) -> Timezone | None:
    """The zone of this IANA name, right for every moment from the year ``first`` to the year ``last``.

    Nothing for a zone whose clocks change by no such rule, such as one that follows the moon.
    """
    info = ZoneInfo(zone)
    years = [list(_changes(info, year)) for year in range(first - 1, last + 1)]
    if not any(years):
        return _component(zone, [_fixed(info, first - 1)])
    rules = [_rule(same) for same in zip(*years, strict=False)]
    if len({len(year) for year in years}) > 1 or not all(rules):
        return None
    return _component(zone, [rule for rule in rules if rule])


def _component(zone: str, parts: list[TimezoneStandard | TimezoneDaylight]) -> Timezone:
    component = Timezone()
    component.add("TZID", zone)
    for part in parts:
        component.add_component(part)
    return component


def _changes(info: ZoneInfo, year: int) -> Iterator[_Change]:
    at = datetime(year, 1, 1, tzinfo=UTC)
    while at.year == year:
        if _offset(info, at) != _offset(info, at + DAY):
            yield _change(info, at, at + DAY)
        at += DAY


def _change(info: ZoneInfo, before: datetime, after: datetime) -> _Change:
    """The one between these two instants."""
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if _offset(info, middle) == _offset(info, before):
            before = middle
        else:
            after = middle
    here, old = after.astimezone(info), _offset(info, before)
    wall = (after + old).replace(tzinfo=None, microsecond=0)
    return _Change(wall, old, _offset(info, after), here.tzname() or "", bool(here.dst()))


def _offset(info: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(info).utcoffset() or timedelta(0)


def _rule(same: tuple[_Change, ...]) -> TimezoneStandard | TimezoneDaylight | None:
    """What these changes, one of each year, have in common as a rule; nothing when they have none."""
    weeks = set.intersection(*(change.weeks for change in same))
    if len({change.pattern for change in same}) > 1 or not weeks:
        return None
    first = same[0]
    part = TimezoneDaylight() if first.is_daylight else TimezoneStandard()
    week = LAST if LAST in weeks else min(weeks)
    part.add("DTSTART", first.wall)
    by_day = f"{week}{WEEKDAYS[first.wall.weekday()]}"
    part.add("RRULE", vRecur({"FREQ": "YEARLY", "BYMONTH": first.wall.month, "BYDAY": by_day}))
    part.add("TZOFFSETFROM", first.before)
    part.add("TZOFFSETTO", first.after)
    part.add("TZNAME", first.name)
    return part


def _fixed(info: ZoneInfo, year: int) -> TimezoneStandard:
    at = datetime(year, 1, 1, tzinfo=info)
    part = TimezoneStandard()
    part.add("DTSTART", at.replace(tzinfo=None))
    part.add("TZOFFSETFROM", at.utcoffset() or timedelta(0))
    part.add("TZOFFSETTO", at.utcoffset() or timedelta(0))
    part.add("TZNAME", at.tzname() or "")
    return part
