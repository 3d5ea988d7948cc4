"""When somebody wants to hear nothing, by the clock where they are. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from bot.working_time import instant
from directory.errors import WrongValueError

EXAMPLE = "18:00-08:00"
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of day up to another, which is not part of it; past midnight when it ends before it starts."""

    start: time
    end: time

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``18:00-08:00``. Raises WrongValueError for anything else, and for hours without an end."""
        found = _HOURS.fullmatch(text.strip())
        if found is None:
            raise WrongValueError(f"“{text[:60]}” is not understood as quiet hours: write them like “{EXAMPLE}”")
        from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
        hours = cls(time(from_hour, from_minute), time(to_hour, to_minute))
        if hours.start == hours.end:
            raise WrongValueError("quiet hours need an end: they cannot start and end at the same time")
        return hours

    def over_at(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """The instant (UTC) at which they end that have begun at ``now``; nothing when it is not quiet."""
        here = now.astimezone(zone)
        if not self._holds(here.time()):
            return None
        day = here.date() if here.time() < self.end else here.date() + timedelta(days=1)
        over = instant(datetime.combine(day, self.end), zone)
        return over if over > now else None  # in an hour that comes twice, they were over the first time

    def _holds(self, when: time) -> bool:
        if self.start < self.end:
            return self.start <= when < self.end
        return when >= self.start or when < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"
