"""A policy read whole: what its card is drawn from."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

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
    """The measures of a policy in their order, each with its latest reading. There may be very many readings."""
    own = select(Measure).where(Measure.policy_id == policy_id).order_by(col(Measure.position), col(Measure.id))
    measures = session.exec(own).all()
    counted = select(Reading.measure_id, func.count()).group_by(col(Reading.measure_id))
    ids = [measure.id for measure in measures]
    numbers = dict(session.exec(counted.where(col(Reading.measure_id).in_(ids))).all())
    return tuple(
        Measured(measure, latest_reading(session, measure.id), numbers[measure.id])
        if measure.id in numbers
        else Measured(measure)
        for measure in measures
    )


def latest_reading(session: Session, measure_id: str) -> Reading | None:
    """What a measure showed last: of those of one day, what came last."""
    own = select(Reading).where(Reading.measure_id == measure_id)
    return session.exec(own.order_by(col(Reading.read_on).desc(), col(Reading.id).desc()).limit(1)).first()
