"""The share of launched policies that have a live check-in, on one day and over the last 24 months. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from bot.times.working_time import instant

LIVE_FOR = relativedelta(months=7)
"""A check-in is live for so long: they are six months apart at most, and one may be a month late (product rule)."""
SHOWN_MONTHS = 24
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tracked:
    """What decides whether a policy counts on a day, and whether it is live. Times are aware UTC.

    ``active_until`` is when it was paused or closed; nothing: it is active. How often that was before is not kept: what
    is active now is taken to have been so since it was registered.
    """

    registered_at: datetime
    launched_by: date
    """When it had launched at the latest."""
    active_until: datetime | None
    recorded: tuple[datetime, ...]
    """When its check-ins were recorded, in order."""


@dataclass(frozen=True, slots=True)
class Share:
    """Of ``of`` launched policies that were active on a day, ``live`` had a live check-in."""

    on: date
    live: int
    of: int

    @property
    def percent(self) -> int:
        """A whole number. Only none is 0, and only all of them are 100."""
        if self.live in {0, self.of}:
            return 100 if self.live else 0
        return min(max(round(100 * self.live / self.of), 1), 99)


def share_on(day: date, policies: Sequence[Tracked], zone: ZoneInfo) -> Share:
    """As it was at the end of this day in ``zone``."""
    since, until = _midnight(day - LIVE_FOR, zone), _midnight(day + DAY, zone)
    counted = [each for each in policies if _counts(each, day, until)]
    live = sum(bisect_left(each.recorded, since) < bisect_left(each.recorded, until) for each in counted)
    return Share(day, live, len(counted))


def shares(policies: Sequence[Tracked], today: date, zone: ZoneInfo) -> tuple[Share, ...]:
    """At the end of each of the last 24 months, and today; days on which there was nothing to share are left out."""
    first = today.replace(day=1)
    ends = [first - relativedelta(months=back) - DAY for back in reversed(range(SHOWN_MONTHS))]
    found = (share_on(day, policies, zone) for day in [*ends, today])
    return tuple(share for share in found if share.of)


def _counts(policy: Tracked, day: date, until: datetime) -> bool:
    """Whether it was known here, launched and active at the end of the day."""
    is_active = policy.active_until is None or policy.active_until >= until
    return is_active and policy.launched_by <= day and policy.registered_at < until


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return instant(datetime.combine(day, time()), zone)
