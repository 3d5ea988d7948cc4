"""Refuses rules that repeat more than anybody meets, before anything works out when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import vRecur

from adapters.calendars.content import TooComplexError

DAYS = {"YEARLY": 365.0, "MONTHLY": 28.0, "WEEKLY": 7.0, "DAILY": 1.0}
"""Of each kind of rule that anybody meets by, how many days a period has at least."""
MOST_A_PERIOD = {"YEARLY": 366, "MONTHLY": 31, "WEEKLY": 7, "DAILY": 1}
TIMES = ("BYHOUR", "BYMINUTE", "BYSECOND")
MOST_TIMES = 24
"""Times of one day at which a rule may repeat."""
MOST_STEPS = 400_000
"""Of all rules together, from the beginning of each: some three seconds. Fifty meetings a day for twenty years."""
EARLIEST = 1583
"""The first whole year of the Gregorian calendar. Some programs begin their time zones in 1601."""
LONGEST = timedelta(days=400)
"""What repeats and is longer than this is no meeting."""


class Effort:
    """How much work the rules of one calendar are, as far as they have been seen."""

    def __init__(self, until: datetime) -> None:
        """``until`` is the end of what is looked at."""
        self._until = until
        self._steps = 0.0

    def add(self, rules: Iterable[vRecur], start: date, length: timedelta) -> None:
        """One event with its rules. Raises TooComplexError when it is more than anybody needs."""
        first = _aware(start)
        if first.year < EARLIEST or length > LONGEST:
            raise TooComplexError
        days = max((self._until - first) / timedelta(days=1), 0) + 1
        for rule in rules:
            self._steps += _steps(rule, days)
            if self._steps > MOST_STEPS:
                raise TooComplexError


def check_time_zone(rules: Iterable[vRecur], start: date) -> None:
    """A time zone changes its clocks once a year by each of its rules. Raises TooComplexError for any other."""
    if start.year < EARLIEST:
        raise TooComplexError
    for rule in rules:
        if _frequency(rule) != "YEARLY" or any(len(_listed(rule, name)) > 1 for name in ("BYDAY", *TIMES)):
            raise TooComplexError


def _steps(rule: vRecur, days: float) -> float:
    """How many times it repeats in these days, or is looked at, at most."""
    frequency = _frequency(rule)
    if frequency not in DAYS:
        raise TooComplexError
    times = 1
    for name in TIMES:
        times *= max(len(_listed(rule, name)), 1)
    interval = int((_listed(rule, "INTERVAL") or [1])[0])
    if times > MOST_TIMES or interval < 1:
        raise TooComplexError
    each = MOST_A_PERIOD[frequency] if any(name.startswith("BY") for name in rule) else 1
    steps: float = days / DAYS[frequency] / interval * each * times
    return steps


def _frequency(rule: vRecur) -> str:
    return str((_listed(rule, "FREQ") or [""])[0]).upper()


def _listed(rule: vRecur, name: str) -> list[Any]:
    found = rule.get(name, [])
    return found if isinstance(found, list) else [found]


def _aware(when: date) -> datetime:
    """An instant not far from it: its own time zone makes no difference here."""
    if isinstance(when, datetime):
        return when.replace(tzinfo=UTC)
    return datetime(when.year, when.month, when.day, tzinfo=UTC)
