"""Whose calendar is read next, and what is then known of it. Each is a row, so that several servers share them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Engine, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.model import Calendar, CalendarTrouble
from bot.slots import HORIZON_DAYS
from bot.times.calendars import digest_of
from bot.times.own_calendar import joined
from directory.database import reading, unit_of_work
from directory.model import Expert, Person, Status
from directory.profiles import directory_revision

EVERY = timedelta(minutes=15)
SPREAD = 0.2
"""Each round comes up to so much of it earlier or later, so that not all are read at once."""
AGAIN_AFTER = timedelta(minutes=5)
"""When it could not be read: then twice as long each time."""
AGAIN_AT_LAST = timedelta(hours=4)
LEASE = timedelta(minutes=2)
"""Whoever reads a calendar has it so long for themselves: several times what reading one may take."""
AHEAD = timedelta(days=HORIZON_DAYS + 2)
"""How far is looked: nothing is booked beyond the horizon, whatever the time zone, and until the next round."""


@dataclass(frozen=True, slots=True)
class ToRead:
    """One calendar to be read now, by whoever claimed it."""

    expert_id: int
    digest: str
    sealed: bytes = field(repr=False)
    zone: ZoneInfo
    since: datetime
    until: datetime


class Rounds:
    """What is due, by the clock. All of it blocks; nothing here touches a network."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime], chance: Callable[[], float]) -> None:
        """``chance`` gives numbers from 0 to 1."""
        self._engine = engine
        self._clock = clock
        self._chance = chance
        self._revision = -1

    def claim(self, most: int) -> list[ToRead]:
        """At most so many calendars that are due, for the caller alone to read and then to say what came of it."""
        self._follow_the_directory()
        now = self._clock()
        with reading(self._engine) as session:
            if session.exec(select(Calendar.expert_id).where(col(Calendar.next_at) <= now).limit(1)).first() is None:
                return []
        with unit_of_work(self._engine) as session:
            due = select(Calendar).where(col(Calendar.next_at) <= now).order_by(col(Calendar.next_at)).limit(most)
            calendars = session.exec(due.with_for_update(skip_locked=True)).all()
            return self._claimed(session, calendars, now)

    def _claimed(self, session: Session, calendars: Sequence[Calendar], now: datetime) -> list[ToRead]:
        ids = [calendar.expert_id for calendar in calendars]
        query = select(Expert.id, Expert.calendar_url_sealed, Person.time_zone).where(col(Expert.id).in_(ids))
        rows = session.exec(query.join(Person, col(Person.id) == col(Expert.person_id)))
        theirs = {expert_id: (sealed, ZoneInfo(zone)) for expert_id, sealed, zone in rows}
        claimed = []
        for calendar in calendars:
            sealed, zone = theirs[calendar.expert_id]
            calendar.next_at = now + LEASE
            session.add(calendar)
            if sealed is None:  # it was taken back a moment ago: the row goes too, when the directory is followed
                continue
            if calendar.address_digest != (digest := digest_of(sealed)):
                calendar.address_digest, calendar.failures, calendar.problem = digest, 0, ""
                _nothing_known(calendar)
            claimed.append(ToRead(calendar.expert_id, digest, sealed, zone, now, now + AHEAD))
        return claimed

    def was_read(self, one: ToRead, busy: Sequence[tuple[int, int]]) -> None:
        """These are all the times at which they are busy, as pairs of seconds since 1970."""
        found = joined(busy, int(one.since.timestamp()), int(one.until.timestamp()))
        wait = EVERY * (1 + SPREAD * (2 * self._chance() - 1))
        values = {"busy": found, "known_from": one.since, "known_until": one.until, "fetched_at": one.since}
        self._settle(one, **values, next_at=self._clock() + wait, failures=0, problem="")

    def was_not_read(self, one: ToRead, trouble: CalendarTrouble) -> None:
        """It is tried again, later each time. What was known is forgotten, unless the trouble may pass by itself."""
        with unit_of_work(self._engine) as session:
            calendar = session.exec(select(Calendar).where(_still(one)).with_for_update()).first()
            if calendar is None:
                return
            calendar.failures += 1
            calendar.problem = trouble.value
            wait = min(AGAIN_AFTER * 2 ** min(calendar.failures - 1, 10), AGAIN_AT_LAST)
            calendar.next_at = self._clock() + wait * (1 + SPREAD * (2 * self._chance() - 1))
            if not trouble.may_pass:
                _nothing_known(calendar)
            session.add(calendar)

    def _settle(self, one: ToRead, **values: object) -> None:
        with unit_of_work(self._engine) as session:
            session.execute(update(Calendar).where(_still(one)).values(**values))

    def _follow_the_directory(self) -> None:
        """Whoever has an address has a row, and nobody else; a new address is due now. Once for each revision."""
        now = self._clock()
        with reading(self._engine) as session:
            revision = directory_revision(session)
            if revision == self._revision:
                return
            rows = dict(session.exec(select(Calendar.expert_id, Calendar.address_digest)).all())
            has_one = col(Expert.calendar_url_sealed).is_not(None), col(Expert.status) != Status.LEFT
            addresses = session.exec(select(Expert.id, Expert.calendar_url_sealed).where(*has_one)).all()
        digests = {id_: digest_of(sealed) for id_, sealed in addresses if id_ is not None and sealed is not None}
        new = [id_ for id_ in digests if id_ not in rows]
        changed = [id_ for id_, digest in digests.items() if rows.get(id_, digest) != digest]
        gone = [id_ for id_ in rows if id_ not in digests]
        if new or changed or gone:
            with unit_of_work(self._engine) as session:
                if new:
                    _add(session, {id_: digests[id_] for id_ in new}, now)
                session.execute(update(Calendar).where(col(Calendar.expert_id).in_(changed)).values(next_at=now))
                session.execute(delete(Calendar).where(col(Calendar.expert_id).in_(gone)))
        self._revision = revision


def _add(session: Session, digests: Mapping[int, str], now: datetime) -> None:
    """Another server may add them at this moment."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {"busy": [], "next_at": now, "failures": 0, "problem": ""}
    rows = [{"expert_id": id_, "address_digest": digest, **row} for id_, digest in sorted(digests.items())]
    session.execute(insert(Calendar).on_conflict_do_nothing(), rows)


def _still(one: ToRead) -> ColumnElement[bool]:
    """Whether it is still the same address: nobody changed it, or took it back, while it was read."""
    mine: ColumnElement[bool] = col(Calendar.expert_id) == one.expert_id
    return mine & (col(Calendar.address_digest) == one.digest)


def _nothing_known(calendar: Calendar) -> None:
    calendar.busy = []
    calendar.known_from = calendar.known_until = calendar.fetched_at = None
