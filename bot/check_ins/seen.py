"""A check-in read whole: with its policy, what its measures showed, who answered it, and how its booking stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from bot.check_ins.standing import Standing, standing
from bot.model import CheckIn, CheckInStatus, Measure, PolicyStatus, Reading
from bot.policies.whose import Owned
from directory.model import Person

CORRECTED_WITHIN = timedelta(days=28)
"""How long what was recorded can still be corrected: as long as no other check-in is asked for."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure with its reading at this check-in, and the newest of all others."""

    measure: Measure
    here: Reading | None = None
    last: Reading | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A check-in as a line of its plan."""

    check_in: CheckIn
    standing: Standing
    answered_by: Person | None = None


@dataclass(frozen=True, slots=True)
class SeenCheckIn:
    """A check-in as one of those who look after its policy sees it."""

    owned: Owned
    check_in: CheckIn
    measures: tuple[Measured, ...]
    standing: Standing
    answered_by: Person | None
    now: datetime

    @property
    def may_change(self) -> bool:
        """Whether it still waits to be done, of a policy that is looked at."""
        return self.check_in.is_open and self.owned.policy.status is PolicyStatus.ACTIVE

    @property
    def may_correct(self) -> bool:
        """Whether what was recorded can still be put right."""
        is_recorded = self.check_in.status is CheckInStatus.RECORDED
        at = self.check_in.answered_at
        is_active = self.owned.policy.status is PolicyStatus.ACTIVE
        return is_active and is_recorded and at is not None and self.now < at + CORRECTED_WITHIN

    @property
    def may_record(self) -> bool:
        return self.may_change or self.may_correct

    @property
    def is_mid_booking(self) -> bool:
        """Whether somebody was asked to come to it, and it is not over."""
        return self.standing.is_asking or self.standing.is_booked

    @property
    def is_snoozed(self) -> bool:
        until = self.check_in.snoozed_until
        return until is not None and until > self.owned.today

    @property
    def answered_on(self) -> date | None:
        """The day by the clock of whoever looks."""
        at = self.check_in.answered_at
        return at.astimezone(self.owned.zone).date() if at else None


def see_check_in(session: Session, owned: Owned, check_in: CheckIn, now: datetime) -> SeenCheckIn:
    """As it is now."""
    answered_by = session.get(Person, check_in.answered_by) if check_in.answered_by else None
    measures = _measured(session, check_in)
    return SeenCheckIn(owned, check_in, measures, standing(session, check_in, now), answered_by, now)


def _measured(session: Session, check_in: CheckIn) -> tuple[Measured, ...]:
    """In their order."""
    query = select(Measure).where(Measure.policy_id == check_in.policy_id)
    measures = session.exec(query.order_by(col(Measure.position), col(Measure.id))).all()
    here = {each.measure_id: each for each in session.exec(select(Reading).where(Reading.check_in_id == check_in.id))}
    found = []
    for measure in measures:
        own = here.get(measure.id)
        found.append(
            Measured(measure, own, next((each for each in _newest(session, measure) if each is not own), None))
        )
    return tuple(found)


def _newest(session: Session, measure: Measure) -> Sequence[Reading]:
    """The newest two, the newest first: of very many, one may be that of this check-in."""
    query = select(Reading).where(Reading.measure_id == measure.id)
    return session.exec(query.order_by(col(Reading.read_on).desc(), col(Reading.id).desc()).limit(2)).all()
