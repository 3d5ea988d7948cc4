"""People who may be shown, made of the few things that their order and their card depend on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from bot.finding.find_expert import Findings, Found, PoolFound
from bot.finding.ranking import Candidate
from bot.finding.refinement import Refinement
from directory.availability import Standing
from directory.model import Status
from directory.profiles import Profile
from directory.search import Hit, Match, Understood
from tests.people import NOW

TODAY = NOW.date()


def standing(id_: int = 1, **columns: Any) -> Standing:
    usual: dict[str, Any] = {
        "expert_id": id_,
        "person_id": id_,
        "name": f"Ada{id_} Quillan",
        "status": Status.ACTIVE,
        "daily_cap": None,
        "weekly_cap": 2,
        "monthly_cap": None,
        "working_hours": "Mon-Fri 09:00-17:00",
        "time_zone": "Europe/London",
        "region": "London",
        "confirmed_on": None,
        "pool_id": None,
        "pool": "",
        "cover_id": None,
        "has_calendar": False,
        "absences": (),
    }
    return Standing(**usual | columns)


def candidate(
    id_: int,
    score: float = 1.0,
    *,
    free_in: timedelta | None = timedelta(days=1),
    confirmed_on: date | None = TODAY,
    region: str = "London",
    stands_in_for: str = "",
    asked: int = 0,
    weekly_cap: int = 2,
) -> Candidate:
    """Somebody of relevance ``score``, next free in ``free_in`` from now (never, without)."""
    opening: datetime | None = NOW + free_in if free_in is not None else None
    who = standing(id_, region=region, confirmed_on=confirmed_on, weekly_cap=weekly_cap)
    return Candidate(who, Hit(id_, score), opening, stands_in_for, asked)


def findings(*people: tuple[Profile, tuple[Match, ...]], stands_in_for: str = "", **values: Any) -> Findings:
    """A first page of these people."""
    found = tuple(Found(candidate(p.id, stands_in_for=stands_in_for), p, matches) for p, matches in people)
    usual: dict[str, Any] = {
        "understood": Understood("history"),
        "refinement": Refinement(),
        "window": None,
        "people": found,
        "first": 0,
        "total": len(found),
    }
    return Findings(**usual | values)


def pool(name: str, members: int = 3, for_name: str = "") -> PoolFound:
    return PoolFound(1, name, members, for_name)
