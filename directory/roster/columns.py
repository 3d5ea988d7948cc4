"""The columns of the directory's CSV: how each cell is read, how it is written, and how long it may be.

Every value is one that JSON can hold, so that a person in the database and a row of a file compare with ``==``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from directory.calendar_address import checked_calendar_address
from directory.cell_text import clean_line, clean_text, without_fuse
from directory.email_address import is_email
from directory.errors import WrongValueError
from directory.model import DEFAULT_TIME_ZONE, DEFAULT_WEEKLY_CAP, DEFAULT_WORKING_HOURS, Level, Status
from directory.vocabulary import Kind, Vocabulary
from directory.working_hours import WorkingHours

Value = Any  # str, int, list[str] or list[list[str]], as the column has it
Values = dict[str, Value]

CLEAR = "-"
MAX_LINE = 200  # a card shows a person's name, role, organisation and the like on one line each
MAX_NAME = 120
MAX_ASK_ME_ABOUT = 1_500
MAX_LIST = 1_800  # a list is one fact of a card, and a fact holds 1,900 characters
MAX_PROFESSIONS = 600
MAX_ITEMS = 60
MAX_EMAIL = 254  # RFC 5321, as corrected by RFC 3696 erratum 1690
MAX_KEY = 64
MAX_URL = 1_000
MAX_WEEKLY_CAP = 50
EARLIEST_DAY = date(2000, 1, 1)
LATEST_DAY = date(2100, 1, 1)

LEVELS = {level.value: level for level in Level} | {
    # The digital and data framework's four, on the scale of five. "expert" is the same word on both.
    "awareness": Level.ADVANCED_BEGINNER,
    "working": Level.COMPETENT,
    "practitioner": Level.PROFICIENT,
}
STATUSES = (Status.ACTIVE, Status.PAUSED, Status.HIDDEN)
_LISTED_LEVELS = "novice, advanced beginner, competent, proficient or expert"
_SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,30}")
_TEAMS_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._\-]{2,199}")


@dataclass
class Reading:
    """What reading a cell needs to know, and the professions that the vocabulary does not."""

    vocabulary: Vocabulary
    today: date
    unknown_professions: list[str] = field(default_factory=list)
    _professions: dict[str, str] = field(default_factory=dict)
    _regions: dict[str, str] = field(default_factory=dict)

    def profession(self, text: str) -> str:
        """The vocabulary's name for a profession, or an empty string. Remembered: a file repeats few of them often."""
        if text not in self._professions:
            entry = self.vocabulary.find(Kind.PROFESSION, text)
            self._professions[text] = entry.name if entry else ""
        return self._professions[text]

    def region(self, location: str) -> str:
        """The region or nation of a place, or an empty string."""
        if location not in self._regions:
            self._regions[location] = self.vocabulary.region_of(location)
        return self._regions[location]


@dataclass(frozen=True)
class Column:
    """``empty`` is the value of somebody for whom nothing was ever given, and of a cell that says ``-``."""

    name: str
    read: Callable[[str, Reading], Value]
    empty: Value = ""
    limit: int = MAX_LINE
    can_clear: bool = True
    secret: bool = False
    write: Callable[[Value], str] = str


def read_cells(cells: Mapping[str, str], reading: Reading) -> tuple[Values, list[tuple[str, str]]]:
    """The values that a row gives, and what is wrong with it as pairs of column and sentence."""
    values: Values = {}
    problems: list[tuple[str, str]] = []
    for name, cell in cells.items():
        column = COLUMNS[name]
        text = clean_text(cell) if column is _ASK_ME_ABOUT else clean_line(cell)
        if not text:
            continue
        try:
            values[name] = _read(column, text, reading)
        except WrongValueError as error:
            problems.append((name, str(error)))
    return values, problems


def write_cells(values: Mapping[str, Value]) -> dict[str, str]:
    """The cells that say ``values``, without the secret ones."""
    return {name: column.write(values[name]) for name, column in COLUMNS.items() if not column.secret}


