"""Times that were ticked in a form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.cards.request import unknown_time
from bot.fields import chosen
from directory.errors import NotFoundError

FURTHEST = timedelta(days=366)
"""No form of ours, however old, has a time further away than this."""


def ticked_times(value: str, now: datetime, most: int) -> tuple[datetime, ...]:
    """At most so many aware UTC instants, earliest first: platforms give them in the order in which they were ticked.

    Raises NotFoundError for what none of our forms holds.
    """
    try:
        times = {_instant(text, now) for text in chosen(value)[:most]}
    except (ValueError, OverflowError):
        raise NotFoundError(unknown_time()) from None
    return tuple(sorted(times))


def _instant(text: str, now: datetime) -> datetime:
    when = datetime.fromisoformat(text)
    if when.tzinfo is None or abs(when - now) > FURTHEST:
        raise ValueError("none of our times")
    return when.astimezone(UTC)
