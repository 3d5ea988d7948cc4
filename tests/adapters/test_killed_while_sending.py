"""Servers that are killed while they send: nothing is lost, and twice comes only what was on its way at that moment."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerProcess
from random import Random

import pytest
from aiohttp import web
from sqlalchemy import Engine, update
from sqlmodel import Session, col, func, select

from bot.model import CheckIn, Notice, NoticeKind, NoticeState, Policy, SendingLimit
from bot.notices import tell
from directory.database import reading, unit_of_work
from tests.adapters.sending import send_until_killed
from tests.clients.thread import served_in_a_thread
from tests.post_office import PostOffice
from tests.sizes import examples

KILLS = examples(4)
NOTICES = examples(40)
ENDS_WITHIN = 60 + 3 * KILLS  # seconds, on a machine with other work
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
TEN_OCLOCK = datetime(2026, 5, 12, 9, tzinfo=UTC)
"""A Tuesday, in the United Kingdom."""
MOMENTS = ("before it is taken", "before the answer", "after the answer")
"""When the sender is killed: as its message arrives, when it was taken, or a moment after the sender heard so."""


@dataclass(slots=True)
class Platform:
    """Takes messages, and kills who sends them at moments drawn by lot."""

    chance: Random
    kills_left: int = KILLS
    taken: list[tuple[str, str]] = field(default_factory=list)
    """Key and attempt of every new message."""
    attempts: list[str] = field(default_factory=list)
    """Every request, whatever became of it."""
    doomed: set[int] = field(default_factory=set)
    """Whom it was decided to kill."""
    _next_kill: int = 1

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/", self._take)]

    async def _take(self, request: web.Request) -> web.Response:
        said = await request.json()
        await asyncio.sleep(self.chance.uniform(0, 0.02))
        self.attempts.append(said["claim"])
        moment = self._is_time_to_kill(said["pid"]) and self.chance.choice(MOMENTS)
        if moment == MOMENTS[0]:
            os.kill(said["pid"], signal.SIGKILL)
            return web.Response(status=500)
        if not said["receipt"]:
            self.taken.append((said["key"], said["claim"]))
        if moment == MOMENTS[1]:
            os.kill(said["pid"], signal.SIGKILL)
        elif moment:
            threading.Timer(self.chance.uniform(0, 0.03), os.kill, [said["pid"], signal.SIGKILL]).start()
        return web.Response(text=f"message {len(self.taken)}")

    def _is_time_to_kill(self, pid: int) -> bool:
        if pid in self.doomed or not self.kills_left or len(self.attempts) < self._next_kill:
            return False
        self.doomed.add(pid)
        self.kills_left -= 1
        self._next_kill = len(self.attempts) + self.chance.randint(1, NOTICES // KILLS)
        return True


class Senders:
    """Processes that send; where one was killed, another begins."""

    def __init__(self, number: int, *arguments: str) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.adapters.sending"])
        self._arguments = arguments
        self._running = [self._begin() for _ in range(number)]

    def _begin(self) -> ForkServerProcess:
        process = self._context.Process(target=send_until_killed, args=self._arguments)
        process.start()
        return process

    def replace_the_dead(self) -> Iterator[int]:
        """The process ids of those that were killed since the last time."""
        for place, process in enumerate(self._running):
            if process.is_alive():
                continue
            process.join()
            yield process.pid or 0
            assert process.exitcode == -signal.SIGKILL
            process.close()
            self._running[place] = self._begin()

    def end(self) -> None:
        for process in self._running:
            process.kill()
            process.join()


@contextmanager
def senders(number: int, *arguments: str) -> Iterator[Senders]:
    several = Senders(number, *arguments)
    try:
        yield several
    finally:
        several.end()


def let_leases_end(database: Engine, pid: int) -> list[str]:
    """As if their time were over now for the attempts of this process. Gives the keys of what it held."""
    with unit_of_work(database) as session:
        held = session.exec(select(Notice).where(col(Notice.claim).startswith(f"{pid}-")).with_for_update()).all()
        for notice in held:
            notice.claimed_until = LONG_AGO
        targets = [f"web:home:u{notice.person_id}" for notice in held]
        free = update(SendingLimit).where(col(SendingLimit.target).in_(targets)).values(next_at=LONG_AGO)
        session.execute(free)
    return [f"{notice.key}:{notice.message_number}" for notice in held]


def still_to_tell(database: Engine) -> int:
    with reading(database) as session:
        return NOTICES - session.exec(select(func.count()).where(Notice.state == NoticeState.SETTLED)).one()


# SQLite takes one serving process.
@pytest.mark.parametrize(
    ("database_url", "number"), [("sqlite", 1), ("postgresql", 1), ("postgresql", 3)], indirect=["database_url"]
)
def test_servers_killed_while_they_send_lose_nothing(database: Engine, database_url: str, number: int) -> None:
    post = PostOffice(database)
    people = [post.person(f"Sample Person{n}", "web") for n in range(NOTICES // 2)]
    with unit_of_work(database) as session:
        now = datetime.now(UTC) - timedelta(seconds=1)
        for person in people:
            tell(session, NoticeKind.OFFER_CARD, f"offer{person}", person, now)
            tell(session, NoticeKind.MESSAGE, f"message{person}", person, now)
    check_what_arrived(*send_and_kill(database, number, database_url))


@pytest.mark.parametrize(("database_url", "number"), [("sqlite", 1), ("postgresql", 3)], indirect=["database_url"])
def test_servers_killed_while_they_plan_and_send_nudges_lose_none(
    database: Engine, database_url: str, number: int
) -> None:
    post = PostOffice(database)
    people = [post.person(f"Sample Person{n}", "web") for n in range(NOTICES)]
    with unit_of_work(database) as session:
        for person in people:
            add_check_in(session, person)
    ahead = str((TEN_OCLOCK - datetime.now(UTC)).total_seconds())
    check_what_arrived(*send_and_kill(database, number, database_url, ahead=ahead))
    with reading(database) as session:
        assert session.exec(select(func.count()).where(CheckIn.stage == "one_week")).one() == NOTICES
        assert session.exec(select(func.count()).where(Notice.kind == NoticeKind.CHECK_IN_NUDGE)).one() == NOTICES


def add_check_in(session: Session, owner_id: int) -> None:
    """Due in four weeks, of a policy of their own: its first nudge goes out at ten o'clock."""
    due_on = TEN_OCLOCK.date() + timedelta(weeks=4)
    policy = Policy(
        id=f"policy{owner_id}",
        title="Plain letters about tax debt",
        launch_on=due_on,
        owner_id=owner_id,
        registered_at=LONG_AGO,
        plan_at=datetime(2099, 1, 1, tzinfo=UTC),
    )
    session.add(policy)
    session.flush()
    session.add(
        CheckIn(
            id=f"check-in{owner_id}",
            policy_id=policy.id,
            rule="added",
            occurs_on=due_on,
            name="Once more",
            due_on=due_on,
            stage="four_weeks",
            stage_of=due_on,
            next_at=TEN_OCLOCK,
        )
    )


