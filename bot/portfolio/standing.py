"""How the policies of an organisation stand: all of them, read in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from sqlalchemy import Row, Select, select
from sqlmodel import Session, col

from bot.check_ins.plan import last_day
from bot.model import CheckIn, CheckInStatus, Policy, PolicyStatus, Precision
from bot.policies.readers import same
from bot.portfolio.share import Share, Tracked, share_on, shares
from directory.model import Person

DUE_WITHIN = timedelta(days=28)
STARTS_WITHIN = relativedelta(months=3)
"""From launch: until then a first check-in is recorded, or it never started (product rule)."""
SHOWN_CONFIDENCE = 3
"""Of how many check-ins, the newest first."""


class State(StrEnum):
    """How a policy stands. One that never started can be overdue or due as well."""

    OVERDUE = "overdue"
    """A check-in was due before today."""
    DUE = "due"
    """None is overdue, and the next is due within four weeks."""
    NEVER_STARTED = "never_started"
    """It launched three months ago or more, and no check-in was ever recorded."""
    ON_TRACK = "on_track"
    """None of these."""
    PAUSED = "paused"
    CLOSED = "closed"


AT_REST = {PolicyStatus.PAUSED: State.PAUSED, PolicyStatus.CLOSED: State.CLOSED}
BY_DAY = {State.OVERDUE, State.DUE}


@dataclass(frozen=True, slots=True)
class Entry:
    """One policy. ``confidence`` is what was said in the check-ins recorded last, the newest first, 0 to 10 each."""

    id: str
    title: str
    launch_on: date
    launch_precision: Precision
    owner: str
    """Their name; empty where nobody owns it."""
    states: frozenset[State]
    next_name: str
    """Of the check-in that is to be done first; empty where none is planned."""
    next_on: date | None
    confidence: tuple[int, ...]
    tracked: Tracked

    @property
    def is_active(self) -> bool:
        return not self.states & {State.PAUSED, State.CLOSED}

    @property
    def last_recorded(self) -> datetime | None:
        """When its newest check-in was recorded."""
        return self.tracked.recorded[-1] if self.tracked.recorded else None


@dataclass(frozen=True)
class Portfolio:
    """The policies of an organisation, in the order of their titles. Days are by the clock of ``zone``."""

    organisation: str
    today: date
    zone: ZoneInfo
    entries: tuple[Entry, ...]

    def of(self, state: State) -> list[Entry]:
        """Those that stand so: of what is overdue or due, the earliest first."""
        found = [each for each in self.entries if state in each.states]
        return sorted(found, key=lambda each: each.next_on or date.max) if state in BY_DAY else found

    def count(self, state: State) -> int:
        return sum(state in each.states for each in self.entries)

    @property
    def active(self) -> int:
        """How many are neither paused nor closed."""
        return sum(each.is_active for each in self.entries)

    @property
    def share(self) -> Share:
        """How many of the active, launched ones have a live check-in today."""
        return share_on(self.today, [each.tracked for each in self.entries], self.zone)

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        """The same over the last 24 months."""
        return shares([each.tracked for each in self.entries], self.today, self.zone)

    @property
    def trends(self) -> tuple[int, int, int]:
        """At how many active policies confidence went up, went down and stayed, from the last check-in but one."""
        pairs = (each.confidence[:2] for each in self.entries if each.is_active and len(each.confidence) > 1)
        moved = [now - before for now, before in pairs]
        return sum(by > 0 for by in moved), sum(by < 0 for by in moved), sum(by == 0 for by in moved)


def portfolio_of(session: Session, organisation: str, now: datetime, zone: ZoneInfo) -> Portfolio:
    """As it is now: four queries, however many policies there are."""
    names = names_of(session, organisation)
    first, recorded, today = _first_open(session, names), _recorded(session, names), now.astimezone(zone).date()
    rows = session.execute(_policies(names)).all()
    entries = [_entry(row, first.get(row.id), recorded[row.id], today) for row in rows]
    return Portfolio(
        organisation, today, zone, tuple(sorted(entries, key=lambda each: (each.title.casefold(), each.id)))
    )


def names_of(session: Session, organisation: str) -> list[str]:
    """How its policies write an organisation. Each database folds letters in its own way: so we do."""
    where, names = same(organisation), session.execute(select(col(Policy.organisation)).distinct()).scalars()
    return [name for name in names if where and same(name) == where]


# ---------------------------------------------------------------------------------------------- read


@dataclass(slots=True)
class _Recorded:
    """When the check-ins of a policy were recorded, and how confident people were, the newest last."""

    at: list[datetime] = field(default_factory=list)
    confidence: list[int] = field(default_factory=list)


def _policies(names: Sequence[str]) -> Select[Any]:
    """With the names of their owners. Only what is needed is read: whole rows of a model take much longer."""
    needed: tuple[Any, ...] = (
        col(Policy.id),
        col(Policy.title),
        col(Policy.launch_on),
        col(Policy.launch_precision),
        col(Policy.status),
        col(Policy.status_at),
        col(Policy.registered_at),
        col(Person.name).label("owner"),
    )
    owned = select(*needed).select_from(Policy).outerjoin(Person, col(Person.id) == col(Policy.owner_id))
    return owned.where(_is_of(names))


def _is_of(names: Sequence[str]) -> Any:
    return col(Policy.organisation).in_(names)


def _check_ins(names: Sequence[str], status: CheckInStatus, *needed: Any) -> Select[Any]:
    with_policy = select(col(CheckIn.policy_id), *needed).join(Policy, col(Policy.id) == col(CheckIn.policy_id))
    return with_policy.where(_is_of(names), col(CheckIn.status) == status)


def _first_open(session: Session, names: Sequence[str]) -> dict[str, tuple[date, str]]:
    """The day and the name of the check-in to be done first, by the id of its policy."""
    due_on = col(CheckIn.due_on)
    query = _check_ins(names, CheckInStatus.PLANNED, due_on, col(CheckIn.name))
    latest_first = session.execute(query.order_by(due_on.desc(), col(CheckIn.id).desc()))
    return {policy_id: (day, name) for policy_id, day, name in latest_first}


def _recorded(session: Session, names: Sequence[str]) -> defaultdict[str, _Recorded]:
    found: defaultdict[str, _Recorded] = defaultdict(_Recorded)
    at, confidence = col(CheckIn.answered_at), col(CheckIn.confidence)
    query = _check_ins(names, CheckInStatus.RECORDED, at, confidence).where(at.is_not(None))
    for policy_id, answered_at, value in session.execute(query.order_by(at, col(CheckIn.due_on), col(CheckIn.id))):
        recorded = found[policy_id]
        recorded.at.append(answered_at)
        if value is not None:
            recorded.confidence.append(value)
    return found


def _entry(row: Row[Any], first: tuple[date, str] | None, recorded: _Recorded, today: date) -> Entry:
    next_on, next_name = first or (None, "")
    launched_by = last_day(row.launch_on, row.launch_precision)
    at_rest = AT_REST.get(row.status)
    states = frozenset({at_rest}) if at_rest else _states(next_on, launched_by, bool(recorded.at), today)
    active_until = (row.status_at or row.registered_at) if at_rest else None
    return Entry(
        id=row.id,
        title=row.title,
        launch_on=row.launch_on,
        launch_precision=row.launch_precision,
        owner=row.owner or "",
        states=states,
        next_name=next_name,
        next_on=next_on,
        confidence=tuple(reversed(recorded.confidence[-SHOWN_CONFIDENCE:])),
        tracked=Tracked(row.registered_at, launched_by, active_until, tuple(recorded.at)),
    )


def _states(next_on: date | None, launched_by: date, was_recorded: bool, today: date) -> frozenset[State]:
    """Of an active policy."""
    found = set()
    if next_on and next_on < today:
        found.add(State.OVERDUE)
    elif next_on and next_on <= today + DUE_WITHIN:
        found.add(State.DUE)
    if not was_recorded and launched_by + STARTS_WITHIN <= today:
        found.add(State.NEVER_STARTED)
    return frozenset(found or {State.ON_TRACK})
