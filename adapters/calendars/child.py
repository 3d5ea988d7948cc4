"""The process in which one calendar is worked out: it takes its limits upon itself before it reads anything.

Run as ``python -m adapters.calendars.child``. Standard input: a line of JSON that says what is wanted, then the
calendar. Standard output: the busy times as JSON. The exit status says what was wrong; the kernel ends what takes too
much.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

MEMORY_BYTES = 256 * 1024 * 1024
CPU_SECONDS = 4
"""The kernel looks once in a while: with starting and ending it is five at most."""
WALL_SECONDS = 10
NOT_A_CALENDAR, TOO_COMPLEX = 65, 66


def main() -> int:
    """Work it out. Gives the exit status."""
    limit_ourselves()
    try:
        from adapters.calendars import content, expanding  # within the limits too

        heading, _, calendar = sys.stdin.buffer.read().partition(b"\n")
        wanted = json.loads(heading)
        since, until = (datetime.fromisoformat(wanted[name]) for name in ("since", "until"))
        try:
            found = expanding.busy_times(calendar, expanding.Wanted(since, until, ZoneInfo(wanted["zone"])))
        except content.NotACalendarError:
            return NOT_A_CALENDAR
        except content.TooComplexError:
            return TOO_COMPLEX
    except MemoryError:
        return TOO_COMPLEX
    sys.stdout.write(json.dumps(found))
    return 0


def limit_ourselves() -> None:
    """Memory, processor time and time, for good: the soft limit cannot be raised above the hard one."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.setitimer(signal.ITIMER_REAL, WALL_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
