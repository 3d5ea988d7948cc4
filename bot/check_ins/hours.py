"""When nudges may come: 10:00 to 16:00 by the clock of whoever is nudged, Tuesday to Thursday, on no holiday. Pure.

They are planned for 10:00; what could not go out then goes out later that day, or at the next 10:00 that is allowed.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.times.working_time import LOOK_AHEAD_DAYS, WorkingPattern, instant

BEGINS, ENDS = time(10), time(16)
TUESDAY, WEDNESDAY, THURSDAY = 1, 2, 3
DAYS = frozenset({TUESDAY, WEDNESDAY, THURSDAY})
"""Product rule: on Mondays and Fridays people have other things before them."""
DAY = timedelta(days=1)


def is_allowed(pattern: WorkingPattern, day: date) -> bool:
    """Whether somebody may be nudged on this day of theirs."""
    return day.weekday() in DAYS and not pattern.is_away(day) and not pattern.is_bank_holiday(day)


def may_go_out(pattern: WorkingPattern, when: datetime) -> bool:
    """Whether a nudge may reach them at this instant."""
    here = when.astimezone(pattern.zone)
    return BEGINS <= here.time() < ENDS and is_allowed(pattern, here.date())


def first_moment(pattern: WorkingPattern, day: date) -> datetime:
    """10:00 (UTC) on the first day from this one on that is allowed.

    Of somebody who is away for longer than a year it is a day in a year: then it is looked again.
    """
    ahead = (day + number * DAY for number in range(LOOK_AHEAD_DAYS + 1))
    found = next((each for each in ahead if is_allowed(pattern, each)), day + LOOK_AHEAD_DAYS * DAY)
    return instant(datetime.combine(found, BEGINS), pattern.zone)


def next_moment(pattern: WorkingPattern, when: datetime) -> datetime:
    """The first instant (UTC) from ``when`` on at which a nudge may reach them: ``when`` itself, where it may."""
    if may_go_out(pattern, when):
        return when
    return first_moment(pattern, day_to_come(pattern, when))


def day_to_come(pattern: WorkingPattern, when: datetime) -> date:
    """The first day whose 10:00 is not over."""
    here = when.astimezone(pattern.zone)
    return here.date() if here.time() < BEGINS else here.date() + DAY


def first_look(zone: ZoneInfo, day: date) -> datetime:
    """10:00 (UTC) on the first Tuesday to Thursday from this day on: when to look whether somebody may be nudged.

    Whether they may is another question each time: absences come and go, and so do the people to be nudged.
    """
    weekday = next(each for each in (day + number * DAY for number in range(7)) if each.weekday() in DAYS)
    return instant(datetime.combine(weekday, BEGINS), zone)
