"""A town in which one check-in is followed from nudge to nudge, by a clock that goes from one event to the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.check_ins.planning import plan_again, schedule
from bot.model import CheckIn, Notice, NoticeKind, Policy
from bot.notices import occasion_of
from bot.turn import Work
from directory.database import reading, unit_of_work
from directory.model import Absence, Expert, Person
from tests.bot.policies.policies import PolicyTown

LONDON = ZoneInfo("Europe/London")
KEPT = "after_1_months"
"""The rule of the check-in that stays: it is due on 1 October 2026, a Thursday, for the town's own policy."""
NEVER = datetime(2099, 1, 1, tzinfo=UTC)


class NudgedTown(PolicyTown):
    """Only the check-in a month after launch is left of the plan, unless a test adds more."""

    def register_one(self, **values: Any) -> Policy:
        policy = self.register(**values)
        with unit_of_work(self.engine) as session:
            for check_in in session.exec(select(CheckIn).where(CheckIn.rule != KEPT)):
                session.delete(check_in)
            session.get_one(Policy, policy.id).plan_at = NEVER
        return policy

    def one(self) -> CheckIn:
        return next(each for each in self.check_ins(open_only=False) if each.rule == KEPT)

    def change_it(self, act: Callable[[CheckIn], object]) -> None:
        """As whoever looks after it would: changed, and scheduled anew."""
        with unit_of_work(self.engine) as session:
            check_in = session.get_one(CheckIn, self.one().id)
            act(check_in)
            schedule(self.work(session), session.get_one(Policy, check_in.policy_id), check_in)

    def replan(self, **columns: object) -> None:
        """As whoever looks after it would: changed, and planned anew."""
        with unit_of_work(self.engine) as session:
            policy = session.get_one(Policy, self.policy().id)
            for column, value in columns.items():
                setattr(policy, column, value)
            plan_again(self.work(session), policy)

    def add_check_in(self, due_on: date, **columns: Any) -> None:
        """One more, that somebody added by hand."""
        with unit_of_work(self.engine) as session:
            policy = session.get_one(Policy, self.policy().id)
            named = {"id": f"added{due_on}", "policy_id": policy.id, "rule": "added", "name": "Added", **columns}
            schedule(self.work(session), policy, CheckIn(occurs_on=due_on, due_on=due_on, **named))

    def work(self, session: Any) -> Work:
        return Work(session, self.riley.index.view(session), self.now, self.riley.conversation._new_id)

    def absent(self, name: str, first: date, last: date) -> None:
        with unit_of_work(self.engine) as session:
            expert = session.exec(select(Expert).join(Person).where(Person.name == name)).one()
            session.add(Absence(expert_id=expert.id or 0, starts_on=first, ends_on=last))

    # ------------------------------------------------------------------------------------------ time

    def told_until(self, day: date) -> list[tuple[str, str, str]]:
        """What was told since the last time until 18:00 (UTC) of this day: when by the clock in London, whom, for what.

        The deadlines are passed whenever the time of something has come.
        """
        before = len(self._told())
        end = datetime.combine(day, time(18), tzinfo=UTC)
        while self.now < end:
            self.deadlines.pass_deadlines()
            self.now = min(end, max(self._next(end), self.now + timedelta(minutes=5)))
        self.deadlines.pass_deadlines()
        return self._told()[before:]

    def sleep_until(self, when: datetime) -> None:
        """The bot is off until then."""
        self.now = when

    def _next(self, end: datetime) -> datetime:
        waits = select(CheckIn.next_at).where(col(CheckIn.next_at).is_not(None)).order_by(col(CheckIn.next_at))
        with reading(self.engine) as session:
            return session.exec(waits).first() or end

    def _told(self) -> list[tuple[str, str, str]]:
        query = select(Notice, Person.name).join(Person, col(Person.id) == col(Notice.person_id))
        query = query.where(Notice.kind == NoticeKind.CHECK_IN_NUDGE).order_by(col(Notice.id))
        with reading(self.engine) as session:
            return [
                (f"{notice.due_at.astimezone(LONDON):%Y-%m-%d %H:%M}", name, occasion_of(notice).partition("-")[0])
                for notice, name in session.exec(query)
            ]
