"""Small pieces of plain English: dates, times, lists, counts, and text cut to fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

DAYS = {
    "Mon": "Monday",
    "Tue": "Tuesday",
    "Wed": "Wednesday",
    "Thu": "Thursday",
    "Fri": "Friday",
    "Sat": "Saturday",
    "Sun": "Sunday",
}
_DAY = re.compile(rf"\b({'|'.join(DAYS)})\b")
UK_ZONES = {"Europe/London", "Europe/Belfast", "GB"}


def full_date(day: date) -> str:
    """For example "Tuesday 3 March 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def short_date(day: date) -> str:
    """For example "3 March 2026"."""
    return f"{day.day} {day:%B %Y}"


def time_of_day(when: datetime, zone: ZoneInfo) -> str:
    """For example "Tuesday 3 March 2026, 14:00 UK time", in the person's own zone."""
    here = when.astimezone(zone)
    return f"{full_date(here.date())}, {here:%H:%M} {zone_name(zone)}"


def zone_name(zone: ZoneInfo) -> str:
    """ "UK time", or the city of another zone: "Brussels time"."""
    if zone.key in UK_ZONES:
        return "UK time"
    return zone.key.rsplit("/", 1)[-1].replace("_", " ") + " time"


def spelt_out(working_hours: str) -> str:
    """ "Mon-Thu 09:00-17:00; Fri 09:00-12:30" with whole days, and a line for each part."""
    whole = _DAY.sub(lambda day: DAYS[day.group()], working_hours)
    return whole.replace("-", " to ").replace("; ", "\n")


def listed(parts: Sequence[str], joint: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {joint} {parts[-1]}"


def counted(number: int, one: str, many: str) -> str:
    """ "1 person", "3 people"."""
    return f"{number:,} {one if number == 1 else many}"


def fit(text: str, limit: int) -> str:
    """Text of at most ``limit`` characters, cut at a word and marked where it was cut."""
    text = text.strip()
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    at_word = cut.rsplit(None, 1)[0] if cut else ""
    return (at_word if len(at_word) > limit // 2 else cut).rstrip(" ,;:") + "…"


def quoted(text: str, limit: int = 80) -> str:
    """What somebody typed, on one line, in quotation marks."""
    return f"“{fit(' '.join(text.split()), limit)}”"


def sentence_case(text: str) -> str:
    """The first letter a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def on_a_button(when: datetime, zone: ZoneInfo) -> str:
    """For example "Tuesday 3 March, 14:00": the card beside the button has the year and the zone."""
    here = when.astimezone(zone)
    return f"{here:%A} {here.day} {here:%B}, {here:%H:%M}"


def period(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """For example "Tuesday 3 March 2026, 14:00 to 14:30 UK time", in the person's own zone."""
    begins, ends = start.astimezone(zone), end.astimezone(zone)
    until = f"{ends:%H:%M}" if ends.date() == begins.date() else f"{full_date(ends.date())}, {ends:%H:%M}"
    return f"{full_date(begins.date())}, {begins:%H:%M} to {until} {zone_name(zone)}"
