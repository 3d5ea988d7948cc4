"""How many nudges are planned and told in a second among 10,000 policies, beside procrastinate's jobs in the same run.

Run it with ``python -m tests.benchmarks.nudges_speed``. Ours is the whole step of ``bot.check_ins.nudging`` in a unit
of work of its own: locks, who is nudged, hours and holidays, what silences it, the notice, and the next stage. A job
of procrastinate is one that was deferred to ten o'clock and does nothing; one worker takes one at a time, as we do.
What a look costs when nothing is due is shown too, since there is one every few seconds.
"""

from __future__ import annotations

import asyncio
import logging
import statistics
import time
from datetime import UTC, date, datetime, timedelta
from itertools import count

import procrastinate
from procrastinate.types import JSONDict
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, insert, update
from sqlmodel import col

from bot.check_ins import nudging
from bot.deadlines import Deadlines
from bot.model import CheckIn, Policy
from directory.database import connected, reading, unit_of_work
from directory.live import LiveIndex
from directory.model import Person
from tests.benchmarks.databases import databases
from tests.benchmarks.promises import at_least, at_most, machine
from tests.benchmarks.timing import seconds
from tests.people import INDEX

POLICIES = 10_000
DUE = 300
"""Of them in each round: whoever is nudged at ten o'clock on the same day."""
ROUNDS = 3
LOOKS = 20
AIMED_RATIO = 0.15  # of the jobs a second that procrastinate does, each of which does nothing
IDLE_MS = 100
TEN_OCLOCK = datetime(2026, 5, 12, 9, tzinfo=UTC)
"""A Tuesday, in the United Kingdom."""
LATER = datetime(2099, 1, 1, tzinfo=UTC)


def add_policies(engine: Engine) -> None:
    """Each with an owner and a deputy of its own, and six check-ins to come."""
    with unit_of_work(engine) as session:
        people = (Person(id=n, name=f"Sample Person{n}", email=f"p{n}@example.gov.uk") for n in range(1, POLICIES + 2))
        session.execute(insert(Person), [each.model_dump() for each in people])
        policies = (
            Policy(
                id=f"policy{n}",
                title="Plain letters about tax debt",
                launch_on=date(2026, 1, 5),
                owner_id=n,
                deputy_id=n + 1,
                registered_at=TEN_OCLOCK,
                plan_at=LATER,
            )
            for n in range(1, POLICIES + 1)
        )
        session.execute(insert(Policy), [each.model_dump() for each in policies])
        check_ins = (
            CheckIn(
                id=f"check-in{n}-{number}",
                policy_id=f"policy{n}",
                rule="added",
                occurs_on=day,
                name="Once more",
                due_on=day,
                stage="four_weeks",
                stage_of=day,
                next_at=LATER,
            )
            for n in range(1, POLICIES + 1)
            for number in range(6)
            for day in [TEN_OCLOCK.date() + timedelta(weeks=4 + 26 * number)]
        )
        session.execute(insert(CheckIn), [each.model_dump() for each in check_ins])


def measure_ours(engine: Engine, turn: int, measured: dict[str, list[float]], where: str) -> None:
    """Plans made ahead, nudges told, and looks at nothing."""
    numbers = count(1)
    index = LiveIndex(engine, INDEX)
    index.build()
    deadlines = Deadlines(engine, index, lambda: TEN_OCLOCK, lambda: f"{turn}-{next(numbers)}", nudging.due)
    chosen = [str(n) for n in range(1 + turn * DUE, 1 + (turn + 1) * DUE)]
    due = {
        "plans": update(Policy).where(col(Policy.id).in_([f"policy{n}" for n in chosen])).values(plan_at=TEN_OCLOCK),
        "nudges": update(CheckIn)
        .where(col(CheckIn.id).in_([f"check-in{n}-0" for n in chosen]))
        .values(next_at=TEN_OCLOCK),
    }
    for what, make_due in due.items():
        with unit_of_work(engine) as session:
            session.execute(make_due)
        took = seconds(lambda: passes(deadlines, DUE))
        measured.setdefault(f"{what} {where}", []).append(DUE / took)
    for _ in range(LOOKS):
        with reading(engine) as session:
            measured.setdefault(f"look {where}", []).append(
                seconds(lambda: list(nudging.due(session, TEN_OCLOCK))) * 1e3
            )


def passes(deadlines: Deadlines, number: int) -> None:
    done = deadlines.pass_deadlines()
    assert done == number, done


async def jobs_per_second(server: str) -> float:
    """Deferred to ten o'clock, which has come: from starting the worker to its end, when no job is left."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=server))

    @app.task(name="nothing")
    async def nothing(number: int) -> None:
        """Takes a job."""

    jobs: list[JSONDict] = [{"number": number} for number in range(DUE)]
    async with app.open_async():
        await nothing.configure(schedule_at=datetime.now(UTC)).batch_defer_async(*jobs)
        started = time.perf_counter()
        await app.run_worker_async(concurrency=1, wait=False, install_signal_handlers=False)
        return DUE / (time.perf_counter() - started)


def measure() -> dict[str, float]:
    """Medians over the rounds; they take turns."""
    measured: dict[str, list[float]] = {"jobs": []}
    with databases(add_policies) as (nudges, jobs, sqlite), connected(nudges) as engine, connected(sqlite) as file:
        for turn in range(ROUNDS):
            measure_ours(engine, turn, measured, "on PostgreSQL")
            measured["jobs"].append(asyncio.run(jobs_per_second(jobs)))
            measure_ours(file, turn, measured, "on SQLite")
    return {name: round(statistics.median(figures), 1) for name, figures in measured.items()}


def show(figures: dict[str, float]) -> None:
    """With what was promised."""
    table = Table(title=f"{DUE:,} due at once among {POLICIES:,} policies")
    for heading in ("", "plans a second", "nudges a second", "jobs of procrastinate", "ratio", "a look at nothing, ms"):
        table.add_column(heading, justify="right")
    for where in ("on PostgreSQL", "on SQLite"):
        nudges, look = figures[f"nudges {where}"], figures[f"look {where}"]
        ratio = round(nudges / figures["jobs"], 2)
        aims = f"{ratio:g} ({at_least(ratio, AIMED_RATIO)})", f"{look:g} ({at_most(look, IDLE_MS, 'ms')})"
        table.add_row(where, f"{figures[f'plans {where}']:g}", f"{nudges:g}", f"{figures['jobs']:g}", *aims)
    Console(width=140).print(table, machine())


if __name__ == "__main__":
    logging.getLogger("procrastinate").setLevel(logging.ERROR)  # it warns of tasks in the module that is run
    show(measure())
