"""How long and by when: "half an hour next week", "20 minutes by Friday", "in March"."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

SHORTEST_MINUTES = 5
LONGEST_MINUTES = 480

_ONE_TO_TEN = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NUMBERS = {
    **{word: number for number, word in enumerate(_ONE_TO_TEN, 1)},
    "a": 1,
    "an": 1,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "forty-five": 45,
    "forty five": 45,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
}
_NUMBER = rf"\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))}"
_DAYS = [name.lower() for name in calendar.day_name]
_MONTHS = [name.lower() for name in calendar.month_name]
_DAY = "|".join(rf"{name}|{name[:3]}" for name in _DAYS)
_MONTH = "|".join(rf"{name}|{name[:3]}" for name in _MONTHS[1:])
_DATE = rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})(?: (?P<year>20\d\d))?"


@dataclass(frozen=True, slots=True)
class Window:
    """The days that a request names, both included, in its own words ("next week")."""

    first: date
    last: date
    words: str


def _length(pattern: str, minutes: Callable[[re.Match[str]], int]) -> tuple[re.Pattern[str], Callable[..., int]]:
    return re.compile(rf"\b(?:for (?:about )?|about )?(?:{pattern})\b", re.IGNORECASE), minutes


_LENGTHS = (
    _length(r"(?:an|one|1) hour and a half|(?:1\.5|one and a half) hours", lambda _: 90),
    _length(r"(?:a )?half (?:an )?hour|half-hour", lambda _: 30),
    _length(r"(?:a )?quarter of an hour", lambda _: 15),
    _length(r"three quarters of an hour", lambda _: 45),
    _length(rf"(?P<n>{_NUMBER})[ -]?(?:minutes?|mins?)", lambda found: _number(found["n"])),
    _length(rf"(?P<n>{_NUMBER})[ -]?(?:hours?|hrs?)", lambda found: 60 * _number(found["n"])),
)


def length_in(text: str) -> tuple[int | None, str]:
    """The minutes that ``text`` asks for, and the text without those words (a NUL stands in their place)."""
    for pattern, minutes in _LENGTHS:
        found = pattern.search(text)
        if found and SHORTEST_MINUTES <= minutes(found) <= LONGEST_MINUTES:
            return minutes(found), _without(text, found)
    return None, text


def window_in(text: str, today: date) -> tuple[Window | None, str]:
    """The days that ``text`` names, seen from ``today``, and the text without those words. Weeks start on Monday."""
    for pattern, days in _WINDOWS:
        for found in pattern.finditer(text):
            if span := days(found, today):
                return Window(*span, words=found.group().strip()), _without(text, found)
    return None, text


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]}\0{text[found.end() :]}"


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() else NUMBERS[typed.lower()]


Days = tuple[date, date] | None


def _end_of_week(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())


def _monday_after(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())


def _month_days(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _next_month(today: date) -> Days:
    return _month_days(today.year + today.month // 12, today.month % 12 + 1)


def _this_month(today: date) -> Days:
    return today, _month_days(today.year, today.month)[1]


def _named_month(found: re.Match[str], today: date) -> Days:
    month = _month_number(found["month"])
    first, last = _month_days(today.year + (month < today.month), month)
    return max(first, today), last


def _by_month(found: re.Match[str], today: date) -> Days:
    """By March: before it begins; by the end of March: before it ends."""
    month = _month_number(found["month"])
    first, last = _month_days(today.year + (month < today.month), month)
    until = last if "end" in found.group().lower() else first - timedelta(days=1)
    return today, max(until, today)


def _month_number(typed: str) -> int:
    return next(number for number, name in enumerate(_MONTHS) if name and name.startswith(typed.lower()[:3]))


def _named_day(found: re.Match[str], today: date) -> Days:
    weekday = next(number for number, name in enumerate(_DAYS) if name.startswith(found["weekday"].lower()[:3]))
    ahead = today + timedelta(days=(weekday - today.weekday()) % 7)
    words = found.group().lower().split()
    if "next" in words:
        ahead = _monday_after(today) + timedelta(days=weekday)
    return (today, ahead) if {"by", "before", "until"} & set(words) else (ahead, ahead)


def _named_date(found: re.Match[str], today: date) -> Days:
    month = _month_number(found["month"])
    year = int(found["year"] or today.year)
    try:
        day = date(year, month, int(found["day"]))
        if not found["year"] and day < today:
            day = day.replace(year=year + 1)
    except ValueError:  # 31 April, or 29 February of a common year
        return None
    words = found.group().lower()
    if words.startswith(("by", "before", "until")):
        return today, max(today, day)
    if words.startswith("week"):
        return day, day + timedelta(days=6)
    return (day, day) if day >= today else None


def _coming(found: re.Match[str], today: date) -> Days:
    number = _number(found["n"]) if found["n"] else 1
    unit = found["unit"].lower()
    days = number * (14 if unit.startswith("fortnight") else 7 if unit.startswith("week") else 1)
    if unit.startswith("month"):
        days = 30 * number
    return today, today + timedelta(days=min(days, 366))


def _window(pattern: str, days: Callable[[re.Match[str], date], Days]) -> tuple[re.Pattern[str], Callable[..., Days]]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), days


_WINDOWS = (
    _window(rf"(?:by |before |until |on |week (?:of|beginning|commencing) )(?:the )?{_DATE}", _named_date),
    _window(_DATE, _named_date),
    _window(
        rf"(?:in|within|over) (?:the )?(?:next |coming )?(?P<n>{_NUMBER})?\s?"
        r"(?P<unit>days?|weeks?|fortnights?|months?)",
        _coming,
    ),
    _window(rf"(?:the )?next (?P<n>{_NUMBER}) (?P<unit>days|weeks|fortnights|months)", _coming),
    _window(r"by (?:the )?end of (?:the|this) week", lambda _, today: (today, _end_of_week(today))),
    _window(r"by (?:the )?end of (?:the|this) month", lambda _, today: _this_month(today)),
    _window(r"by next week", lambda _, today: (today, _end_of_week(_monday_after(today)))),
    _window(
        r"(?:(?:early|late|some time|sometime) )?next week",
        lambda _, today: (_monday_after(today), _end_of_week(_monday_after(today))),
    ),
    _window(r"(?:later )?this week", lambda _, today: (today, _end_of_week(today))),
    _window(r"next month", lambda _, today: _next_month(today)),
    _window(r"this month", lambda _, today: _this_month(today)),
    _window(r"by tomorrow", lambda _, today: (today, today + timedelta(days=1))),
    _window(
        r"tomorrow(?: (?:morning|afternoon))?", lambda _, today: (today + timedelta(days=1), today + timedelta(days=1))
    ),
    _window(r"(?:by )?today|this (?:morning|afternoon)", lambda _, today: (today, today)),
    _window(rf"(?:(?:by|before|until|on|next|this|by next|on next) )(?P<weekday>{_DAY})", _named_day),
    _window(rf"(?P<weekday>{'|'.join(_DAYS)})", _named_day),
    _window(rf"(?:by|before) (?:the )?(?:end of )?(?P<month>{_MONTH})", _by_month),
    _window(rf"(?:in|during) (?P<month>{_MONTH})", _named_month),
)
