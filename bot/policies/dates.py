"""Dates of a policy as people type and read them: a day, or a month where the day is not known yet. Pure."""

from __future__ import annotations

from datetime import date

from bot.cards.words import short_date
from bot.model import Precision
from bot.times.typed_days import read_day, read_month
from directory.cell_text import clean_line
from directory.errors import WrongValueError

EXAMPLE = "3 March 2026 or March 2026"
YEARS_BACK = 40
YEARS_AHEAD = 20
"""A policy that began before, or will after, is a slip of the keyboard."""


def read_date(text: str, today: date) -> tuple[date, Precision]:
    """The day that was typed, or the first of the month.

    Raises WrongValueError, with a sentence for beside the field, when it is neither or in no sensible year.
    """
    typed = clean_line(text)
    if not typed:
        raise WrongValueError(f"Enter a date like {EXAMPLE}")
    month = read_month(typed, today)
    day = month or read_day(typed, today)
    first, last = today.year - YEARS_BACK, today.year + YEARS_AHEAD
    if not first <= day.year <= last:
        raise WrongValueError(f"Enter a date between {first} and {last}")
    return day, Precision.MONTH if month else Precision.DAY


def write_date(day: date, precision: Precision) -> str:
    """ "3 March 2026", or "March 2026"."""
    return f"{day:%B %Y}" if precision is Precision.MONTH else short_date(day)
