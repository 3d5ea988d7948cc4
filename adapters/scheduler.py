"""The clock that ticks: it only says "now and then"; what is due is in the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger


@dataclass(frozen=True, slots=True)
class Ticks:
    """What is done now and every so often, in UTC, each one at a time."""

    name: str
    every: timedelta
    do: Callable[[], object]


LOOK_AT_NOTICES = timedelta(seconds=1)
PASS_DEADLINES = timedelta(seconds=5)
LOOK_AT_CALENDARS = timedelta(seconds=5)
KEEP_HOUSE = timedelta(hours=1)


def start_ticking(*all_ticks: Ticks) -> BackgroundScheduler:
    """Begin now. The caller shuts the scheduler down."""
    scheduler = BackgroundScheduler(timezone="UTC")
    for ticks in all_ticks:
        trigger = IntervalTrigger(seconds=int(ticks.every.total_seconds()), timezone="UTC")
        once = {"max_instances": 1, "coalesce": True, "next_run_time": datetime.now(UTC)}
        scheduler.add_job(ticks.do, trigger, id=ticks.name, **once)
    scheduler.start()
    return scheduler
