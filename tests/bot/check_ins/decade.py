"""Ten years of policies: people answer, snooze, move, go away and leave; servers stop, and start again elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from sqlalchemy import Engine, func
from sqlmodel import Session, select

from bot.check_ins import nudging
from bot.check_ins.planning import make_ahead, plan_again, schedule
from bot.deadlines import Deadlines
from bot.drawing import draw
from bot.model import (
    CheckIn,
    CheckInStatus,
    CoOwner,
    Notice,
    NoticeKind,
    NoticeState,
    Policy,
    PolicyStatus,
    Preferences,
)
from bot.notices import Delivered, Letter
from bot.sending.outbox import Outbox
from bot.turn import Work
from directory.database import reading, unit_of_work
from directory.live import LiveIndex
from directory.model import Absence, Account, Expert, Status
from tests.bot.check_ins.ledger import CODES, DAY, Planned, Someone, Watched
from tests.people import INDEX, add_expert
from tests.post_office import Clock

LONDON = ZoneInfo("Europe/London")
BEGINS = date(2026, 1, 5)
PEOPLE_FOR_EACH = 2
MINUTE = timedelta(minutes=1)
RHYTHMS = {"": 0, "FREQ=MONTHLY": 1, "FREQ=MONTHLY;INTERVAL=4": 4}
PROPOSED = (1, 3, 6)


class Decade:
    """``told`` counts what people got; ``wrong`` is whatever they should not have got, or did not get."""

    def __init__(self, engine: Engine, policies: int, seed: int, years: int = 10) -> None:
        self.engine, self.chance = engine, Random(seed)
        self.clock = Clock(at(BEGINS, 7))
        self.ends = BEGINS + relativedelta(years=years)
        self._ids = iter(range(1, 10_000_000))
        self.told: Counter[str] = Counter()
        self.wrong: list[object] = []
        self.taken: set[str] = set()
        self.brought: list[tuple[str, str, int]] = []
        self.following: datetime | None = None
        """When there is something for a server to do next; nothing: since somebody did something, it may be now."""
        self.people = [self._somebody(number) for number in range(PEOPLE_FOR_EACH * policies + 4)]
        self.index = LiveIndex(engine, INDEX)
        self.index.build()
        self._start()
        self.policies = {f"policy{number}": self._policy(f"policy{number}") for number in range(policies)}

    # ------------------------------------------------------------------------------------------ who and what there is

    def _new_id(self) -> str:
        return f"id{next(self._ids)}"

    def _start(self) -> None:
        """A server begins, with nothing in mind."""
        self.deadlines = Deadlines(self.engine, self.index, self.clock, self._new_id, nudging.due)
        self.outbox = Outbox(
            self.engine, self.clock, self._new_id, draw, {"slack", "email"}, lambda: 0.5, lease_clock=self.clock
        )

    def _somebody(self, number: int) -> Someone:
        """Some have a profile that says where they are, some chose a nation, some are told things by email."""
        nation = self.chance.choice(sorted(CODES))
        with unit_of_work(self.engine) as session:
            region = nation if self.chance.random() < 0.5 else "London"
            expert = add_expert(session, f"Sample Person{number:04}", region=region)
            if region != nation:
                session.add(Preferences(person_id=expert.person_id, nation=nation))
            if self.chance.random() < 0.8:
                session.add(
                    Account(
                        person_id=expert.person_id,
                        platform="slack",
                        workspace="T1",
                        user_id=f"u{number}",
                        introduced_at=self.clock.now,
                    )
                )
            return Someone(expert.person_id, nation)

    def _policy(self, id_: str) -> Watched:
        owner, *beside = self.chance.sample([each for each in self.people if not each.has_left], 3)
        beside = beside[: self.chance.randrange(3)]
        launch = BEGINS + self.chance.randrange(30, 400) * DAY
        launch = launch.replace(day=min(launch.day, 28))
        rhythm = self.chance.choice(sorted(RHYTHMS))
        with self._work() as work:
            policy = Policy(
                id=id_,
                title=id_,
                launch_on=launch,
                rhythm=rhythm,
                outcomes=["It works"],
                owner_id=owner.id,
                deputy_id=beside[0].id if beside else None,
                registered_at=work.now,
                plan_at=work.now,
            )
            work.session.add(policy)
            work.session.flush()
            work.session.add_all(CoOwner(policy_id=id_, person_id=each.id) for each in beside[1:])
            make_ahead(work, policy)
        watched = Watched(owner, beside, {on: Planned(on) for on in self._days(launch, RHYTHMS[rhythm])})
        for one in watched.check_ins.values():
            one.skip_to(BEGINS, is_ten_over=False)
        return watched

    def _days(self, launch: date, every: int) -> list[date]:
        """What the plan has, by hand."""
        months = range(every, 200, every) if every else (*PROPOSED, *range(12, 200, 6))
        found = [launch - timedelta(weeks=4), *(launch + relativedelta(months=each) for each in months)]
        return sorted(on for on in found if BEGINS <= on < self.ends + relativedelta(years=2))

    @contextmanager
    def _work(self) -> Iterator[Work]:
        self.following = None
        with unit_of_work(self.engine) as session:
            yield Work(session, self.index.view(session), self.clock.now, self._new_id)

    # ------------------------------------------------------------------------------------------ days

    def live(self) -> None:
        """Day after day. What happens in people's lives happens before ten or after four."""
        day = BEGINS
        while day < self.ends and not self.wrong:
            self.clock.now = at(day, 7)
            self._morning(day)
            self._server(day)
            day += DAY

    def _server(self, day: date) -> None:
        """Most days it is up; some it starts late, is off until the night, cannot send, or is killed while it sends."""
        how = self.chance.choices(["up", "late", "off", "mute", "killed"], [80, 5, 5, 5, 5])[0]
        noon = datetime.combine(day, time(11), tzinfo=UTC)
        expected: list[tuple[str, date, str, int]] = []
        if how != "off":
            for watched in self.policies.values():
                watched.look(noon)
        if how not in {"off", "mute"}:
            for id_, watched in self.policies.items():
                expected += [(id_, *each) for each in watched.sent(noon)]
        self.brought = []
        if self.following is None or self.following <= at(day, 23):
            self._run(at(day, 13 if how == "late" else 20 if how == "off" else 7), at(day, 23), how)
        if how == "mute":
            self.following = None
        self._compare(day, expected, how)

    def _run(self, since: datetime, until: datetime, how: str) -> None:
        self.clock.now = max(self.clock.now, since)
        while self.clock.now < until:
            self.deadlines.pass_deadlines()
            if how != "mute":
                self._send(is_killed=how == "killed")
            self.following = self._next_time()
            self.clock.now = max(self.clock.now + timedelta(seconds=2), self.following)

    def _next_time(self) -> datetime:
        """When anything is due next."""
        with reading(self.engine) as session:
            due = Notice.state == NoticeState.DUE
            times = (
                session.exec(select(func.min(CheckIn.next_at))).one(),
                session.exec(select(func.min(Policy.plan_at))).one(),
                session.exec(select(func.min(Notice.due_at)).where(due)).one(),
                session.exec(select(func.min(Notice.claimed_until)).where(due)).one(),
            )
        return min((when for when in times if when and when > self.clock.now), default=at(self.ends, 0))

    def _send(self, *, is_killed: bool) -> None:
        for letter in self.outbox.claim(10):
            if is_killed and self.chance.random() < 0.5:
                if self.chance.random() < 0.5:
                    self._take(letter)
                self._start()
                continue
            self._take(letter)
            self.outbox.settle((letter, Delivered("there")))

    def _take(self, letter: Letter) -> None:
        """A platform takes a message of one key once."""
        if letter.kind is not NoticeKind.CHECK_IN_NUDGE or letter.key in self.taken:
            return
        self.taken.add(letter.key)
        here = self.clock.now.astimezone(LONDON)
        if not 10 <= here.hour < 16 or here.isoweekday() not in {2, 3, 4}:
            self.wrong.append(("at a wrong hour", here, letter.key))
        what = letter.key.split(":")[3].partition("-")[0]
        self.brought.append((letter.subject, what, letter.person_id))

    def _compare(self, day: date, expected: list[tuple[str, date, str, int]], how: str) -> None:
        with reading(self.engine) as session:
            rows = [session.get_one(CheckIn, subject) for subject, _, _ in self.brought]
            got = [
                (row.policy_id, row.occurs_on, what, who)
                for row, (_, what, who) in zip(rows, self.brought, strict=True)
            ]
        if sorted(got) != sorted(expected):
            twice = [each for each, times in Counter(got).items() if times > 1]
            self.wrong.append((day, how, {*got} - {*expected}, {*expected} - {*got}, twice))
        for id_, named, what, _ in got:
            self.told[what] += 1
            self._react(id_, named, day)

    # ------------------------------------------------------------------------------------------ what people do

    def _react(self, id_: str, named: date, day: date) -> None:
        """In the evening: they record it, say that it is not needed, snooze or move it, or do nothing."""
        watched = self.policies[id_]
        one = watched.check_ins[named]
        if not one.is_open:
            return  # it was answered a moment ago
        self.clock.now = at(day, 18)
        match self.chance.choices(["record", "not needed", "snooze", "move", ""], [20, 5, 8, 6, 61])[0]:
            case "record":
                one.answered, one.is_recorded = self.clock.now, True
                self._change(id_, named, status=CheckInStatus.RECORDED, answered_at=self.clock.now)
            case "not needed":
                one.answered = self.clock.now
                self._change(id_, named, status=CheckInStatus.NOT_NEEDED, answered_at=self.clock.now)
            case "snooze":
                one.snoozed = day + self.chance.randrange(1, 40) * DAY
                self._change(id_, named, snoozed_until=one.snoozed)
                asleep = max(one.snoozed, day)
                while asleep.weekday() not in {1, 2, 3}:
                    asleep += DAY
                one.skip_to(asleep, is_ten_over=True)
            case "move":
                one.due, one.to_come = day + self.chance.randrange(0, 120) * DAY, 0
                self._change(id_, named, due_on=one.due)
                one.skip_to(day, is_ten_over=True)

    def _change(self, id_: str, named: date, **columns: object) -> None:
        with self._work() as work:
            mine = (CheckIn.policy_id == id_, CheckIn.occurs_on == named)
            check_in = work.session.exec(select(CheckIn).where(*mine)).one()
            for column, value in columns.items():
                setattr(check_in, column, value)
            schedule(work, work.session.get_one(Policy, id_), check_in)

    def _morning(self, day: date) -> None:
        """Holidays are booked, people leave, policies change hands, are paused and go on."""
        for one in tuple(self.people):
            if not one.has_left and self.chance.random() < 1 / 60:
                first = day + self.chance.randrange(0, 20) * DAY
                self._go_away(one, (first, first + self.chance.choice([0, 4, 13, 45]) * DAY))
            elif not one.has_left and self.chance.random() < 1 / 2500:
                one.has_left = True
                self._of_expert(one, lambda _session, expert: setattr(expert, "status", Status.LEFT))
                self.people.append(self._somebody(len(self.people)))
        for id_, watched in self.policies.items():
            if self.chance.random() < (1 / 40 if watched.owner.has_left else 1 / 1500):
                self._hand_over(id_, watched)
            if self.chance.random() < (1 / 600 if watched.is_active else 1 / 60):
                self._pause(id_, watched, day)

    def _go_away(self, one: Someone, away: tuple[date, date]) -> None:
        if away not in one.away:
            one.away.append(away)
            self._of_expert(one, lambda session, expert: session.add(_absence(expert, away)))

    def _of_expert(self, one: Someone, act: Callable[[Session, Expert], None]) -> None:
        self.following = None
        with unit_of_work(self.engine) as session:
            act(session, session.exec(select(Expert).where(Expert.person_id == one.id)).one())

    def _hand_over(self, id_: str, watched: Watched) -> None:
        there = [each for each in self.people if not each.has_left and each not in watched.beside]
        watched.owner = self.chance.choice(there)
        with self._work() as work:
            policy = work.session.get_one(Policy, id_)
            policy.owner_id = watched.owner.id
            for check_in in work.session.exec(select(CheckIn).where(CheckIn.policy_id == id_)).all():
                schedule(work, policy, check_in)

    def _pause(self, id_: str, watched: Watched, day: date) -> None:
        watched.is_active = not watched.is_active
        with self._work() as work:
            policy = work.session.get_one(Policy, id_)
            policy.status = PolicyStatus.ACTIVE if watched.is_active else PolicyStatus.PAUSED
            plan_again(work, policy)
        if watched.is_active:
            for one in watched.check_ins.values():
                one.skip_to(day, is_ten_over=False)


def _absence(expert: Expert, away: tuple[date, date]) -> Absence:
    return Absence(expert_id=expert.id or 0, starts_on=away[0], ends_on=away[1])


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)
