"""A town in which one check-in is followed from nudge to nudge, by a clock that moves an hour at a time or less."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.evaluation.planning import schedule
from bot.model import CheckIn, Notice, NoticeKind, Policy
from bot.notices import occasion_of
from bot.turn import Work
from directory.database import reading, unit_of_work
from directory.model import Person
from tests.bot.evaluation.policies import PolicyTown

LONDON = ZoneInfo("Europe/London")
ONE = "after_1_months"
"""The rule of the check-in that stays: it is due on 1 October 2026, a Thursday."""


class NudgedTown(PolicyTown):
    """Only the check-in a month after launch is left of the plan."""

    def register_one(self, **values: str) -> Policy:
        policy = self.register(**values)  # type: ignore[arg-type]
        with unit_of_work(self.engine) as session:
            for check_in in session.exec(select(CheckIn).where(CheckIn.rule != ONE)):
                session.delete(check_in)
            session.get_one(Policy, policy.id).plan_at = datetime(2099, 1, 1, tzinfo=UTC)
        return policy

    def one(self) -> CheckIn:
        [check_in] = self.check_ins(open_only=False)
        return check_in

    def change_it(self, act: Callable[[Work, Policy, CheckIn], None]) -> None:
        """As a handler would: the policy is locked, the check-in changed, and scheduled anew."""
        with unit_of_work(self.engine) as session:
            work = Work(session, self.riley.index.view(session), self.now, self.riley.conversation._new_id)
            check_in = session.get_one(CheckIn, self.one().id)
            policy = session.get_one(Policy, check_in.policy_id)
            act(work, policy, check_in)
            schedule(work, policy, check_in)

    def told_until(self, day: date) -> list[tuple[str, str, str]]:
        """What was told since the last time until 18:00 (UTC) of this day: when by the clock in London, whom, for what.

        It ticks as the server would, but for the hours in which nothing is due.
        """
        before = len(self._told())
        end = datetime.combine(day, time(18), tzinfo=UTC)
        while self.now < end:
            self.deadlines.pass_deadlines()
            self.now = min(end, max(self._next(end), self.now + timedelta(minutes=5)))
        self.deadlines.pass_deadlines()
        return self._told()[before:]

    def _next(self, end: datetime) -> datetime:
        with reading(self.engine) as session:
            return (
                session.exec(
                    select(CheckIn.next_at).where(col(CheckIn.next_at).is_not(None)).order_by(col(CheckIn.next_at))
                ).first()
                or end
            )

    def _told(self) -> list[tuple[str, str, str]]:
        with reading(self.engine) as session:
            query = select(Notice, Person.name).join(Person, col(Person.id) == col(Notice.person_id))
            found = session.exec(query.where(Notice.kind == NoticeKind.CHECK_IN_NUDGE).order_by(col(Notice.id))).all()
            return [
                (f"{notice.due_at.astimezone(LONDON):%Y-%m-%d %H:%M}", name, occasion_of(notice).partition("-")[0])
                for notice, name in found
            ]
