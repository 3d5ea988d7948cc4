"""Transactions that meet in the middle: each has read what it goes by, and none has yet kept what it does."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Engine, text

from directory.database import reading, unit_of_work
from tests.bot.crowd import together

Result = TypeVar("Result")

MET_WITHIN = 30  # seconds
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def in_the_middle(engine: Engine, rows: str, *acts: Callable[[], Result]) -> list[Result]:
    """What each act gives, when all of them wait for ``rows`` that somebody else holds, or for each other, or are over.

    ``rows`` is a SELECT of rows that acts change after they have looked. On SQLite, where there is one writer at a
    time, they are simply begun at once.
    """
    if engine.dialect.name == "sqlite":
        return together(*acts)
    with ThreadPoolExecutor(len(acts)) as pool:
        with unit_of_work(engine) as session:
            session.execute(text(f"{rows} FOR UPDATE"))
            given = [pool.submit(act) for act in acts]
            _until_all_wait(engine, given)
        return [each.result() for each in given]


def _until_all_wait(engine: Engine, given: Sequence[Future[Result]]) -> None:
    deadline = time.monotonic() + MET_WITHIN
    while time.monotonic() < deadline:
        over = sum(each.done() for each in given)
        with reading(engine) as session:
            if session.execute(WAITING).scalar_one() + over >= len(given):
                return
        time.sleep(0.005)
    raise AssertionError("they never met")
