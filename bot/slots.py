"""When somebody could be met: working time, less what is booked or in their calendar, notice and limits. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import zip_longest
from zoneinfo import ZoneInfo

from bot.times.own_calendar import OwnCalendar
from bot.times.working_time import Span as Span
from bot.times.working_time import WorkingPattern, working_days_later

BUFFER = timedelta(minutes=10)
"""Between two consultations of anybody. What is in their own calendar takes its own time and no more."""
NOTICE = 1
"""Working days from being asked to the first time that is proposed."""
HORIZON_DAYS = 30
QUARTER = timedelta(minutes=15)
"""Consultations start on the quarter hour. Every time zone in use is whole quarters of an hour from UTC."""
DEFAULT_MINUTES = 30
AFTERNOON = time(13)
"""What starts at noon is the end of a morning: it is offered after everything before it."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many consultations somebody gives at most; None is no limit."""

    daily: int | None = None
    weekly: int | None = None
    monthly: int | None = None


@dataclass(frozen=True, slots=True)
class Diary:
    """What decides when somebody can be met.

    ``busy`` is the time that is taken, in any order, whichever role they have in it. ``given`` are the starts of the
    consultations in which they are the expert: what their capacity counts, by days, ISO weeks and months of theirs.
    ``own`` is their own calendar, where they gave one.
    """

    pattern: WorkingPattern
    capacity: Capacity = field(default_factory=Capacity)
    busy: tuple[Span, ...] = ()
    given: tuple[datetime, ...] = ()
    own: OwnCalendar | None = None

    @property
    def is_unknown(self) -> bool:
        """Whether they gave a calendar of which nothing is known now: what looks free may not be."""
        return self.own is not None and not self.own.is_known


class Problem(StrEnum):
    """Why somebody cannot be met at a time."""

    IN_THE_PAST = "in_the_past"
    BUSY = "busy"
    """Something else is booked then or within ten minutes of it, or is in their calendar: said before all else."""
    BEYOND_HORIZON = "beyond_horizon"
    ABSENT = "absent"
    BANK_HOLIDAY = "bank_holiday"
    OUTSIDE_HOURS = "outside_hours"
    TOO_SOON = "too_soon"
    """Less than a working day from now."""
    DAY_FULL = "day_full"
    WEEK_FULL = "week_full"
    MONTH_FULL = "month_full"


def problem(diary: Diary, start: datetime, minutes: int, now: datetime, *, keep_notice: bool = False) -> Problem | None:
    """Why they cannot be met for ``minutes`` from ``start``, or None when they can.

    Notice protects whoever is asked: it is kept when times are proposed to them, not when they accept one of them.
    """
    pattern, meeting = diary.pattern, Span(start, start + timedelta(minutes=minutes))
    day, today = (when.astimezone(pattern.zone).date() for when in (start, now))
    checks = (
        (Problem.IN_THE_PAST, start <= now),
        (Problem.BUSY, is_busy(diary, start, minutes)),
        (Problem.BEYOND_HORIZON, (day - today).days > HORIZON_DAYS),
        (Problem.ABSENT, pattern.is_away(day)),
        (Problem.BANK_HOLIDAY, pattern.is_bank_holiday(day)),
        (Problem.OUTSIDE_HOURS, not _works_through(pattern, meeting)),
        (Problem.TOO_SOON, keep_notice and start < working_days_later(pattern, now, NOTICE)),
    )
    return next((found for found, is_so in checks if is_so), None) or _Given(diary).full(day)


def is_busy(diary: Diary, start: datetime, minutes: int) -> bool:
    """Whether something is booked in this time or within ten minutes of it, or is in their calendar then."""
    end = start + timedelta(minutes=minutes)
    if any(start < taken.end + BUFFER and taken.start - BUFFER < end for taken in diary.busy):
        return True
    return diary.own is not None and bool(diary.own.within(Span(start, end)))


def next_opening(
    diary: Diary, now: datetime, minutes: int = DEFAULT_MINUTES, first: date | None = None, last: date | None = None
) -> datetime | None:
    """The first instant (UTC) at which ``minutes`` fit, between the days ``first`` and ``last`` where given.

    Days are those of their own time zone. One working day's notice is kept; nothing beyond 30 days is looked at.
    """
    taken = _Taken(diary)
    days = _open_days(diary, now, first, last)
    return next((start for spans in days for start in _starts(spans, taken, minutes)), None)


def open_times(
    diary: Diary,
    now: datetime,
    minutes: int = DEFAULT_MINUTES,
    other: Diary | None = None,
    first: date | None = None,
    last: date | None = None,
    most: int = 9,
    per_day: int = 2,
    beside: Sequence[Diary] = (),
) -> list[datetime]:
    """Up to ``most`` times (UTC, earliest first) to propose for ``minutes``, ``per_day`` of a day: when both are free.

    A morning and an afternoon of each day, at whole hours rather than half hours rather than quarters. Times in which
    the ``other`` works too come alone; where there are none, those in which they do not. So it is for those ``beside``
    them, who are as busy as anybody: what suits the last of them is given up first.
    """
    others = [*([other] if other else []), *beside]
    taken, length = _Taken(diary, *others), timedelta(minutes=minutes)
    free = [list(_starts(spans, taken, minutes)) for spans in _open_days(diary, now, first, last)]
    for each in others:
        suits = [[s for s in starts if _works_through(each.pattern, Span(s, s + length))] for starts in free]
        if not any(suits):
            break
        free = suits
    found: list[datetime] = []
    for starts in free:
        found += _spread(starts, diary.pattern.zone, min(per_day, most - len(found)))
    return found


