"""What should be told, worked out by hand: one look at each day, with a calendar and a list, and nothing of the bot."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from holidays import country_holidays

NAMES = ("four_weeks", "one_week", "on_the_day", "deputy_first", "deputy_second", "deputy_third")
CODES = {"England": "ENG", "Scotland": "SCT", "Northern Ireland": "NIR"}
DAY = timedelta(days=1)
_holidays = {nation: country_holidays("GB", subdiv=code, years=range(2025, 2040)) for nation, code in CODES.items()}


@dataclass(slots=True)
class Someone:
    id: int
    nation: str
    away: list[tuple[date, date]] = field(default_factory=list)
    has_left: bool = False

    def suits(self, day: date) -> bool:
        is_away = any(first <= day <= last for first, last in self.away)
        return is_midweek(day) and day not in _holidays[self.nation] and not is_away


NOBODY = Someone(0, "England")
"""By whose calendar it is where there is nobody to tell."""


@dataclass(slots=True)
class Planned:
    """One check-in. ``to_come`` is the number of its next nudge."""

    due: date
    answered: datetime | None = None
    is_recorded: bool = False
    is_removed: bool = False
    snoozed: date | None = None
    to_come: int = 0

    @property
    def is_open(self) -> bool:
        return self.answered is None and not self.is_removed

    def day(self, number: int) -> date:
        if number < 3:
            return self.due - timedelta(days=(28, 7, 0)[number])
        return self.due + relativedelta(months=number - 2)

    def skip_to(self, today: date, *, is_ten_over: bool) -> None:
        """What had its day is not made up for."""
        while self.to_come < 6 and (
            self.day(self.to_come) < today or (is_ten_over and midweek(self.day(self.to_come)) <= today)
        ):
            self.to_come += 1


@dataclass(slots=True)
class Watched:
    """One policy. Check-ins are known by the day that their rule names."""

    owner: Someone
    beside: list[Someone]
    """The deputy, then co-owners in the order of their names."""
    check_ins: dict[date, Planned]
    is_active: bool = True
    unsent: list[tuple[date, str, Someone, date | None]] = field(default_factory=list)
    """Which check-in, for what, whom, and of which due day: told, and not sent yet."""

    def whom(self, what: str) -> Someone | None:
        others = [each for each in self.beside if not each.has_left and each is not self.owner]
        if not what.startswith("deputy") and not self.owner.has_left:
            return self.owner
        return next(iter(others), None)

    def is_silent(self, one: Planned, now: datetime) -> bool:
        recorded = [each.answered for each in self.check_ins.values() if each.is_recorded and each.answered]
        before = [each.due for each in self.check_ins.values() if each.due < one.due and not each.is_removed]
        window = min(timedelta(days=28), (one.due - max(before)) / 2) if before else timedelta(days=28)
        return bool(recorded) and now - max(recorded) < window

    def has_earlier(self, one: Planned, number: int) -> bool:
        opens = (each.due for each in self.check_ins.values() if each.is_open)
        return number < 3 and any(one.day(number) <= due < one.due for due in opens)

    def look(self, now: datetime) -> None:
        """Put what is to be told on this day with what is unsent."""
        today = now.date()
        if not is_midweek(today):
            return
        for named, one in self.check_ins.items():
            if not self.is_active or not one.is_open:
                continue
            what, number = self._next(one, today)
            if not what:
                continue
            whom = self.whom(what)
            if not (whom or NOBODY).suits(today):
                continue
            silent = self.is_silent(one, now) or (number is not None and self.has_earlier(one, number))
            if whom and not silent:
                self.unsent.append((named, what, whom, one.due if number is not None else None))
            one.snoozed = None
            while one.to_come < 6 and midweek(one.day(one.to_come)) <= today:
                one.to_come += 1

    def _next(self, one: Planned, today: date) -> tuple[str, int | None]:
        if one.snoozed:
            return ("snoozed" if midweek(one.snoozed) <= today else ""), None
        come = [number for number in range(one.to_come, 6) if midweek(one.day(number)) <= today]
        return (NAMES[come[-1]], come[-1]) if come else ("", None)

    def sent(self, now: datetime) -> list[tuple[date, str, int]]:
        """What is brought to people on this day; what became untrue is let be, the rest waits for a day that suits."""
        brought, waits = [], []
        for named, what, whom, due in self.unsent:
            if not whom.suits(now.date()):
                waits.append((named, what, whom, due))
            elif self._is_true(self.check_ins[named], what, whom, due, now):
                brought.append((named, what, whom.id))
        self.unsent = waits
        return brought

    def _is_true(self, one: Planned, what: str, whom: Someone, due: date | None, now: datetime) -> bool:
        looks_after = whom is self.owner or whom in self.beside
        is_asleep = one.snoozed is not None and (one.snoozed > now.date() or what == "snoozed")
        if whom.has_left or not looks_after or not self.is_active or not one.is_open or is_asleep:
            return False
        is_latest = due is None or (due == one.due and one.to_come <= NAMES.index(what) + 1)
        return is_latest and not self.is_silent(one, now)


def is_midweek(day: date) -> bool:
    return day.weekday() in {1, 2, 3}


def midweek(day: date) -> date:
    while not is_midweek(day):
        day += DAY
    return day
