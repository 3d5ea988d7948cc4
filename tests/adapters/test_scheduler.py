"""The clock that ticks."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from adapters.scheduler import KEEP_HOUSE, Ticks, start_ticking


def test_housekeeping_is_done_every_hour_by_utc_one_at_a_time_and_goes_on_after_a_failure() -> None:
    came = threading.Semaphore(0)

    def housekeeping() -> None:
        came.release()
        raise ConnectionError("the database is away")

    scheduler = start_ticking(Ticks("housekeeping", KEEP_HOUSE, housekeeping))
    try:
        [job] = scheduler.get_jobs()
        assert job.trigger.interval == KEEP_HOUSE
        assert job.next_run_time.utcoffset() == timedelta(0)
        assert job.next_run_time > datetime.now(UTC)
        assert (job.max_instances, job.coalesce) == (1, True)
        for _ in range(2):
            while not came.acquire(timeout=0.2):  # once more, should it still be busy with the last time
                job.modify(next_run_time=datetime.now(UTC))
        assert [left.id for left in scheduler.get_jobs()] == [job.id]
    finally:
        scheduler.shutdown(wait=True)
