"""Who can be offered, and until when somebody is away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from directory.availability import Standing, standings
from directory.database import reading, unit_of_work
from directory.model import Status
from tests.people import add_expert

TODAY = date(2026, 5, 12)
NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)

Days = tuple[tuple[date, date], ...]


def day(number: int) -> date:
    """Days from today."""
    return TODAY + timedelta(days=number)


def standing(*absences: tuple[int, int], status: Status = Status.ACTIVE, weekly_cap: int = 2) -> Standing:
    days: Days = tuple((day(first), day(last)) for first, last in absences)
    return Standing(
        expert_id=1,
        person_id=1,
        name="Ada Quillan",
        status=status,
        daily_cap=None,
        weekly_cap=weekly_cap,
        monthly_cap=None,
        working_hours="Mon-Fri 09:00-17:00",
        time_zone="Europe/London",
        region="Wales",
        confirmed_on=None,
        pool_id=None,
        pool="",
        cover_id=None,
        has_calendar=False,
        absences=days,
    )


@pytest.mark.parametrize(
    ("absences", "until"),
    [
        ((), None),
        (((0, 0),), 0),
        (((-3, 0),), 0),
        (((0, 4),), 4),
        (((-5, -1),), None),
        (((1, 4),), None),
        (((-1, 2), (3, 6)), 6),
        (((-1, 2), (4, 6)), 2),
        (((3, 6), (-1, 2), (7, 7)), 7),
        (((-9, 9), (-1, 1)), 9),
        (((-1, 1), (-1, 5)), 5),
        (((-5, -1), (0, 3)), 3),
        (((-5, -1), (1, 3)), None),
    ],
)
def test_somebody_is_away_until_the_last_day_of_absences_that_follow_each_other(
    absences: tuple[tuple[int, int], ...], until: int | None
) -> None:
    assert standing(*absences).away_until(NOON) == (None if until is None else day(until))


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 6)).map(lambda pair: (pair[0], sum(pair))), max_size=6))
def test_the_last_day_away_is_the_day_before_the_first_day_back(absences: list[tuple[int, int]]) -> None:
    days_away = {number for first, last in absences for number in range(first, last + 1)}
    back = next(number for number in range(100) if number not in days_away)
    assert standing(*absences).away_until(NOON) == (day(back - 1) if back else None)


def test_somebody_away_for_good_is_away_until_the_last_day_there_is() -> None:
    for_good = replace(standing(), absences=((TODAY, date.max), (day(3), day(4))))
    assert for_good.away_until(NOON) == date.max


@pytest.mark.parametrize(
    ("who", "offered", "named"),
    [
        (standing(), True, True),
        (standing(weekly_cap=0), False, True),
        (standing((0, 0)), False, True),
        (standing((1, 9)), True, True),
        (standing(status=Status.PAUSED), False, True),
        (standing(status=Status.HIDDEN), False, False),
        (standing(status=Status.LEFT), False, False),
    ],
    ids=["free", "full", "away today", "away tomorrow", "paused", "hidden", "left"],
)
def test_only_who_is_here_active_and_has_room_is_offered(who: Standing, offered: bool, named: bool) -> None:
    assert who.can_be_offered(NOON) is offered
    assert who.may_be_named is named


def test_a_standing_is_read_as_it_is_kept(database: Engine) -> None:
    with unit_of_work(database) as session:
        cover = add_expert(session, "Bram Otterbourne")
        ada = add_expert(
            session,
            "Ada Quillan",
            pool="Duty desk",
            cover=cover,
            absences=[(day(5), day(6)), (day(0), day(1))],
            time_zone="Europe/Brussels",
            region="Wales",
            weekly_cap=7,
            status=Status.PAUSED,
            confirmed_on=TODAY,
        )
    with reading(database) as session:
        found = standings(session, [ada.id or 0, cover.id or 0, 999])
    assert set(found) == {ada.id, cover.id}
    read = found[ada.id or 0]
    assert (read.name, read.status, read.weekly_cap, read.pool, read.pool_id is not None) == (
        "Ada Quillan",
        Status.PAUSED,
        7,
        "Duty desk",
        True,
    )
    assert (read.time_zone, read.region, read.confirmed_on, read.cover_id) == (
        "Europe/Brussels",
        "Wales",
        TODAY,
        cover.id,
    )
    assert set(read.absences) == {(day(5), day(6)), (day(0), day(1))}
    assert (found[cover.id or 0].pool, found[cover.id or 0].absences) == ("", ())
