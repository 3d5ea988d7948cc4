"""Reads what decides when people can be met: hours, what is booked or in their calendar, how much they are asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, case, exists, func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from bot.model import Booking, BookingStatus, Offer, OfferStatus, Preferences
from bot.slots import Capacity, Diary, Span
from bot.times.calendars import own_calendars
from bot.times.own_calendar import OwnCalendar
from bot.times.working_time import WorkingPattern
from directory.availability import Standing, standings
from directory.model import DEFAULT_WORKING_HOURS, Expert, Person
from directory.working_hours import WorkingHours

LATELY = timedelta(days=28)
"""The window in which requests are counted: four weeks, whichever day it is."""
UNANSWERED = (OfferStatus.WAITING, OfferStatus.SNOOZED)
WIDEST_OFFSET = timedelta(days=1)
"""No time zone is as far from UTC as this."""

_BOOKED = sql_select(
    col(Booking.person_id), col(Booking.starts_at), col(Booking.ends_at), col(Booking.is_expert)
).where(
    col(Booking.person_id).in_(bindparam("people", expanding=True)),
    col(Booking.starts_at) >= bindparam("since"),
    col(Booking.status) == BookingStatus.BOOKED,
    col(Booking.consultation_id) != bindparam("without"),
)
_LATELY = (
    sql_select(
        col(Offer.expert_id),
        func.sum(case((col(Offer.offered_at) >= bindparam("since"), 1), else_=0)),
        func.sum(case((col(Offer.status).in_(UNANSWERED), 1), else_=0)),
    )
    .where(
        col(Offer.expert_id).in_(bindparam("experts", expanding=True)),
        or_(col(Offer.offered_at) >= bindparam("since"), col(Offer.status).in_(UNANSWERED)),
    )
    .group_by(col(Offer.expert_id))
)
_WITH_WORK = sql_select(col(Expert.id)).where(
    col(Expert.pool_id).in_(bindparam("pools", expanding=True)),
    or_(
        exists().where(
            col(Booking.person_id) == col(Expert.person_id),
            col(Booking.starts_at) >= bindparam("since"),
            col(Booking.status) == BookingStatus.BOOKED,
        ),
        exists().where(col(Offer.expert_id) == col(Expert.id), col(Offer.status).in_(UNANSWERED)),
        col(Expert.calendar_url_sealed).is_not(None),
    ),
)
# Made once: to make a query takes longer than to ask it, and every search asks these.


@dataclass(frozen=True, slots=True)
class Booked:
    """The time of one person that is taken, and the starts of those consultations in which they are the expert."""

    busy: tuple[Span, ...] = ()
    given: tuple[datetime, ...] = ()


NOTHING_BOOKED = Booked()


@dataclass(frozen=True, slots=True)
class Load:
    """How much an expert is asked: offers made in the last 28 days, and offers that they have not answered yet."""

    asked: int = 0
    waiting: int = 0


NOT_ASKED = Load()


def of_experts(session: Session, standings: Mapping[int, Standing], now: datetime) -> dict[int, Diary]:
    """The diary of each of these experts, by the same ids, with all that is booked from now on and counts now."""
    taken = booked(session, [standing.person_id for standing in standings.values()], now)
    own = own_calendars(session, standings.values(), now)
    return {
        id_: diary(standing, taken.get(standing.person_id, NOTHING_BOOKED), own.get(id_))
        for id_, standing in standings.items()
    }


def of_two(session: Session, expert_id: int, other_id: int, now: datetime, *, without: str = "") -> tuple[Diary, Diary]:
    """The diary of an expert, and the same with the time taken too that is booked of another person.

    The second says when the two can meet: of the other one nothing else counts, who proposed or took the time. The
    consultation of the id ``without``, which is to be moved, takes no time and counts for nothing.
    """
    standing = standings(session, [expert_id])[expert_id]
    taken = booked(session, [standing.person_id, other_id], now, without=without)
    calendar = own_calendars(session, [standing], now).get(expert_id)
    if calendar and (moved := _time_of(session, without)):
        calendar = calendar.less(moved)
    own = diary(standing, taken.get(standing.person_id, NOTHING_BOOKED), calendar)
    return own, replace(own, busy=own.busy + taken.get(other_id, NOTHING_BOOKED).busy)


def _time_of(session: Session, consultation_id: str) -> Span | None:
    times = select(Booking.starts_at, Booking.ends_at).where(Booking.consultation_id == consultation_id)
    found = session.exec(times.limit(1)).first()
    return Span(*found) if found else None


def pattern_of(session: Session, person_id: int) -> WorkingPattern:
    """When anybody works, as ``of_person`` has it."""
    expert_id = session.exec(select(Expert.id).where(Expert.person_id == person_id)).first()
    if expert_id is not None:
        return _of_nation(session, person_id, diary(standings(session, [expert_id])[expert_id]).pattern)
    zone = session.exec(select(Person.time_zone).where(Person.id == person_id)).one()
    return _of_nation(session, person_id, WorkingPattern(hours(DEFAULT_WORKING_HOURS), ZoneInfo(zone)))


def of_person(session: Session, person_id: int, now: datetime) -> Diary:
    """The diary of anybody: of who is no expert, office hours in their time zone and no limit to what they take.

    Raises sqlalchemy.exc.NoResultFound for an id of nobody.
    """
    expert_id = session.exec(select(Expert.id).where(Expert.person_id == person_id)).first()
    if expert_id is not None:
        own = of_experts(session, standings(session, [expert_id]), now)[expert_id]
        return replace(own, pattern=_of_nation(session, person_id, own.pattern))
    taken = booked(session, [person_id], now).get(person_id, NOTHING_BOOKED)
    return Diary(pattern_of(session, person_id), Capacity(), taken.busy, taken.given)


def _of_nation(session: Session, person_id: int, pattern: WorkingPattern) -> WorkingPattern:
    """With the bank holidays that they chose to keep, where they did."""
    chosen = session.exec(select(Preferences.nation).where(Preferences.person_id == person_id)).first()
    return replace(pattern, region=chosen) if chosen else pattern


def diary(standing: Standing, taken: Booked = NOTHING_BOOKED, own: OwnCalendar | None = None) -> Diary:
    """The diary of an expert of whom it is known what is booked, and what is in their ``own`` calendar."""
    pattern = WorkingPattern(
        hours(standing.working_hours), ZoneInfo(standing.time_zone), standing.region, standing.absences
    )
    capacity = Capacity(standing.daily_cap, standing.weekly_cap, standing.monthly_cap)
    return Diary(pattern, capacity, taken.busy, taken.given, own)


def booked(session: Session, person_ids: Collection[int], now: datetime, *, without: str = "") -> dict[int, Booked]:
    """What is booked of each of these people from the start of this week or month, whichever is earlier.

    People of whom nothing is booked are left out, and so is the consultation of the id ``without``. Nothing is booked
    beyond the horizon, so that there is no end.
    """
    busy: dict[int, list[Span]] = defaultdict(list)
    given: dict[int, list[datetime]] = defaultdict(list)
    since = _counted_since(now)
    wanted = {"people": list(person_ids), "since": since, "without": without}
    for person_id, start, end, is_expert in session.execute(_BOOKED, wanted):
        busy[person_id].append(Span(start, end))
        if is_expert:
            given[person_id].append(start)
    return {id_: Booked(tuple(busy[id_]), tuple(given[id_])) for id_ in busy}


def requests_lately(session: Session, expert_ids: Collection[int], now: datetime) -> dict[int, Load]:
    """How much each of these experts is asked."""
    rows = session.execute(_LATELY, {"experts": list(expert_ids), "since": now - LATELY})
    asked = {expert_id: Load(int(lately), int(waiting)) for expert_id, lately, waiting in rows}
    return {id_: asked.get(id_, NOT_ASKED) for id_ in expert_ids}


def members_with_work(session: Session, pool_ids: Collection[int], now: datetime) -> list[int]:
    """Ids of the experts of these pools who are booked or asked, or gave a calendar: who else is, has room for more."""
    found = session.execute(_WITH_WORK, {"pools": list(pool_ids), "since": _counted_since(now)})
    return list(found.scalars())


@lru_cache(maxsize=1024)
def hours(text: str) -> WorkingHours:
    """Many people share their hours: read each text once."""
    return WorkingHours.parse(text)


def _counted_since(now: datetime) -> datetime:
    """Before this, nothing counts for this week or this month of anybody, wherever they are."""
    earliest = now.astimezone(UTC) - WIDEST_OFFSET
    midnight = earliest.replace(hour=0, minute=0, second=0, microsecond=0)
    return min(midnight.replace(day=1), midnight - timedelta(days=midnight.weekday()))
