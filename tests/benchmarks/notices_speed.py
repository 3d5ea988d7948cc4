"""How many notices go out in a second, beside procrastinate's jobs on the same PostgreSQL in the same run.

Run it with ``python -m tests.benchmarks.notices_speed``. Neither does anything with them: a post takes every letter at
once, and a task has no line. Both may have ten under way at a time, and they take turns.
"""

from __future__ import annotations

import asyncio
import logging
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from random import random

import procrastinate
from aiohttp import web
from procrastinate.types import JSONDict
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, insert
from sqlmodel import Session, func, select

from adapters.outgoing import AT_ONCE, Outgoing
from bot.messages import Card
from bot.model import Notice, NoticeKind, NoticeState
from bot.notices import Delivered, Letter, Outcome
from bot.sending.outbox import Outbox
from directory.database import connected, reading, unit_of_work
from directory.model import Account, Person
from tests.benchmarks.databases import databases
from tests.benchmarks.promises import at_least, machine

NOTICES = 1_000
ROUNDS = 5
AIMED_RATIO = 1.0  # of the jobs a second that procrastinate does
LOOK_SECONDS = 0.05


class Nowhere:
    """``adapters.outgoing.Post``: takes everything at once."""

    async def deliver(self, letter: Letter) -> Outcome:
        return Delivered("somewhere")


def draw(_session: Session, notice: Notice, _now: datetime) -> Card:
    return Card(title=f"{notice.subject} for person {notice.person_id}")


def add_people(engine: Engine) -> None:
    """Each with an account on the page, whose pace nobody limits."""
    with unit_of_work(engine) as session:
        now = datetime.now(UTC)
        for number in range(1, NOTICES + 1):
            session.add(Person(id=number, name=f"Sample Person{number}"))
        session.flush()
        for number in range(1, NOTICES + 1):
            account = Account(person_id=number, platform="web", workspace="demo", user_id=f"u{number}")
            account.introduced_at = now
            session.add(account)


def add_notices(engine: Engine, turn: int) -> None:
    """One for everybody."""
    now = datetime.now(UTC)
    rows = [
        Notice(
            key=f"{turn}:{number}",
            kind=NoticeKind.OFFER_CARD,
            subject=f"{turn}",
            person_id=number,
            due_at=now,
            news_at=now,
        ).model_dump(exclude={"id"})
        for number in range(1, NOTICES + 1)
    ]
    with unit_of_work(engine) as session:
        session.execute(insert(Notice), rows)


async def notices_per_second(engine: Engine, turn: int) -> float:
    """From waking to the last one settled."""
    add_notices(engine, turn)
    numbers = count(1)
    outbox = Outbox(engine, lambda: datetime.now(UTC), lambda: f"{turn}-{next(numbers)}", draw, {"web"}, random)
    app = web.Application()
    outgoing = Outgoing(outbox, {"web": Nowhere()})
    outgoing.add_to(app)
    runner = web.AppRunner(app)
    started = time.perf_counter()
    await runner.setup()
    await _all_told(engine)
    took = time.perf_counter() - started
    await runner.cleanup()
    return NOTICES / took


async def _all_told(engine: Engine) -> None:
    for _ in count():
        if not await asyncio.to_thread(_still_to_tell, engine):
            return
        await asyncio.sleep(LOOK_SECONDS)


def _still_to_tell(engine: Engine) -> int:
    with reading(engine) as session:
        return session.exec(select(func.count()).where(Notice.state == NoticeState.DUE)).one()


async def jobs_per_second(server: str) -> float:
    """From starting the worker to its end, when no job is left."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=server))

    @app.task(name="nothing")
    async def nothing(number: int) -> None:
        """Takes a job."""

    jobs: list[JSONDict] = [{"number": number} for number in range(NOTICES)]
    async with app.open_async():
        await nothing.batch_defer_async(*jobs)
        started = time.perf_counter()
        await app.run_worker_async(concurrency=AT_ONCE, wait=False, install_signal_handlers=False)
        took = time.perf_counter() - started
    return NOTICES / took


def measure() -> dict[str, float]:
    """Medians over the rounds, a second: notices on PostgreSQL, jobs of procrastinate, notices on SQLite."""
    measured: dict[str, list[float]] = {"notices": [], "jobs": [], "on SQLite": []}
    with databases(add_people) as (notices, jobs, sqlite), connected(notices) as engine, connected(sqlite) as file:
        takes_turns: dict[str, Callable[[int], float]] = {
            "notices": lambda turn: asyncio.run(notices_per_second(engine, turn)),
            "jobs": lambda _turn: asyncio.run(jobs_per_second(jobs)),
            "on SQLite": lambda turn: asyncio.run(notices_per_second(file, turn)),
        }
        for turn in range(ROUNDS):
            for name, one in takes_turns.items():
                measured[name].append(one(turn))
    return {name: round(statistics.median(figures), 1) for name, figures in measured.items()}


def show(figures: dict[str, float]) -> None:
    """With what was promised."""
    ratio = round(figures["notices"] / figures["jobs"], 2)
    table = Table(title=f"{NOTICES:,} notices, ten on their way at a time, a second")
    for heading in ("on PostgreSQL", "jobs of procrastinate", "ratio", "aimed at", "on SQLite"):
        table.add_column(heading, justify="right")
    row = (f"{figures['notices']:g}", f"{figures['jobs']:g}", f"{ratio:g}", at_least(ratio, AIMED_RATIO))
    table.add_row(*row, f"{figures['on SQLite']:g}")
    Console().print(table, machine())


if __name__ == "__main__":
    logging.getLogger("procrastinate").setLevel(logging.ERROR)  # it warns of tasks in the module that is run
    show(measure())
