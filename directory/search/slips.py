"""Slips of the fingers in the small words of length and time, mended before they are read: "20 minits", "by fryday"."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Sequence

from rapidfuzz.distance import OSA

from directory.search.when import NUMBERS

_WORD = re.compile(r"[^\W_]+")
_LEADS = ("next", "this", "half")
_UNITS = ("minutes", "minute", "mins", "hours", "hour", "days", "weeks", "week", "months", "month", "fortnight")
_DATES = (
    *(name.lower() for name in calendar.day_name),
    *(name.lower() for name in calendar.month_name if len(name) > 5 or name == "April"),
    "today",
    "tomorrow",
)
"""Without the short months, whose neighbours are words of their own: marsh, many, tune."""
_TIME_WORDS = frozenset({*_LEADS, *_UNITS, *_DATES, *(name.lower() for name in calendar.month_name)})
_BEFORE_UNITS = frozenset({"next", "this", "half", "an", *NUMBERS})
_BEFORE_DATES = frozenset({"by", "before", "until", "on", "next", "this", "in", "during", "of", "beginning"})
_SURE_LEADS = frozenset({"next", "this"})

LONG = 6
"""Letters from which a word may hold two slips, and from which it need no word of time beside it to be one."""


def mended(text: str, is_known: Callable[[str], bool]) -> str:
    """The text with its words of time spelt right. A word that is known is left alone, but for "next weak"."""
    found = list(_WORD.finditer(text))
    folded = [match.group().lower() for match in found]
    parts: list[str] = []
    end = 0
    for place, match in enumerate(found):
        meant = _meant(folded, place, is_known)
        parts += (text[end : match.start()], meant or match.group())
        folded[place] = meant or folded[place]
        end = match.end()
    return "".join((*parts, text[end:]))


def _meant(folded: Sequence[str], place: int, is_known: Callable[[str], bool]) -> str | None:
    word = folded[place]
    if len(word) < 3 or word in _TIME_WORDS or not word.isalpha():
        return None
    before = folded[place - 1] if place else ""
    if is_known(word):
        return _nearest(word, ("week", "month"), 1) if before in _SURE_LEADS else None
    after = folded[place + 1] if place + 1 < len(folded) else ""
    slips = 2 if len(word) >= LONG else 1
    if after in _UNITS or after in _DATES or after == "an":
        meant = _nearest(word, _LEADS, 1)
    elif before.isdecimal() or before in _BEFORE_UNITS:
        meant = _nearest(word, _UNITS, slips)
    else:
        meant = None
    if meant is None and (before in _BEFORE_DATES or len(word) >= LONG):
        meant = _nearest(word, _DATES, slips if before in _BEFORE_DATES or len(word) > LONG + 1 else 1)
    return meant


def _nearest(word: str, meant: Iterable[str], slips: int) -> str | None:
    distances = [(OSA.distance(word, choice), choice) for choice in meant]
    distance, choice = min(distances)
    return choice if 0 < distance <= slips else None