def _read(column: Column, text: str, reading: Reading) -> Value:
    if text == CLEAR:
        if not column.can_clear:
            raise WrongValueError(f"{column.name} cannot be cleared")
        return column.empty
    text = without_fuse(text)
    # Measured as written, because it is exported so; what is far too long is not even read.
    value = column.read(text, reading) if len(text) <= 2 * column.limit else text
    length = len(text) if value is text else len(column.write(value))
    if length > column.limit:
        raise WrongValueError(f"is {length:,} characters long; at most {column.limit:,} are kept")
    return value


def _line(text: str, _: Reading) -> str:
    return text


def _items(text: str) -> list[str]:
    """The parts between semicolons, each once."""
    kept: dict[str, str] = {}
    for part in text.split(";"):
        if item := part.strip():
            kept.setdefault(item.casefold(), item)
    if len(kept) > MAX_ITEMS:
        raise WrongValueError(f"lists {len(kept)} things; at most {MAX_ITEMS} are kept")
    if too_long := next((item for item in kept.values() if len(item) > MAX_LINE), ""):
        raise WrongValueError(f"“{too_long[:40]}…” is {len(too_long)} characters long; at most {MAX_LINE} are kept")
    return list(kept.values())


def _list(text: str, _: Reading) -> Value:
    return _items(text)


def _professions(text: str, reading: Reading) -> Value:
    names: dict[str, str] = {}
    for item in _items(text):
        name = reading.profession(item)
        if not name:
            reading.unknown_professions.append(item)
            name = item
        names.setdefault(name.casefold(), name)
    return list(names.values())


def _skills(text: str, _: Reading) -> Value:
    skills: dict[str, list[str]] = {}
    for item in _items(text):
        name, level = _skill(item)
        if name:
            skills.setdefault(name.casefold(), [name, level])
    return list(skills.values())


@lru_cache(maxsize=20_000)
def _skill(item: str) -> tuple[str, str]:
    """A name and a level or an empty string. A name that holds a colon itself ends in one: ``ISO 9001:2015:``."""
    name, colon, said = item.rpartition(":")
    if not colon:
        return item, ""
    said = " ".join(said.casefold().replace("-", " ").split())
    if not said:
        return name.rstrip(" :"), ""
    level = LEVELS.get(said)
    if level is None:
        raise WrongValueError(f"“{said[:40]}” is not a level: use {_LISTED_LEVELS}")
    return name.rstrip(" :"), level.value


def _write_skills(value: list[list[str]]) -> str:
    return "; ".join(f"{name}:{level}" if level or ":" in name else name for name, level in value)


def _write_list(value: list[str]) -> str:
    return "; ".join(item.replace(";", ",") for item in value)


def _email(text: str, _: Reading) -> str:
    if not is_email(text):
        raise WrongValueError("is not an email address")
    return text.lower()


def _cover(text: str, _: Reading) -> str:
    return text.lower() if "@" in text else text


@lru_cache(maxsize=1)
def _time_zones() -> dict[str, str]:
    return {zone.casefold(): zone for zone in available_timezones()}


def _time_zone(text: str, _: Reading) -> str:
    zone = _time_zones().get(text.casefold())
    if zone is None:
        raise WrongValueError(f"“{text[:40]}” is not a time zone: use a name like {DEFAULT_TIME_ZONE}")
    return zone


@lru_cache(maxsize=5_000)
def _hours(text: str) -> str:
    return str(WorkingHours.parse(text))


def _working_hours(text: str, _: Reading) -> str:
    return _hours(text)


def _weekly_cap(text: str, _: Reading) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= MAX_WEEKLY_CAP):
        raise WrongValueError(f"must be a whole number from 0 to {MAX_WEEKLY_CAP}")
    return int(text)


