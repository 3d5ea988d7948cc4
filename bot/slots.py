"""When somebody could next be met: working hours, less bank holidays, absences and the notice they need. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

from directory.working_hours import WorkingHours

HORIZON_DAYS = 30
QUARTER = timedelta(minutes=15)
DEFAULT_MINUTES = 30

SUBDIVISIONS = {"Scotland": "SCT", "Wales": "WLS", "Northern Ireland": "NIR"}
"""Nations with bank holidays of their own, by their code in the holidays package; everywhere else is England."""


@dataclass(frozen=True, slots=True)
class WorkingPattern:
    """When somebody works: weekly hours in their own zone, the nation whose bank holidays count, days away."""

    hours: WorkingHours
    zone: ZoneInfo
    region: str = ""
    absences: tuple[tuple[date, date], ...] = ()

    def works_on(self, day: date) -> bool:
        """Whether they work at all on this day."""
        return (
            bool(self.hours.on(day.weekday()))
            and not any(first <= day <= last for first, last in self.absences)
            and day not in bank_holidays(self.region, day.year)
        )


def next_opening(
    pattern: WorkingPattern,
    now: datetime,
    minutes: int = DEFAULT_MINUTES,
    first: date | None = None,
    last: date | None = None,
) -> datetime | None:
    """The first instant (UTC) at which ``minutes`` fit, between the days ``first`` and ``last`` where given.

    One working day's notice is kept: what is left of the first working day. Nothing beyond 30 days is looked at.
    """
    here = now.astimezone(pattern.zone)
    horizon = here.date() + timedelta(days=HORIZON_DAYS)
    days = _working_days(pattern, here, horizon)
    notice_day = next(days, None)
    for number, day in enumerate(days):
        if last and day > last:
            return None
        if first and day < first:
            continue
        not_before = here.time() if number == 0 and notice_day == here.date() else time.min
        if (opening := _fit(pattern, day, not_before, minutes)) is not None:
            return opening
    return None


def _working_days(pattern: WorkingPattern, here: datetime, horizon: date) -> Iterator[date]:
    """Days with working time left, today among them if some of it is left."""
    day = here.date()
    while day <= horizon:
        intervals = pattern.hours.on(day.weekday())
        is_over = day == here.date() and intervals and _wall(day, intervals[-1].end) <= here.replace(tzinfo=None)
        if pattern.works_on(day) and not is_over:
            yield day
        day += timedelta(days=1)


def _fit(pattern: WorkingPattern, day: date, not_before: time, minutes: int) -> datetime | None:
    for interval in pattern.hours.on(day.weekday()):
        begins = _next_quarter(max(_wall(day, interval.start), datetime.combine(day, not_before)))
        if begins + timedelta(minutes=minutes) <= _wall(day, interval.end):
            return instant(begins, pattern.zone)
    return None


def _wall(day: date, minutes: int) -> datetime:
    """``minutes`` after midnight by the clock on the wall; 1440 is the next midnight."""
    return datetime.combine(day, time.min) + timedelta(minutes=minutes)


def _next_quarter(wall: datetime) -> datetime:
    past = timedelta(minutes=wall.minute % 15, seconds=wall.second, microseconds=wall.microsecond)
    return wall if not past else wall - past + QUARTER


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


@lru_cache(maxsize=64)
def bank_holidays(region: str, year: int) -> frozenset[date]:
    """The bank holidays of the nation of ``region`` (GOV.UK's dates, as the holidays package has them)."""
    return frozenset(country_holidays("GB", subdiv=SUBDIVISIONS.get(region, "ENG"), years=year))
