"""The clock that ticks: it only says "now and then"; what is due is in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

HOUSEKEEPING_MINUTES = 60


def start_ticking(housekeeping: Callable[[], None]) -> BackgroundScheduler:
    """Call ``housekeeping`` now and every hour, in UTC, one at a time. The caller shuts the scheduler down."""
    scheduler = BackgroundScheduler(timezone="UTC")
    trigger = IntervalTrigger(minutes=HOUSEKEEPING_MINUTES, timezone="UTC")
    scheduler.add_job(housekeeping, trigger, max_instances=1, coalesce=True, next_run_time=datetime.now(UTC))
    scheduler.start()
    return scheduler
