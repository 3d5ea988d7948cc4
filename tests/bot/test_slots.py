"""When somebody can next be met."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slots import HORIZON_DAYS, Diary, next_opening
from bot.working_time import WorkingPattern, bank_holidays, instant
from directory.working_hours import WorkingHours

LONDON = ZoneInfo("Europe/London")
OFFICE = WorkingHours.parse("Mon-Fri 09:00-17:00")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def opening(pattern: WorkingPattern, now: str, minutes: int = 30, **days: date) -> str:
    found = next_opening(Diary(pattern), at(now), minutes, **days)
    return found.astimezone(pattern.zone).strftime("%a %Y-%m-%d %H:%M") if found else "none"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-05-12 10:07", "Wed 2026-05-13 10:15"),
        ("2026-05-12 07:00", "Wed 2026-05-13 09:00"),
        ("2026-05-12 18:00", "Thu 2026-05-14 09:00"),
        ("2026-05-15 16:50", "Tue 2026-05-19 09:00"),
        ("2026-05-16 12:00", "Tue 2026-05-19 09:00"),
    ],
)
def test_one_working_day_of_notice_is_kept(now: str, expected: str) -> None:
    assert opening(WorkingPattern(OFFICE, LONDON), now) == expected


def test_a_bank_holiday_of_their_nation_is_no_working_day() -> None:
    scot = WorkingPattern(OFFICE, LONDON, "Scotland")
    english = WorkingPattern(OFFICE, LONDON, "North West")
    assert date(2026, 11, 30) in bank_holidays("Scotland", 2026)
    assert opening(scot, "2026-11-26 10:00") == opening(english, "2026-11-26 10:00") == "Fri 2026-11-27 10:00"
    assert opening(scot, "2026-11-27 10:00") == "Tue 2026-12-01 10:00"
    assert opening(english, "2026-11-27 10:00") == "Mon 2026-11-30 10:00"


def test_days_away_are_left_out() -> None:
    away = WorkingPattern(OFFICE, LONDON, absences=((date(2026, 5, 13), date(2026, 5, 15)),))
    assert opening(away, "2026-05-12 10:00") == "Mon 2026-05-18 10:00"


def test_part_time_hours_and_lunch_are_respected() -> None:
    part_time = WorkingPattern(WorkingHours.parse("Tue 09:00-12:00, 13:00-15:00"), LONDON)
    assert opening(part_time, "2026-05-12 11:50") == "Tue 2026-05-19 13:00"


def test_a_longer_meeting_needs_a_longer_stretch() -> None:
    mornings = WorkingPattern(WorkingHours.parse("Mon 09:00-09:30; Wed 09:00-10:00"), LONDON)
    assert opening(mornings, "2026-05-08 10:00", 30) == "Wed 2026-05-13 09:00"
    assert opening(mornings, "2026-05-12 10:00", 30) == "Mon 2026-05-18 09:00"
    assert opening(mornings, "2026-05-12 10:00", 45) == "Wed 2026-05-20 09:00"


def test_only_the_days_asked_for_are_looked_at() -> None:
    pattern = WorkingPattern(OFFICE, LONDON)
    assert opening(pattern, "2026-05-12 10:00", first=date(2026, 5, 18)) == "Mon 2026-05-18 09:00"
    assert opening(pattern, "2026-05-12 10:00", last=date(2026, 5, 12)) == "none"


def test_hours_are_those_of_the_persons_own_zone() -> None:
    brussels = WorkingPattern(OFFICE, ZoneInfo("Europe/Brussels"))
    assert next_opening(Diary(brussels), at("2026-05-12 18:00")) == datetime(2026, 5, 14, 7, tzinfo=UTC)


def test_somebody_who_never_works_is_never_free() -> None:
    sundays_away = WorkingPattern(WorkingHours.parse("Sun 09:00-10:00"), LONDON, absences=((date.min, date.max),))
    assert opening(sundays_away, "2026-05-12 10:00") == "none"


def test_a_wall_time_that_does_not_exist_becomes_the_end_of_the_gap() -> None:
    assert instant(datetime(2026, 3, 29, 1, 30), LONDON) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_of_a_wall_time_that_exists_twice_the_first_is_taken() -> None:
    assert instant(datetime(2026, 10, 25, 1, 30), LONDON) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
    zone=st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC"]),
    minutes=st.sampled_from([15, 30, 45, 60]),
)
def test_an_opening_is_always_in_working_time_ahead_and_on_a_quarter(now: datetime, zone: str, minutes: int) -> None:
    pattern = WorkingPattern(OFFICE, ZoneInfo(zone))
    found = next_opening(Diary(pattern), now, minutes)
    assert found is not None
    here = found.astimezone(pattern.zone)
    assert pattern.works_on(here.date())
    assert here.minute % 15 == 0
    assert 9 * 60 <= here.hour * 60 + here.minute <= 17 * 60 - minutes
    assert 0 < (here.date() - now.astimezone(pattern.zone).date()).days <= HORIZON_DAYS
