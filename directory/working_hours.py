"""When somebody works: hours of each weekday, in their own time zone, read from and written as one line of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from directory.errors import WrongValueError

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MINUTES_IN_DAY = 24 * 60
EXAMPLE = "Mon-Thu 09:00-17:00; Fri 09:00-12:30"

_TO = r"\s*(?:-|–|—|\bto\b)\s*"
_DAY = r"[A-Za-z]{3,9}"
_TIME = r"\d{1,2}(?:[:.]\d{2})?"
_PART = re.compile(
    rf"(?P<days>{_DAY}(?:{_TO}{_DAY})?(?:\s*,\s*{_DAY}(?:{_TO}{_DAY})?)*)"
    rf"\s+(?P<hours>{_TIME}{_TO}{_TIME}(?:\s*,\s*{_TIME}{_TO}{_TIME})*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Minutes after midnight by the clock on the wall, the end not included: 540 to 1020 is 09:00 to 17:00."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{_clock(self.start)}-{_clock(self.end)}"


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """For each weekday, Monday first, the hours somebody works, in order and apart."""

    week: tuple[tuple[Interval, ...], ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``Mon-Thu 09:00-17:00; Fri 09:00-12:30``; a lunch break is ``Mon 09:00-12:00, 13:00-17:00``.

        Raises WrongValueError saying which part cannot be understood.
        """
        week: list[list[Interval]] = [[] for _ in DAYS]
        parts = [part.strip() for part in text.split(";") if part.strip()]
        if not parts:
            raise WrongValueError(f"working hours are empty: write them like “{EXAMPLE}”")
        for part in parts:
            found = _PART.fullmatch(part)
            if found is None:
                raise WrongValueError(f"“{part[:60]}” is not understood as working hours: write them like “{EXAMPLE}”")
            hours = list(_intervals(found["hours"]))
            for day in _weekdays(found["days"]):
                week[day].extend(hours)
        for name, intervals in zip(DAYS, week, strict=True):
            intervals.sort()
            if any(first.end > second.start for first, second in pairwise(intervals)):
                raise WrongValueError(f"the hours on {name} overlap")
        return cls(tuple(_joined(intervals) for intervals in week))

    def on(self, weekday: int) -> tuple[Interval, ...]:
        """The hours of a weekday as ``date.weekday()`` counts it: 0 is Monday."""
        return self.week[weekday]

    @property
    def minutes_a_week(self) -> int:
        return sum(interval.end - interval.start for day in self.week for interval in day)

    def __str__(self) -> str:
        """The one way to write these hours: days that share their hours stand together."""
        days_of: dict[tuple[Interval, ...], list[int]] = {}
        for day, intervals in enumerate(self.week):
            if intervals:
                days_of.setdefault(intervals, []).append(day)
        return "; ".join(
            f"{', '.join(_runs(days))} {', '.join(map(str, intervals))}" for intervals, days in days_of.items()
        )


def _intervals(text: str) -> Iterator[Interval]:
    for each in text.split(","):
        start, end = (_minutes(time) for time in re.split(_TO, each.strip(), flags=re.IGNORECASE))
        if start >= end:
            raise WrongValueError(f"“{each.strip()}” ends before it starts: use the 24-hour clock, like 09:00-17:00")
        yield Interval(start, end)


def _minutes(text: str) -> int:
    hours, _, minutes = text.replace(".", ":").partition(":")
    total = int(hours) * 60 + int(minutes or 0)
    if int(minutes or 0) > 59 or total > MINUTES_IN_DAY:
        raise WrongValueError(f"“{text}” is not a time of day")
    return total


def _weekdays(text: str) -> Iterator[int]:
    for each in text.split(","):
        first, *last = (_weekday(name) for name in re.split(_TO, each.strip(), flags=re.IGNORECASE))
        end = last[0] if last else first
        while True:
            yield first
            if first == end:
                break
            first = (first + 1) % len(DAYS)


def _weekday(name: str) -> int:
    for number, day in enumerate(DAY_NAMES):
        if day.startswith(name.lower()):
            return number
    raise WrongValueError(f"“{name}” is not a day of the week: use {', '.join(DAYS)}")


def _joined(intervals: list[Interval]) -> tuple[Interval, ...]:
    """Hours that touch are one stretch."""
    joined: list[Interval] = []
    for interval in intervals:
        if joined and joined[-1].end == interval.start:
            joined[-1] = Interval(joined[-1].start, interval.end)
        else:
            joined.append(interval)
    return tuple(joined)


def _runs(days: list[int]) -> Iterator[str]:
    start = previous = days[0]
    for day in [*days[1:], None]:
        if day is not None and day == previous + 1:
            previous = day
            continue
        yield DAYS[start] if start == previous else f"{DAYS[start]}-{DAYS[previous]}"
        if day is not None:
            start = previous = day


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
