"""Numbers in the values of buttons and forms: whoever makes a value up made no number of ours."""

from __future__ import annotations

MOST_DIGITS = 9
"""Enough for everything that we count, and for every id: both databases could hold more."""


def number_in(text: str, digits: int = MOST_DIGITS) -> int | None:
    """The number that at most so many ASCII digits are; nothing for every other text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None
