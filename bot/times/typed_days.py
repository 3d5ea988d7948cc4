"""Days as people in the United Kingdom type them: "3 March 2026", "3/3/2026", "2026-03-03". Pure.

The day comes before the month, always: a reader that takes 3/13/2026 for 13 March guesses, and a wrong guess hides
somebody for weeks.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from directory.errors import WrongValueError

EXAMPLE = "3 March 2026"
MONTHS = [name.lower() for name in calendar.month_name[1:]]
WEEKDAYS = [name.lower() for name in calendar.day_name]
SHORTEST_NAME = 3
CENTURY = 2000

_ISO = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})", re.ASCII)
_NUMBERS = re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})(?:[-/. ](?P<year>\d{4}|\d{2}))?", re.ASCII)
_MONTH = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})", re.ASCII)
_MONTH_NUMBER = re.compile(r"(?P<month>\d{1,2})[-/. ](?P<year>\d{4})", re.ASCII)
_MONTH_NAMED = re.compile(r"(?P<month>[a-z]{3,9})\.?,?(?:[ -]?(?P<year>\d{4}))?", re.ASCII)
_NAMED = re.compile(
    r"(?:(?P<weekday>[a-z]{3,9}),? )?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]?"
    r"(?P<month>[a-z]{3,9})\.?,?(?:[ -]?(?P<year>\d{4}|\d{2}))?",
    re.ASCII,
)


def read_day(text: str, today: date, since: date | None = None) -> date:
    """The day that was typed; without a year, the next such day from ``since`` on, or from ``today`` on.

    Raises WrongValueError, with a sentence for beside the field, when it is no day or not the weekday named with it.
    """
    typed = " ".join(text.lower().split())
    if typed in {"today", "tomorrow"}:
        return today + timedelta(days=typed == "tomorrow")
    for form in (_ISO, _NUMBERS, _NAMED):
        if found := form.fullmatch(typed):
            return _day(found.groupdict(), text, since or today)
    raise WrongValueError(f"We do not understand “{_shown(text)}”. Enter a date like {EXAMPLE}")


def read_month(text: str, today: date) -> date | None:
    """The first day of the month that was typed; without a year, of this month or the next such. Nothing for no month.

    A year has four digits here: "March 26" is a day to some and a year to others.
    """
    typed = " ".join(text.lower().split())
    for form in (_MONTH, _MONTH_NUMBER, _MONTH_NAMED):
        if found := form.fullmatch(typed):
            month = _month(found["month"])
            year = int(found["year"]) if found["year"] else today.year + (month < today.month)
            return _possible(year, month, "1")
    return None


def _day(parts: dict[str, str | None], text: str, since: date) -> date:
    month = _month(parts["month"] or "")
    year = int(parts["year"]) if parts["year"] else None
    if year is not None and year < 100:
        year += CENTURY
    day = _possible(year or since.year, month, parts["day"])
    if year is None and (day is None or day < since):
        day = _possible(since.year + 1, month, parts["day"])
    if day is None:
        raise WrongValueError(f"“{_shown(text)}” is not a day that exists. Enter a date like {EXAMPLE}")
    named = parts.get("weekday")
    if named and _number(named, WEEKDAYS) != day.weekday():
        raise WrongValueError(f"“{_shown(text)}” is a {day:%A}. Check the day, or leave out its name")
    return day


def _possible(year: int, month: int, day: str | None) -> date | None:
    try:
        return date(year, month, int(day or 0))
    except ValueError:
        return None


def _month(typed: str) -> int:
    """1 to 12; 0 for none. "Sept" is September, "Ma" is nothing."""
    return int(typed) if typed.isdecimal() else _number(typed, MONTHS) + 1


def _number(typed: str, names: list[str]) -> int:
    """The place of a name among names, or -1. A name may be cut short, not below three letters."""
    return next((n for n, name in enumerate(names) if len(typed) >= SHORTEST_NAME and name.startswith(typed)), -1)


def _shown(text: str) -> str:
    return " ".join(text.split())[:40]