def send_and_kill(
    database: Engine, number: int, database_url: str, *, ahead: str = ""
) -> tuple[Platform, Counter[str]]:
    """Until everything is told and all kills were made."""
    platform = Platform(Random(number))
    app = web.Application()
    app.add_routes(platform.routes())
    held: list[str] = []
    with served_in_a_thread(app) as address, senders(number, database_url, address, ahead) as several:
        deadline = time.monotonic() + ENDS_WITHIN
        while still_to_tell(database) or platform.kills_left:
            assert time.monotonic() < deadline, "it does not come to an end"
            for pid in several.replace_the_dead():
                held += let_leases_end(database, pid)
            time.sleep(0.05)
    return platform, Counter(held)


def check_what_arrived(platform: Platform, held: Counter[str]) -> None:
    """``held`` counts the attempts that ended by a kill, for each message."""
    arrived = Counter(key for key, _ in platform.taken)
    assert len(arrived) == NOTICES, "something was lost"
    twice = {key: times - 1 for key, times in arrived.items() if times > 1}
    assert all(times <= held[key] for key, times in twice.items())
    assert len(platform.attempts) == len(set(platform.attempts)), "more than one request for an attempt"
    assert len(platform.doomed) == KILLS
    print(
        f"\n{KILLS} kills, {NOTICES} notices: 0 lost; {sum(twice.values())} came twice of {held.total()} that were on "
        "their way at a kill, 0 where the platform honours a key"
    )
