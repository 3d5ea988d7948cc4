"""A policy with all that became of it: what its page and its files are made of, read in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from bot.charts import Chart, Point, charted
from bot.model import CheckIn, CheckInStatus, Measure, Milestone, Ownership, Policy, PolicyStatus, Reading
from bot.policies.able import has_gone
from bot.policies.readers import may_read
from bot.policies.whose import Owned, seen_by
from directory.model import Person


@dataclass(frozen=True, slots=True)
class PastReading:
    """What a measure showed. ``check_in_id`` is that at which it was read, or nothing."""

    point: Point
    check_in_id: str | None = None


@dataclass(frozen=True, slots=True)
class MeasureHistory:
    """A measure with every reading, in order, the newest last."""

    measure: Measure
    readings: tuple[PastReading, ...]
    chart: Chart


@dataclass(frozen=True, slots=True)
class History:
    """Measures, milestones and owners are in their order; check-ins by the day that they are due, the first first.

    ``names`` has everybody who had a part in it, by their ids; nobody who was erased.
    """

    owned: Owned
    measures: tuple[MeasureHistory, ...]
    milestones: tuple[Milestone, ...]
    check_ins: tuple[CheckIn, ...]
    ownerships: tuple[Ownership, ...]
    names: Mapping[int, str]
    at_check_ins: Mapping[str, tuple[tuple[Measure, float], ...]]
    """What the measures showed at each check-in, by its id."""
    now: datetime

    @property
    def policy(self) -> Policy:
        return self.owned.policy

    @property
    def recorded(self) -> tuple[CheckIn, ...]:
        """Those that were recorded, the newest first."""
        recorded = (each for each in self.check_ins if each.status is CheckInStatus.RECORDED)
        return tuple(sorted(recorded, key=self.happened, reverse=True))

    @property
    def past(self) -> tuple[CheckIn, ...]:
        """Those that were answered, and those whose day has passed, the newest first."""
        past = (each for each in self.check_ins if not each.is_open or each.due_on < self.owned.today)
        return tuple(sorted(past, key=self.happened, reverse=True))

    @property
    def overdue(self) -> tuple[CheckIn, ...]:
        """The oldest first; none of a policy for whose check-ins nobody is asked."""
        if self.policy.status is not PolicyStatus.ACTIVE:
            return ()
        return tuple(each for each in self.check_ins if each.is_open and each.due_on < self.owned.today)

    @property
    def to_come(self) -> tuple[CheckIn, ...]:
        return tuple(each for each in self.check_ins if each.is_open and each.due_on >= self.owned.today)

    def day(self, when: datetime) -> date:
        """By the clock of whoever looks."""
        return when.astimezone(self.owned.zone).date()

    def happened(self, check_in: CheckIn) -> tuple[date, date, str]:
        """When it was answered, else due; by which they are put in order."""
        on = self.day(check_in.answered_at) if check_in.answered_at else check_in.due_on
        return on, check_in.due_on, check_in.id

    def name(self, person_id: int | None) -> str:
        """Empty where we no longer have it."""
        return self.names.get(person_id or 0, "")


def read_history(session: Session, policy_id: str, person_id: int, now: datetime) -> History | None:
    """As it is now, for somebody who may read it at this moment; nothing for anybody else, or when there is none."""
    policy = session.get(Policy, policy_id)
    if policy is None or has_gone(session, person_id) or not may_read(session, policy, person_id):
        return None
    owned = seen_by(session, policy, person_id, now)
    own_measures = select(Measure).where(Measure.policy_id == policy_id)
    measures = session.exec(own_measures.order_by(col(Measure.position), col(Measure.id))).all()
    readings = _readings(session, policy_id)
    own_milestones = select(Milestone).where(Milestone.policy_id == policy_id)
    milestones = session.exec(own_milestones.order_by(col(Milestone.happens_on), col(Milestone.id))).all()
    own_check_ins = select(CheckIn).where(CheckIn.policy_id == policy_id)
    check_ins = session.exec(own_check_ins.order_by(col(CheckIn.due_on), col(CheckIn.id))).all()
    owned_by = select(Ownership).where(Ownership.policy_id == policy_id)
    ownerships = session.exec(owned_by.order_by(col(Ownership.since), col(Ownership.id))).all()
    named = [each.person_id for each in ownerships] + [each.answered_by for each in check_ins]
    return History(
        owned,
        tuple(_measure(each, readings[each.id], policy) for each in measures),
        tuple(milestones),
        tuple(check_ins),
        tuple(ownerships),
        _names(session, named) | {id_: person.name for id_, person in owned.people.items()},
        _by_check_in(measures, readings),
        now,
    )


def _readings(session: Session, policy_id: str) -> Mapping[str, list[PastReading]]:
    """Of all its measures, by their ids."""
    columns = (Reading.measure_id, Reading.read_on, Reading.value, Reading.source, Reading.check_in_id)
    query = select(*map(col, columns)).join(Measure, col(Measure.id) == col(Reading.measure_id))
    query = query.where(Measure.policy_id == policy_id).order_by(col(Reading.read_on), col(Reading.id))
    found: defaultdict[str, list[PastReading]] = defaultdict(list)
    for measure_id, read_on, value, source, check_in_id in session.execute(query):
        found[measure_id].append(PastReading(Point(read_on, value, source), check_in_id))
    return found


def _measure(measure: Measure, readings: list[PastReading], policy: Policy) -> MeasureHistory:
    chart = charted(measure, (each.point for each in readings), policy)
    return MeasureHistory(measure, tuple(readings), chart)


def _by_check_in(
    measures: Iterable[Measure], readings: Mapping[str, list[PastReading]]
) -> dict[str, tuple[tuple[Measure, float], ...]]:
    found: defaultdict[str, list[tuple[Measure, float]]] = defaultdict(list)
    for measure in measures:
        for each in readings[measure.id]:
            if each.check_in_id:
                found[each.check_in_id].append((measure, each.point.value))
    return {check_in_id: tuple(values) for check_in_id, values in found.items()}


def _names(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {id_ for id_ in ids if id_}
    people = session.exec(select(col(Person.id), col(Person.name)).where(col(Person.id).in_(wanted)))
    return {id_ or 0: name for id_, name in people}
