"""Which part of a list is shown: a button carries the number of the first line."""

from __future__ import annotations

from dataclasses import dataclass

from bot.blocks import MAX_PEOPLE
from bot.cards import help as help_cards
from bot.messages import Card, Replace, Reply
from bot.numbers import number_in
from directory.errors import NotFoundError

MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Page:
    """As many lines as a card has room for, from number ``first`` (0 is the first) of ``total``."""

    first: int
    total: int
    size: int = MAX_PEOPLE

    @property
    def last(self) -> int:
        """How many lines there are up to the end of this page."""
        return min(self.first + self.size, self.total)

    @property
    def next_first(self) -> int | None:
        """Where the next page begins, if there is one."""
        return self.last if self.last < self.total else None


def page_from(value: str, total: int) -> Page:
    """The page that a button asks for; the first where there is nothing so far down any more.

    Raises NotFoundError when the button carries no number.
    """
    first = _number(value)
    return Page(first if first < total else 0, total)


def answer(value: str, card: Card) -> Reply | Replace:
    """The first page is a message of its own, every other takes the place of the one before."""
    return Replace(card=card) if _number(value) else Reply(card=card)


def _number(value: str) -> int:
    number = number_in(value, MOST_DIGITS)
    if number is None:
        raise NotFoundError(help_cards.unknown_action())
    return number
