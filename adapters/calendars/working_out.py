"""Has a process of its own work out when somebody is busy: what it reads was written by anybody."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import adapters
from adapters.calendars.child import NOT_A_CALENDAR, WALL_SECONDS
from adapters.calendars.troubles import UnreadableError
from bot.model import CalendarTrouble

ROOT = Path(adapters.__file__).parent.parent
COMMAND = ("-P", "-s", "-m", "adapters.calendars.child")
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
"""Nothing of ours: no secret is where a calendar is read."""
GRACE_SECONDS = 5
"""How much longer than it gives itself the process may live."""

Busy = list[tuple[int, int]]
"""Pairs of start and end in seconds since 1970 (UTC), in any order."""


async def work_out(content: bytes, since: datetime, until: datetime, zone: ZoneInfo) -> Busy:
    """When a calendar file makes somebody busy. Raises UnreadableError, and leaves no process behind."""
    heading = {"since": since.isoformat(), "until": until.isoformat(), "zone": zone.key}
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *COMMAND,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=ENVIRONMENT,
    )
    try:
        async with asyncio.timeout(WALL_SECONDS + GRACE_SECONDS):
            found, _ = await child.communicate(json.dumps(heading).encode() + b"\n" + content)
    except TimeoutError:
        raise UnreadableError(CalendarTrouble.TOO_COMPLEX) from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        is_wrong = child.returncode == NOT_A_CALENDAR
        raise UnreadableError(CalendarTrouble.NOT_A_CALENDAR if is_wrong else CalendarTrouble.TOO_COMPLEX)
    return [(start, end) for start, end in json.loads(found)]
