"""Readings as another system, or a file, says them, and what can be wrong with them."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cards import live_readings as cards
from bot.model import Measure
from bot.policies.figures import MAX_FIGURE
from directory.cell_text import clean_line, without_fuse
from directory.errors import FindExpertError, WrongValueError
from directory.model import DEFAULT_TIME_ZONE

EARLIEST = date(1900, 1, 1)
"""A day before is a slip of the keyboard, or a program's idea of no day."""
AHEAD = timedelta(days=1)
"""Elsewhere it is tomorrow already."""

_NUMBER = re.compile(r"-?([0-9]{1,40}|[0-9]{1,3}(,[0-9]{3}){1,13})(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,4})?", re.ASCII)
"""As programs and spreadsheets write them, without a unit: which it is says the measure."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sent:
    """One reading. ``measure`` is the id of one, or its exact name; no ``read_on`` is today."""

    measure: str
    value: float
    read_on: date | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one of them: ``number`` counts from 0, ``part`` is measure, value or read_on."""

    number: int
    part: str
    sentence: str


class WrongReadingsError(FindExpertError):
    """Some of the readings cannot be kept, so that none are."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        super().__init__(cards.nothing_kept(len(wrong)))
        self.wrong = tuple(wrong)


def today_of(now: datetime) -> date:
    """The day it is in the United Kingdom."""
    return now.astimezone(ZoneInfo(DEFAULT_TIME_ZONE)).date()


def check_value(value: float) -> float:
    """Raises WrongValueError for what is no figure, or too large to keep."""
    if not math.isfinite(value) or abs(value) >= MAX_FIGURE:
        raise WrongValueError(cards.too_large())
    return value


def check_day(day: date, today: date) -> date:
    """Raises WrongValueError for a day that is to come, or before anything was measured."""
    if not EARLIEST <= day <= today + AHEAD:
        raise WrongValueError(cards.not_that_day(EARLIEST, today + AHEAD))
    return day


def read_value(cell: str) -> float:
    """The figure in a cell. Raises WrongValueError."""
    text = clean_line(without_fuse(cell)).replace("\N{MINUS SIGN}", "-")
    if not _NUMBER.fullmatch(text):
        raise WrongValueError(cards.no_value())
    return check_value(float(text.replace(",", "")))


def read_day(text: str) -> date:
    """The day that is written, like 2026-07-08. Raises WrongValueError."""
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise WrongValueError(cards.no_day())
    return day


def named(measures: Sequence[Measure], name: str) -> Measure:
    """The measure of this id, else of this name. Raises WrongValueError when there is none."""
    found = [each for each in measures if each.id == name] or [each for each in measures if each.name == name]
    if not found:
        raise WrongValueError(cards.no_such_measure([each.name for each in measures]))
    return found[0]


def digest_of(sent: Sequence[Sent]) -> str:
    """By which the same readings are known again, however they were written down."""
    said = [[each.measure, each.value, each.read_on.isoformat() if each.read_on else ""] for each in sent]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
