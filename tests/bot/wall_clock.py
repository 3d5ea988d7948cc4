"""Working time by brute force: every minute of a stretch of time read off the clock on the wall.

Written apart from the bot's own reckoning and sharing no code with it, so that one can be held against the other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

Week = Mapping[int, Sequence[tuple[int, int]]]
"""For each weekday, 0 is Monday, the stretches worked: minutes after midnight, 1440 for midnight at its end."""

MINUTE = timedelta(minutes=1)
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def as_text(week: Week) -> str:
    """As people write it: "Mon 09:00-12:00, 13:00-17:00; Tue …"."""
    days = (
        f"{NAMES[day]} "
        + ", ".join(f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}" for start, end in stretches)
        for day, stretches in sorted(week.items())
        if stretches
    )
    return "; ".join(days)


class WallClock:
    """Somebody's clock on the wall, read every minute from ``first`` to ``last`` (UTC)."""

    def __init__(
        self,
        zone: str,
        week: Week,
        days_off: Collection[date],
        first: datetime,
        last: datetime,
    ) -> None:
        self.zone = ZoneInfo(zone)
        self._stretch: dict[datetime, tuple[date, int]] = {}
        by_day: dict[date, list[tuple[datetime, int]]] = {}
        when = first
        while when < last:
            here = when.astimezone(self.zone)
            by_day.setdefault(here.date(), []).append((when, here.hour * 60 + here.minute))
            when += MINUTE
        for day, readings in by_day.items():
            if day in days_off:
                continue
            for number, (start, end) in enumerate(week.get(day.weekday(), ())):
                for when in self._worked(readings, start, end):
                    self._stretch[when] = (day, number)
        self.working = sorted(self._stretch)
        self._worked_on: dict[date, list[datetime]] = {}
        for when in self.working:
            self._worked_on.setdefault(self._stretch[when][0], []).append(when)
        self._days = sorted(self._worked_on)
        self._readings = by_day

    def _worked(self, readings: Iterable[tuple[datetime, int]], start: int, end: int) -> Iterable[datetime]:
        """From the first time that the clock shows ``start`` or more, to the first that it shows ``end`` or more."""
        has_begun = False
        for when, shown in readings:
            has_begun = has_begun or shown >= start
            if has_begun and shown >= end:
                return
            if has_begun:
                yield when

    def day_of(self, when: datetime) -> date:
        return when.astimezone(self.zone).date()

    def works_at(self, when: datetime) -> bool:
        return when in self._stretch

    def next_moment(self, when: datetime) -> datetime:
        return self.working[bisect_left(self.working, when)]

    def days_later(self, when: datetime, days: int) -> datetime:
        """The same time on the wall some working days later; the next time worked that day, else its last minute."""
        begins = self.next_moment(when)
        if not days:
            return begins
        day = self._days[bisect_right(self._days, self.day_of(begins)) + days - 1]
        here = begins.astimezone(self.zone)
        minutes = here.hour * 60 + here.minute
        # The first time that the clock shows as much that day; when it never does, whatever is after all of it.
        same_time = next((when for when, shown in self._readings[day] if shown >= minutes), begins + timedelta(days=99))
        return next((when for when in self._worked_on[day] if when >= same_time), self._worked_on[day][-1])

    def fits(self, start: datetime, minutes: int) -> bool:
        """Whether all of this time is worked, on one day and without a break."""
        stretches = {self._stretch.get(moment) for moment in self.moments(start, minutes)}
        return len(stretches) == 1 and None not in stretches

    def moments(self, start: datetime, minutes: int) -> list[datetime]:
        return [start + number * MINUTE for number in range(minutes)]


def minutes_near(taken: Iterable[tuple[datetime, datetime]], gap: int = 10) -> set[datetime]:
    """Every minute that is taken, or within ``gap`` minutes of one that is."""
    near: set[datetime] = set()
    for first, last in taken:
        near.update(first + number * MINUTE for number in range(-gap, (last - first) // MINUTE + gap))
    return near


def is_full(day: date, given: Iterable[date], daily: int | None, weekly: int | None, monthly: int | None) -> bool:
    """Whether one more consultation on this day is one too many, counting by days, ISO weeks and months."""
    days = list(given)
    same_week = Counter(each.strftime("%G %V") for each in days)
    same_month = Counter(each.strftime("%Y %m") for each in days)
    counts = (
        (daily, days.count(day)),
        (weekly, same_week[day.strftime("%G %V")]),
        (monthly, same_month[day.strftime("%Y %m")]),
    )
    return any(most is not None and count >= most for most, count in counts)
