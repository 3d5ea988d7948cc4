"""Experts' own calendars in the database: what is known of each now, and when each is read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Text, bindparam, cast
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from bot.model import Calendar
from bot.times.own_calendar import UNKNOWN, OwnCalendar, read_busy
from directory.availability import Standing
from directory.model import Expert

FRESH = timedelta(hours=6)
"""For so long what was read last is relied on, when it cannot be read again."""

_OWN = (
    sql_select(
        col(Expert.id),
        col(Expert.calendar_url_sealed),
        col(Calendar.address_digest),
        col(Calendar.fetched_at),
        col(Calendar.known_until),
        cast(col(Calendar.busy), Text),  # what many people share, and what was read before, is not parsed again
    )
    .join(Calendar, col(Calendar.expert_id) == col(Expert.id), isouter=True)
    .where(col(Expert.id).in_(bindparam("experts", expanding=True)), col(Expert.calendar_url_sealed).is_not(None))
)
# Made once: to make a query takes longer than to ask it, and every search asks this.


def own_calendars(session: Session, standings: Iterable[Standing], now: datetime) -> dict[int, OwnCalendar]:
    """The calendar of each of these experts, by their ids; who gave none is left out.

    It is known when it was read from the address that they have now, within the last six hours.
    """
    expert_ids = [each.expert_id for each in standings if each.has_calendar]
    if not expert_ids:
        return {}
    rows = session.execute(_OWN, {"experts": expert_ids})
    return {
        expert_id: OwnCalendar(read_busy(busy), is_known=True)
        if digest == digest_of(sealed) and is_fresh(fetched_at, known_until, now)
        else UNKNOWN
        for expert_id, sealed, digest, fetched_at, known_until, busy in rows
    }


def is_fresh(fetched_at: datetime | None, known_until: datetime | None, now: datetime) -> bool:
    """Whether what was read then can still be relied on."""
    return fetched_at is not None and known_until is not None and now < min(fetched_at + FRESH, known_until)


def digest_of(sealed: bytes) -> str:
    """Of an address as it is sealed: whoever has the digest can guess nothing by it, not even a weak password."""
    return hashlib.sha256(sealed).hexdigest()


def read_soon(session: Session, expert_id: int, sealed: bytes, now: datetime) -> None:
    """They have a new address: nothing is known of it yet, and it is read as soon as possible."""
    session.merge(Calendar(expert_id=expert_id, address_digest=digest_of(sealed), busy=[], next_at=now))


def forget(session: Session, expert_id: int) -> None:
    """They took their calendar back."""
    if calendar := session.get(Calendar, expert_id):
        session.delete(calendar)