def _address(text: str, _: Reading) -> str:
    """The sentence never repeats the address: it may be a secret."""
    try:
        parts = urlsplit(text)
        fits = parts.scheme == "https" and parts.hostname and parts.port is not False and " " not in text
    except ValueError:
        fits = False
    if not fits:
        raise WrongValueError("must be a web address that begins with https://")
    return text


def _status(text: str, _: Reading) -> str:
    if text.casefold() not in STATUSES:
        raise WrongValueError(f"must be {', '.join(STATUSES[:-1])} or {STATUSES[-1]}")
    return text.casefold()


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise WrongValueError(f"“{text[:20]}” is not a date: write it like 2026-12-21") from None
    if not EARLIEST_DAY <= day < LATEST_DAY:
        raise WrongValueError(f"“{text}” is not a date between {EARLIEST_DAY.year} and {LATEST_DAY.year}")
    return day


def _absence(text: str, _: Reading) -> Value:
    absences = set()
    for item in _items(text):
        first, to, last = item.partition(" to ")
        starts_on = _day(first.strip())
        ends_on = _day(last.strip()) if to else starts_on
        if ends_on < starts_on:
            raise WrongValueError(f"“{item}” ends before it starts")
        absences.add((starts_on.isoformat(), ends_on.isoformat()))
    return [list(each) for each in sorted(absences)]


def _write_absence(value: list[list[str]]) -> str:
    return "; ".join(first if first == last else f"{first} to {last}" for first, last in value)


def _confirmed_on(text: str, reading: Reading) -> str:
    day = _day(text)
    if day > reading.today:
        raise WrongValueError("is in the future")
    return day.isoformat()


def _user(pattern: re.Pattern[str], example: str) -> Callable[[str, Reading], Value]:
    def read(text: str, _: Reading) -> str:
        if not pattern.fullmatch(text):
            raise WrongValueError(f"is not a user id: it looks like {example}")
        return text

    return read


_ASK_ME_ABOUT = Column("ask_me_about", _line, limit=MAX_ASK_ME_ABOUT)
COLUMNS = {
    column.name: column
    for column in (
        Column("staff_id", _line, limit=MAX_KEY, can_clear=False),
        Column("email", _email, limit=MAX_EMAIL, can_clear=False),
        Column("name", _line, limit=MAX_NAME, can_clear=False),
        Column("pronouns", _line, limit=40),
        Column("role", _line),
        Column("professions", _professions, empty=[], limit=MAX_PROFESSIONS, write=_write_list),
        Column("skills", _skills, empty=[], limit=MAX_LIST, write=_write_skills),
        Column("topics", _list, empty=[], limit=MAX_LIST, write=_write_list),
        _ASK_ME_ABOUT,
        Column("experience", _list, empty=[], limit=MAX_LIST, write=_write_list),
        Column("organisation", _line),
        Column("team", _line),
        Column("location", _line, limit=100),
        Column("region", _line, limit=100),
        Column("time_zone", _time_zone, empty=DEFAULT_TIME_ZONE, limit=60),
        Column("working_hours", _working_hours, empty=DEFAULT_WORKING_HOURS, limit=300),
        Column("weekly_cap", _weekly_cap, empty=DEFAULT_WEEKLY_CAP, limit=10),
        Column("terms", _line),
        Column("commissioning", _line, limit=MAX_ASK_ME_ABOUT),
        Column("pool", _line, limit=100),
        Column("cover", _cover, limit=MAX_EMAIL),
        Column("absence", _absence, empty=[], limit=MAX_LIST, write=_write_absence),
        Column("status", _status, empty=Status.ACTIVE.value, limit=20),
        Column("confirmed_on", _confirmed_on, limit=20),
        Column("join_link", _address, limit=MAX_URL),
        Column("calendar_url", checked_calendar_address, limit=MAX_URL, secret=True),
        Column("slack_user", _user(_SLACK_USER, "U02ADA"), limit=40),
        Column("teams_user", _user(_TEAMS_USER, "an Entra object id"), limit=200),
    )
}
