"""When experts could next be met and who has no room left, read for many of them at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.slots import DEFAULT_MINUTES, Diary, next_opening
from bot.times.calendars import own_calendars
from bot.times.diaries import NOTHING_BOOKED, Booked, Load, booked, diary, hours, requests_lately
from bot.times.own_calendar import OwnCalendar
from bot.times.working_time import WorkingPattern
from directory.availability import Standing
from directory.search import Window

ALMOST_A_MINUTE = timedelta(minutes=1) - timedelta.resolution


@dataclass(frozen=True, slots=True)
class _Work:
    """What is booked and what is asked of one expert, and their calendar where they gave one."""

    booked: Booked
    load: Load
    own: OwnCalendar | None


class Openings:
    """What is booked and asked of people, as it is at one time; read once for each of them."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now
        self._minute = (now + ALMOST_A_MINUTE).replace(second=0, microsecond=0)
        self._work: dict[int, _Work] = {}
        self._openings: dict[tuple[int, Window | None, int], datetime | None] = {}

    def read(self, standings: Iterable[Standing]) -> None:
        """Read what is booked and asked of all these experts: one look at the database instead of many."""
        news = [each for each in standings if each.expert_id not in self._work]
        if not news:
            return
        people = {each.expert_id: each.person_id for each in news}
        taken = booked(self._session, people.values(), self._now)
        loads = requests_lately(self._session, people, self._now)
        own = own_calendars(self._session, news, self._now)
        for expert_id, person_id in people.items():
            self._work[expert_id] = _Work(taken.get(person_id, NOTHING_BOOKED), loads[expert_id], own.get(expert_id))

    def opening(
        self, standing: Standing, window: Window | None = None, minutes: int = DEFAULT_MINUTES
    ) -> datetime | None:
        """When somebody could next be met (UTC), within ``window`` where one is asked for."""
        work = self._of(standing)
        if work.booked is NOTHING_BOOKED and not (work.own and work.own.busy.starts):
            return self._if_nothing_were_booked(standing, window, minutes)
        key = (standing.expert_id, window, minutes)
        if key not in self._openings:
            first, last = (window.first, window.last) if window else (None, None)
            self._openings[key] = next_opening(
                diary(standing, work.booked, work.own), self._minute, minutes, first, last
            )
        return self._openings[key]

    def is_unknown(self, standing: Standing) -> bool:
        """Whether they gave a calendar of which nothing is known now: what looks free may not be."""
        own = self._of(standing).own
        return own is not None and not own.is_known

    def can_be_asked(self, standing: Standing, minutes: int = DEFAULT_MINUTES) -> bool:
        """Whether somebody is offered at all: here, active, with room for one more consultation and one more request.

        Who leaves as many requests unanswered as they take in a week gets no other one for now.
        """
        if not standing.can_be_offered(self._now) or self._of(standing).load.waiting >= standing.weekly_cap:
            return False
        if self.opening(standing, None, minutes) is not None:
            return True
        # Hours too short for this length, or an absence to come, keep nobody from being asked.
        return self._if_nothing_were_booked(standing, None, minutes) is None

    def asked_lately(self, standing: Standing) -> int:
        """How many requests were put in front of them in the last four weeks."""
        return self._of(standing).load.asked

    def _of(self, standing: Standing) -> _Work:
        if standing.expert_id not in self._work:
            self.read([standing])
        return self._work[standing.expert_id]

    def _if_nothing_were_booked(self, standing: Standing, window: Window | None, minutes: int) -> datetime | None:
        whose = (standing.working_hours, standing.time_zone, standing.region, standing.absences)
        return _next_opening(*whose, self._minute, minutes, window)


@lru_cache(maxsize=4096)
def _next_opening(
    working_hours: str,
    zone: str,
    region: str,
    absences: tuple[tuple[date, date], ...],
    minute: datetime,
    minutes: int,
    window: Window | None,
) -> datetime | None:
    """Whoever shares hours, nation and days away is free at the same time: work it out once a minute."""
    pattern = WorkingPattern(hours(working_hours), ZoneInfo(zone), region, absences)
    first, last = (window.first, window.last) if window else (None, None)
    return next_opening(Diary(pattern), minute, minutes, first, last)