def day_around(diary: Diary, start: datetime, minutes: int) -> list[tuple[Span, bool]]:
    """The day of a proposed time: their working time, and that time itself, in pieces. True: nothing is there."""
    working = diary.pattern.spans(start.astimezone(diary.pattern.zone).date())
    day = _joined((*working, Span(start, start + timedelta(minutes=minutes))))
    pieces = []
    for span in day:
        busy = _joined((*diary.busy, *(diary.own.within(span) if diary.own else ())))
        free = list(_free(span, busy))
        taken = (Span(max(each.start, span.start), min(each.end, span.end)) for each in busy)
        pieces += [(each, True) for each in free] + [(each, False) for each in taken if each.start < each.end]
    return sorted(pieces)


# ---------------------------------------------------------------------------------------------- what is left of a day


def _open_days(diary: Diary, now: datetime, first: date | None, last: date | None) -> Iterator[tuple[Span, ...]]:
    """The working time of each day within the horizon on which they can be given a consultation more."""
    pattern, given = diary.pattern, _Given(diary)
    not_before = working_days_later(pattern, now, NOTICE)
    today = now.astimezone(pattern.zone).date()
    day = max(not_before.astimezone(pattern.zone).date(), first or date.min)
    end = min(today + timedelta(days=HORIZON_DAYS), last or date.max)
    while day <= end:
        if (spans := pattern.spans(day)) and not given.full(day):
            yield tuple(Span(max(span.start, not_before), span.end) for span in spans if not_before < span.end)
        day += timedelta(days=1)


class _Taken:
    """What is booked of these people, with the buffer on both sides, and what is in their calendars."""

    def __init__(self, *diaries: Diary) -> None:
        self._booked = _joined(Span(busy.start - BUFFER, busy.end + BUFFER) for each in diaries for busy in each.busy)
        self._own = [each.own for each in diaries if each.own]

    def within(self, span: Span) -> list[Span]:
        """In order and apart. Of a calendar only as much is looked at as the span needs."""
        own = [busy for each in self._own for busy in each.within(span)]
        return _joined((*self._booked, *own)) if own else self._booked


def _starts(spans: Iterable[Span], taken: _Taken, minutes: int) -> Iterator[datetime]:
    """The quarter hours at which ``minutes`` fit between what is taken."""
    length = timedelta(minutes=minutes)
    for span in spans:
        for piece in _free(span, taken.within(span)):
            start = _next_quarter(piece.start)
            while start + length <= piece.end:
                yield start
                start += QUARTER


def _free(span: Span, taken: list[Span]) -> Iterator[Span]:
    """What is left of ``span``. ``taken`` is in order and apart."""
    start = span.start
    for number in range(bisect_right(taken, start, key=lambda each: each.end), len(taken)):
        if taken[number].start >= span.end:
            break
        if start < taken[number].start:
            yield Span(start, taken[number].start)
        start = taken[number].end
    if start < span.end:
        yield Span(start, span.end)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """In order and apart: those that overlap or touch are one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _works_through(pattern: WorkingPattern, meeting: Span) -> bool:
    day = meeting.start.astimezone(pattern.zone).date()
    return any(span.start <= meeting.start and meeting.end <= span.end for span in pattern.spans(day))


def _next_quarter(when: datetime) -> datetime:
    past = timedelta(minutes=when.minute % 15, seconds=when.second, microseconds=when.microsecond)
    return when if not past else when - past + QUARTER


def _spread(starts: Collection[datetime], zone: ZoneInfo, most: int) -> list[datetime]:
    """A morning, an afternoon, and then the next best of each, as many as are wanted."""
    halves: tuple[list[datetime], list[datetime]] = ([], [])
    for _, start in sorted((_roundness(start, zone), start) for start in starts):
        halves[start.astimezone(zone).time() >= AFTERNOON].append(start)
    turns = [start for pair in zip_longest(*halves) for start in pair if start]
    return sorted(turns[:most])


def _roundness(start: datetime, zone: ZoneInfo) -> int:
    """0 for whole hours by the clock on the wall, 1 for half hours, 2 for quarters."""
    minute = start.astimezone(zone).minute
    return 0 if not minute else 1 if minute == 30 else 2


class _Given:
    """How many consultations somebody gives already on each day, in each ISO week and month of theirs."""

    def __init__(self, diary: Diary) -> None:
        self._capacity = diary.capacity
        days = [start.astimezone(diary.pattern.zone).date() for start in diary.given]
        self._days = Counter(days)
        self._weeks = Counter(_week(day) for day in days)
        self._months = Counter(_month(day) for day in days)

    def full(self, day: date) -> Problem | None:
        """Which limit leaves no room for one more on this day."""
        limits = (
            (Problem.DAY_FULL, self._capacity.daily, self._days[day]),
            (Problem.WEEK_FULL, self._capacity.weekly, self._weeks[_week(day)]),
            (Problem.MONTH_FULL, self._capacity.monthly, self._months[_month(day)]),
        )
        return next((found for found, most, count in limits if most is not None and count >= most), None)


def _week(day: date) -> tuple[int, int]:
    year, week, _ = day.isocalendar()
    return year, week


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
