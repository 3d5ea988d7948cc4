"""Who can be offered today: read fresh from the database for a handful of candidates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from directory.model import Absence, Expert, Person, Pool, Status


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether, and how soon, an expert can be asked."""

    expert_id: int
    person_id: int
    name: str
    status: Status
    daily_cap: int | None
    weekly_cap: int
    monthly_cap: int | None
    working_hours: str
    time_zone: str
    region: str
    confirmed_on: date | None
    pool_id: int | None
    pool: str
    cover_id: int | None
    has_calendar: bool
    """Whether they gave the address of a calendar of their own."""
    absences: tuple[tuple[date, date], ...]

    def away_until(self, now: datetime) -> date | None:
        """The last day of the absence they are on, joining absences that follow each other; None when not away.

        Days are those of their own time zone.
        """
        if not self.absences:
            return None
        today = now.astimezone(ZoneInfo(self.time_zone)).date()
        last: date | None = None
        for first, end in sorted(self.absences):
            if first <= today <= end or (last and (first - last).days <= 1):
                last = max(end, last or end)
        return last

    @property
    def may_be_named(self) -> bool:
        """Hidden people, and those who left, are not mentioned at all."""
        return self.status in {Status.ACTIVE, Status.PAUSED}

    def can_be_offered(self, now: datetime) -> bool:
        """Absent, paused and hidden people, those who take none, and those who left, are never offered."""
        takes_any = 0 not in {self.daily_cap, self.weekly_cap, self.monthly_cap}
        return self.status is Status.ACTIVE and takes_any and self.away_until(now) is None


# Made once: to make a query takes longer than to ask it, and every press asks these.
_ABSENCES = sql_select(Absence).where(col(Absence.expert_id).in_(bindparam("ids", expanding=True)))
_STANDINGS = (
    sql_select(
        col(Expert.id),
        col(Expert.person_id),
        col(Person.name),
        col(Expert.status),
        col(Expert.daily_cap),
        col(Expert.weekly_cap),
        col(Expert.monthly_cap),
        col(Expert.working_hours),
        col(Person.time_zone),
        col(Expert.region),
        col(Expert.confirmed_on),
        col(Expert.pool_id),
        func.coalesce(col(Pool.name), ""),
        col(Expert.cover_id),
        col(Expert.calendar_url_sealed).is_not(None),
    )
    .join(Person, col(Expert.person_id) == col(Person.id))
    .join(Pool, col(Expert.pool_id) == col(Pool.id), isouter=True)
    .where(col(Expert.id).in_(bindparam("ids", expanding=True)))
)


def standings(session: Session, ids: Sequence[int]) -> dict[int, Standing]:
    """The standing of each of these experts; ids of nobody are left out."""
    these = {"ids": list(ids)}
    absences: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for away in session.execute(_ABSENCES, these).scalars():
        absences[away.expert_id].append((away.starts_on, away.ends_on))
    rows = session.execute(_STANDINGS, these)
    values: Iterator[tuple[Any, ...]] = ((*row, tuple(absences[row[0]])) for row in rows)
    return {value[0]: Standing(*value) for value in values}
