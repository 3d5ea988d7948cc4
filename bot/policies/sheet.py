"""A policy read whole: what its card is drawn from."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from bot.model import CheckIn, CheckInStatus, Measure, Milestone, Reading
from bot.policies.whose import Owned


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure with what it showed: ``latest`` is nothing until it was read, ``readings`` counts them."""

    measure: Measure
    latest: Reading | None = None
    readings: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A policy and everything of it. Milestones and check-ins, those that still wait to be done, the first first."""

    owned: Owned
    measures: tuple[Measured, ...]
    milestones: tuple[Milestone, ...]
    check_ins: tuple[CheckIn, ...]

    @property
    def overdue(self) -> tuple[CheckIn, ...]:
        return tuple(each for each in self.check_ins if each.due_on < self.owned.today)

    @property
    def to_come(self) -> tuple[CheckIn, ...]:
        return tuple(each for each in self.check_ins if each.due_on >= self.owned.today)


def sheet_of(session: Session, owned: Owned) -> Sheet:
    """As it is now, with whatever this transaction has changed."""
    session.flush()
    policy_id = owned.policy.id
    milestones = select(Milestone).where(Milestone.policy_id == policy_id)
    milestones = milestones.order_by(col(Milestone.happens_on), col(Milestone.id))
    return Sheet(
        owned,
        measured(session, policy_id),
        tuple(session.exec(milestones)),
        open_check_ins(session, policy_id),
    )


def open_check_ins(session: Session, policy_id: str) -> tuple[CheckIn, ...]:
    """Those of a policy that still wait to be done, the first first."""
    planned = CheckIn.policy_id == policy_id, CheckIn.status == CheckInStatus.PLANNED
    return tuple(session.exec(select(CheckIn).where(*planned).order_by(col(CheckIn.due_on), col(CheckIn.id))))


def measured(session: Session, policy_id: str) -> tuple[Measured, ...]:
    """The measures of a policy in their order, each with its latest reading."""
    own = select(Measure).where(Measure.policy_id == policy_id).order_by(col(Measure.position), col(Measure.id))
    measures = session.exec(own).all()
    wanted = col(Reading.measure_id).in_([measure.id for measure in measures])
    by_measure: dict[str, list[Reading]] = {}
    for reading in session.exec(select(Reading).where(wanted).order_by(col(Reading.read_on), col(Reading.id))):
        by_measure.setdefault(reading.measure_id, []).append(reading)
    found = ((measure, by_measure.get(measure.id, [])) for measure in measures)
    return tuple(Measured(measure, readings[-1] if readings else None, len(readings)) for measure, readings in found)
