"""Calendars that are meant to do harm: each is given up within its limits, and nothing is known of it."""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from adapters.calendars.child import CPU_SECONDS, MEMORY_BYTES
from adapters.calendars.troubles import UnreadableError
from adapters.calendars.working_out import COMMAND, ENVIRONMENT, ROOT, work_out
from bot.model import CalendarTrouble
from tests.adapters.calendars.bombs import BOMBS, calendar, event
from tests.sizes import FULL

NOW = datetime(2026, 3, 23, tzinfo=UTC)
UNTIL = NOW + timedelta(days=32)
LONDON = ZoneInfo("Europe/London")
HARMLESS = {"an event of more days than there are", "every so many days", "every year, week 54", "a line of parameters"}
"""These may be worked out, and so may what is never: there is an answer, and it is the right one."""
AT_FIRST = (1775034000, 1775037600)
"""What begins is the first instance, whatever its rule says (RFC 5545, 3.8.5.3): 1 April 2026, 09:00 to 10:00 UTC."""
USUAL = (
    "every second that is never",
    "every day that is never",
    "every month, every minute of it",
    "a hundred thousand dates more",
    "a zone that changes every second",
    "parts within parts",
)


class Ended(NamedTuple):
    """What came of working a bomb out, and what that took: seconds of processor time, and bytes."""

    known: object
    trouble: CalendarTrouble | None
    spent: float
    memory: int


def set_off(name: str) -> Ended:
    """In a process that had no other child: what its children took is what this one took."""
    known, trouble = None, None
    try:
        known = asyncio.run(work_out(BOMBS[name], NOW, UNTIL, LONDON))
    except UnreadableError as error:
        trouble = error.trouble
    took = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Ended(known, trouble, took.ru_utime + took.ru_stime, took.ru_maxrss * 1024)


@pytest.mark.parametrize("name", BOMBS if FULL else USUAL)
def test_a_bomb_ends_within_its_limits_and_nothing_is_known(name: str) -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as alone:
        known, trouble, spent, memory = alone.submit(set_off, name).result()
    assert spent < CPU_SECONDS + 1  # the kernel looks once a second
    assert memory <= MEMORY_BYTES
    if trouble is None:
        assert name in HARMLESS or (name.endswith("never") and known in ([], [AT_FIRST])), known
    else:
        assert trouble in {CalendarTrouble.TOO_COMPLEX, CalendarTrouble.NOT_A_CALENDAR}


def test_there_is_a_bomb_of_every_kind_of_rule() -> None:
    text = b"".join(BOMBS.values()).decode()
    for kind in ("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        assert f"FREQ={kind}" in text
    assert len(BOMBS) >= 36


def test_an_honest_calendar_is_worked_out() -> None:
    found = asyncio.run(work_out(calendar(event("DTSTART:20260401T090000Z", "DURATION:PT1H")), NOW, UNTIL, LONDON))
    assert found == [AT_FIRST]


LIMITED = "import adapters.calendars.child as child; child.limit_ourselves(); {}"


@pytest.mark.parametrize(
    ("does", "ends_by"),
    [
        ("x = bytearray(300_000_000)", "MemoryError"),
        ("open('made-by-a-calendar', 'wb', buffering=0).write(b'x')", "OSError"),
        ("import resource; resource.setrlimit(resource.RLIMIT_AS, (2**40, 2**40))", "ValueError"),
    ],
    ids=["too much memory", "a file", "more than it may"],
)
def test_the_limits_hold_whatever_runs_within_them(does: str, ends_by: str, tmp_path: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-P", "-c", LIMITED.format(does)], env=ENVIRONMENT, cwd=tmp_path, capture_output=True
    )
    assert child.returncode != 0
    assert ends_by in child.stderr.decode()


def test_no_secret_of_ours_is_where_a_calendar_is_worked_out() -> None:
    assert set(ENVIRONMENT) == {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LANG"}
    assert ENVIRONMENT["PYTHONPATH"] == str(ROOT)
    assert COMMAND[-1] == "adapters.calendars.child"


async def test_who_no_longer_waits_leaves_no_process_behind() -> None:
    endless, before = BOMBS["every day that is never"], _children()
    task = asyncio.create_task(work_out(endless, NOW, UNTIL, LONDON))
    while _children() == before:  # noqa: ASYNC110 - a process that begins says so to nobody
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert _children() == before


def _children() -> list[str]:
    """Processes of ours that work out a calendar."""
    return Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
