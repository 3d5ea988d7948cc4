"""A policy with years behind it: measures that were read, check-ins of every kind, milestones, and two owners."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from sqlalchemy import Engine
from sqlmodel import Session

from bot.model import (
    Beneficiary,
    CheckIn,
    CheckInStatus,
    CoOwner,
    Direction,
    Measure,
    Milestone,
    MilestoneCategory,
    Ownership,
    Policy,
    PolicyStatus,
    Precision,
    Reading,
    ReadingSource,
)
from directory.database import unit_of_work
from directory.model import Person, Role, RoleGrant
from tests.requests import add_person

TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
LAUNCH = date(2024, 3, 1)
RILEY, DOV, ADA, SAM, MORGAN = "Riley Requester", "Dov Marrowby", "Ada Quillan", "Sam Okafor", "Morgan Tallow"
ORGANISATION = "HM Revenue and Customs"
LEARNED = "People read the first line and no further. Those who call have read nothing at all."


class Years:
    """``ids`` has everybody by name: Riley owns it, Dov is the deputy, Ada a co-owner, Morgan a head of the
    organisation, and Sam has nothing to do with it.
    """

    def __init__(
        self, engine: Engine, *, check_ins: int = 9, readings: Sequence[int] = (120, 8), words: str = ""
    ) -> None:
        """``words`` stand in the place of everything that anybody wrote. ``readings`` are of each measure."""
        self.engine = engine
        self.policy_id = "policy1"
        self._words = words
        self._ids = count(1)
        with unit_of_work(engine) as session:
            people = {name: add_person(session, name) for name in (RILEY, DOV, ADA, SAM, MORGAN)}
            session.flush()
            self.ids = {name: person.id or 0 for name, person in people.items()}
            if words:
                people[DOV].name = words
            head = RoleGrant(
                person_id=self.ids[MORGAN],
                role=Role.HEAD_OF_PROFESSION,
                profession="policy",
                organisation=ORGANISATION.upper(),
            )
            session.add_all([head, self._policy()])
            session.flush()
            session.add(CoOwner(policy_id=self.policy_id, person_id=self.ids[ADA]))
            self._owned(session)
            recorded = self._check_ins(session, check_ins)
            self._measures(session, readings, recorded)
            self._milestones(session)

    def alter(self, **columns: object) -> None:
        """Change the policy, as something else in the bot would."""
        with unit_of_work(self.engine) as session:
            policy = session.get_one(Policy, self.policy_id)
            for column, value in columns.items():
                setattr(policy, column, value)

    def erase(self, name: str) -> None:
        with unit_of_work(self.engine) as session:
            session.delete(session.get_one(Person, self.ids[name]))

    def close(self) -> None:
        self.alter(status=PolicyStatus.CLOSED, status_at=NOW - timedelta(days=30), learned=self._said(LEARNED))

    # ------------------------------------------------------------------------------------------ what there is

    def _said(self, text: str) -> str:
        return self._words or text

    def _policy(self) -> Policy:
        return Policy(
            id=self.policy_id,
            title=self._said("Plain letters about tax debt"),
            organisation=ORGANISATION,
            outcomes=[self._said("More people pay on time"), self._said("Fewer people are afraid to open a letter")],
            launch_on=LAUNCH,
            launch_precision=Precision.MONTH,
            owner_id=self.ids[RILEY],
            deputy_id=self.ids[DOV],
            registered_at=NOW - timedelta(days=1_000),
            plan_at=NOW,
        )

    def _owned(self, session: Session) -> None:
        handed = NOW - timedelta(days=400)
        session.add(Ownership(policy_id=self.policy_id, person_id=self.ids[SAM], since=at(LAUNCH), until=handed))
        session.add(Ownership(policy_id=self.policy_id, person_id=self.ids[RILEY], since=handed))

    def _check_ins(self, session: Session, number: int) -> list[CheckIn]:
        """The oldest first: the last of those before today is overdue. Gives those that were recorded."""
        names = ("1 month after launch", "3 months after launch", "Before the review", "Yearly look")
        days = [LAUNCH + (TODAY - LAUNCH) * step / (number + 1) for step in range(1, number + 1)]
        made = [self._check_in(names[step % len(names)], day) for step, day in enumerate(days)]
        for step, check_in in enumerate(made[:-1]):
            check_in.answered_at = at(check_in.due_on + timedelta(days=2))
            check_in.answered_by = self.ids[DOV]
            if step % 5 == 3:
                check_in.status, check_in.reason = CheckInStatus.NOT_NEEDED, self._said("The pilot was paused.")
            elif step % 7 == 5:
                check_in.status = CheckInStatus.REMOVED
            else:
                self._record(check_in, 3 + step % 6)
        to_come = [self._check_in("Yearly look", TODAY + timedelta(days=30))]
        session.add_all([*made, *to_come, self._check_in("Review by law", date(2027, 9, 1))])
        session.flush()
        return [each for each in made if each.status is CheckInStatus.RECORDED]

    def _check_in(self, name: str, day: date) -> CheckIn:
        return CheckIn(
            id=f"check-in{next(self._ids)}",
            policy_id=self.policy_id,
            rule="own",
            occurs_on=day,
            name=self._said(name),
            due_on=day,
        )

    def _record(self, check_in: CheckIn, confidence: int) -> None:
        check_in.status, check_in.confidence = CheckInStatus.RECORDED, confidence
        check_in.learned = self._said(LEARNED)
        check_in.changes = self._said("The sum owed now stands in the first line.")
        check_in.next_steps = self._said("Test the new letter with 12 people in Leeds.")

    def _measures(self, session: Session, readings: Sequence[int], recorded: list[CheckIn]) -> None:
        """The first two also have a reading at each check-in that was recorded."""
        for position, number in enumerate(readings):
            measure = self._measure(position)
            session.add(measure)
            session.flush()
            rises = measure.direction is Direction.UP
            for step in range(number):
                day = LAUNCH + (TODAY - LAUNCH) * step / number
                value = 55 + 26 * step // number + step % 3 if rises else 1_900 - 500 * step // number
                source = ReadingSource.LIVE if rises else ReadingSource.FILE
                session.add(Reading(measure_id=measure.id, value=value, read_on=day, noted_at=at(day), source=source))
            for each in recorded if position < 2 else []:
                value, noted_at = (56 + 3 * (each.confidence or 0) if rises else 1_700), at(each.due_on)
                here = Reading(measure_id=measure.id, value=value, read_on=each.due_on, noted_at=noted_at)
                here.check_in_id = each.id
                session.add(here)

    def _measure(self, position: int) -> Measure:
        measure = Measure(id=f"measure{position}", policy_id=self.policy_id, position=position, name="", unit="%")
        if position % 2:
            measure.name, measure.unit, measure.direction = "Calls about letters", "calls a week", Direction.DOWN
            measure.target = 1_200
        else:
            measure.name, measure.beneficiary = "Letters understood", Beneficiary.CITIZENS
            measure.baseline, measure.target, measure.threshold = 55, 80, 60
        measure.name = self._said(f"{measure.name} {position}" if position > 1 else measure.name)
        return measure

    def _milestones(self, session: Session) -> None:
        dates = (
            (MilestoneCategory.PLAN_SIGNED_OFF, date(2024, 2, 1), Precision.MONTH, True),
            (MilestoneCategory.INTERIM_PUBLICATION, date(2026, 2, 12), Precision.DAY, True),
            (MilestoneCategory.OTHER, date(2027, 3, 1), Precision.MONTH, False),
        )
        for number, (category, day, precision, is_actual) in enumerate(dates):
            milestone = Milestone(id=f"milestone{number}", policy_id=self.policy_id, category=category, happens_on=day)
            milestone.precision, milestone.is_actual = precision, is_actual
            if category is MilestoneCategory.OTHER:
                milestone.description = self._said("Spending review")
            session.add(milestone)


def at(day: date) -> datetime:
    return datetime.combine(day, time(10), UTC)
