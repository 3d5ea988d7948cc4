"""Working time: which instants it holds, and what some working days later means."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.times.working_time import (
    LOOK_AHEAD_DAYS,
    Span,
    WorkingPattern,
    bank_holidays,
    instant,
    is_working_time,
    next_working_day,
    next_working_moment,
    working_days_later,
)
from directory.working_hours import WorkingHours
from tests.bot.wall_clock import WallClock, Week, as_text

LONDON = ZoneInfo("Europe/London")
OFFICE = WorkingHours.parse("Mon-Fri 09:00-17:00")
ENGLISH = WorkingPattern(OFFICE, LONDON)

ZONES = ("Europe/London", "Europe/Brussels", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
NIGHTS: Week = {
    **dict.fromkeys(range(5), ((8 * 60 + 45, 12 * 60 + 30), (13 * 60 + 15, 17 * 60 + 30))),
    5: ((30, 4 * 60 + 15), (22 * 60, 24 * 60)),
    6: ((30, 90), (100, 4 * 60 + 15), (22 * 60, 24 * 60)),
}
"""Clocks change in the night to Sunday: here is somebody who works then."""
CHANGES = (date(2026, 3, 29), date(2026, 10, 25))
DAYS_OFF = {date(2026, 4, 3), date(2026, 4, 6), date(2026, 4, 8), date(2026, 10, 28)}
"""Good Friday and Easter Monday, and two days away."""
AWAY = ((date(2026, 4, 8), date(2026, 4, 8)), (date(2026, 10, 28), date(2026, 10, 28)))


def at(text: str, zone: ZoneInfo = LONDON) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def shown(when: datetime, zone: ZoneInfo = LONDON) -> str:
    return when.astimezone(zone).strftime("%a %Y-%m-%d %H:%M")


def working(text: str, zone: str = "Europe/London", region: str = "", *away: tuple[date, date]) -> WorkingPattern:
    return WorkingPattern(WorkingHours.parse(text), ZoneInfo(zone), region, away)


# ---------------------------------------------------------------------------------------------- now or when


@pytest.mark.parametrize(
    ("when", "is_so"),
    [
        ("2026-05-12 08:59", False),
        ("2026-05-12 09:00", True),
        ("2026-05-12 16:59", True),
        ("2026-05-12 17:00", False),
        ("2026-05-16 12:00", False),
        ("2026-05-25 12:00", False),
    ],
    ids=["before", "begins", "last minute", "over", "a Saturday", "a bank holiday"],
)
def test_working_time_is_within_hours_on_a_working_day(when: str, is_so: bool) -> None:
    assert is_working_time(ENGLISH, at(when)) is is_so


def test_lunch_and_days_away_are_no_working_time() -> None:
    pattern = working("Mon-Fri 09:00-12:00, 13:00-17:00", "Europe/London", "", (date(2026, 5, 13), date(2026, 5, 14)))
    assert not is_working_time(pattern, at("2026-05-12 12:30"))
    assert shown(next_working_moment(pattern, at("2026-05-12 12:30"))) == "Tue 2026-05-12 13:00"
    assert not is_working_time(pattern, at("2026-05-13 10:00"))
    assert shown(next_working_moment(pattern, at("2026-05-12 17:00"))) == "Fri 2026-05-15 09:00"


def test_in_working_time_the_next_moment_is_now() -> None:
    now = at("2026-05-12 10:07:31")
    assert next_working_moment(ENGLISH, now) == now
    assert next_working_moment(ENGLISH, now).tzinfo is UTC


def test_each_nation_has_its_own_bank_holidays() -> None:
    def closed(region: str) -> set[date]:
        days = (date(2026, 1, 2), date(2026, 3, 17), date(2026, 4, 6), date(2026, 7, 13), date(2026, 11, 30))
        return {day for day in days if day in bank_holidays(region, 2026)}

    easter_monday = date(2026, 4, 6)
    assert closed("Scotland") == {date(2026, 1, 2), date(2026, 11, 30)}
    assert closed("Northern Ireland") == {date(2026, 3, 17), easter_monday, date(2026, 7, 13)}
    assert closed("Wales") == closed("London") == closed("") == {easter_monday}


@pytest.mark.parametrize(
    ("region", "expected"),
    [("Scotland", "Mon 2026-01-05 09:00"), ("Wales", "Fri 2026-01-02 09:00"), ("", "Fri 2026-01-02 09:00")],
)
def test_the_second_of_january_is_a_holiday_in_scotland_only(region: str, expected: str) -> None:
    pattern = WorkingPattern(OFFICE, LONDON, region)
    assert shown(next_working_moment(pattern, at("2026-01-01 12:00"))) == expected


def test_the_twelfth_of_july_is_a_holiday_in_northern_ireland_only_on_monday_when_it_falls_on_sunday() -> None:
    belfast = WorkingPattern(OFFICE, LONDON, "Northern Ireland")
    assert shown(next_working_moment(belfast, at("2026-07-11 12:00"))) == "Tue 2026-07-14 09:00"
    assert shown(next_working_moment(ENGLISH, at("2026-07-11 12:00"))) == "Mon 2026-07-13 09:00"


# ---------------------------------------------------------------------------------------------- days later


@pytest.mark.parametrize(
    ("when", "days", "expected"),
    [
        ("2026-05-12 10:07", 1, "Wed 2026-05-13 10:07"),
        ("2026-05-12 10:07", 2, "Thu 2026-05-14 10:07"),
        ("2026-05-12 10:07", 0, "Tue 2026-05-12 10:07"),
        ("2026-05-12 07:00", 1, "Wed 2026-05-13 09:00"),
        ("2026-05-12 18:00", 1, "Thu 2026-05-14 09:00"),
        ("2026-05-15 16:50", 1, "Mon 2026-05-18 16:50"),
        ("2026-05-16 12:00", 1, "Tue 2026-05-19 09:00"),
        ("2026-05-21 10:00", 2, "Tue 2026-05-26 10:00"),
    ],
    ids=["tomorrow", "two", "none", "early", "late", "a weekend", "on a Saturday", "a bank holiday"],
)
def test_working_days_count_from_the_next_working_moment_at_the_same_time(when: str, days: int, expected: str) -> None:
    assert shown(working_days_later(ENGLISH, at(when), days)) == expected


def test_a_time_that_the_later_day_does_not_have_is_moved_into_its_hours() -> None:
    pattern = working("Mon 08:00-18:00; Tue 10:00-12:00, 14:00-16:00; Wed 08:00-18:00")
    later = {
        time: shown(working_days_later(pattern, at(f"2026-05-11 {time}"), 1)) for time in ("08:30", "13:00", "17:00")
    }
    assert later == {
        "08:30": "Tue 2026-05-12 10:00",
        "13:00": "Tue 2026-05-12 14:00",
        "17:00": "Tue 2026-05-12 15:59",
    }


def test_working_days_of_somebody_away_begin_when_they_are_back() -> None:
    pattern = working("Mon-Fri 09:00-17:00", "Europe/London", "", (date(2026, 5, 11), date(2026, 5, 22)))
    assert shown(working_days_later(pattern, at("2026-05-12 10:00"), 2)) == "Thu 2026-05-28 09:00"


def test_days_of_part_timers_are_the_days_they_work() -> None:
    assert shown(working_days_later(working("Tue 09:00-12:00"), at("2026-05-12 10:00"), 2)) == "Tue 2026-05-26 10:00"


def test_tomorrow_is_the_start_of_the_next_working_day() -> None:
    assert shown(next_working_day(ENGLISH, at("2026-05-12 08:00"))) == "Wed 2026-05-13 09:00"
    assert shown(next_working_day(ENGLISH, at("2026-05-22 23:00"))) == "Tue 2026-05-26 09:00"
    brussels = WorkingPattern(OFFICE, ZoneInfo("Europe/Brussels"))
    assert shown(next_working_day(brussels, at("2026-05-12 23:30"))) == "Thu 2026-05-14 08:00"


def test_whoever_never_works_is_reckoned_with_by_the_calendar() -> None:
    never = working("Sun 09:00-10:00", "Europe/London", "", (date.min, date.max))
    now = at("2026-05-12 10:00")
    assert next_working_moment(never, now) == now
    assert working_days_later(never, now, 3) == now + timedelta(days=3)
    assert next_working_day(never, now) == now + timedelta(days=1)


def test_whoever_works_on_too_few_days_of_the_year_is_reckoned_with_by_the_calendar() -> None:
    back = date(2026, 5, 12) + timedelta(days=LOOK_AHEAD_DAYS)
    rarely = working("Mon-Fri 09:00-17:00", "Europe/London", "", (date(2026, 5, 12), back - timedelta(days=1)))
    now = at("2026-05-12 10:00")
    begins = next_working_moment(rarely, now)
    assert begins.astimezone(LONDON).date() == back
    assert shown(working_days_later(rarely, now, 1)) == shown(begins + timedelta(days=1))
    assert working_days_later(rarely, now, 1_000) == begins + timedelta(days=1_000)


# ---------------------------------------------------------------------------------------------- clocks that change


def test_a_wall_time_that_does_not_exist_becomes_the_end_of_the_gap() -> None:
    assert instant(datetime(2026, 3, 29, 1, 30), LONDON) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_of_a_wall_time_that_exists_twice_the_first_is_taken() -> None:
    assert instant(datetime(2026, 10, 25, 1, 30), LONDON) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [(CHANGES[0], 3), (CHANGES[1], 5)])
def test_a_night_is_as_long_as_it_is(day: date, hours: int) -> None:
    [night] = working("Sun 00:00-04:00").spans(day)
    assert night.end - night.start == timedelta(hours=hours)


def test_hours_that_a_change_of_clocks_swallows_are_not_worked() -> None:
    pattern = working("Sun 01:15-01:45, 09:00-10:00")
    [morning] = pattern.spans(CHANGES[0])
    assert morning == Span(at("2026-03-29 09:00").astimezone(UTC), at("2026-03-29 10:00").astimezone(UTC))


@pytest.mark.parametrize("change", CHANGES, ids=str)
@pytest.mark.parametrize("zone", ZONES)
def test_every_quarter_of_an_hour_around_a_change_of_clocks_is_as_on_the_wall(zone: str, change: date) -> None:
    start = datetime(change.year, change.month, change.day, tzinfo=UTC)
    clock = WallClock(zone, NIGHTS, DAYS_OFF, start - timedelta(days=5), start + timedelta(days=25))
    pattern = WorkingPattern(WorkingHours.parse(as_text(NIGHTS)), ZoneInfo(zone), "London", AWAY)
    wrong = []
    for quarter in range(-3 * 96, 12 * 96):
        when = start + quarter * timedelta(minutes=15)
        theirs = [clock.works_at(when), clock.next_moment(when)]
        ours: list[object] = [is_working_time(pattern, when), next_working_moment(pattern, when)]
        for days in (1, 2, 3):
            theirs.append(clock.days_later(when, days))
            ours.append(working_days_later(pattern, when, days))
        if ours != theirs:
            wrong.append((when, ours, theirs))
    assert wrong == []


def test_every_time_zone_is_whole_quarters_of_an_hour_from_utc() -> None:
    days = [datetime(2026, month, 1, tzinfo=UTC) for month in range(1, 13)]
    offsets = {day.astimezone(ZoneInfo(zone)).utcoffset() for zone in available_timezones() for day in days}
    assert [each for each in offsets if each is None or each % timedelta(minutes=15)] == []


# ---------------------------------------------------------------------------------------------- whatever the pattern

instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
patterns = st.builds(
    working,
    st.sampled_from(
        [
            "Mon-Fri 09:00-17:00",
            "Tue 09:00-12:00, 13:00-15:00",
            "Sat-Sun 00:00-24:00",
            "Mon, Wed 22:00-24:00; Sun 01:00-03:00",
        ]
    ),
    st.sampled_from([*ZONES, "Africa/Cairo", "America/Santiago", "Pacific/Chatham", "UTC"]),
    st.sampled_from(["", "Scotland", "Northern Ireland"]),
    st.tuples(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 500)).map(
        lambda away: (away[0], away[0] + timedelta(days=away[1]))
    ),
)


@given(patterns, instants)
def test_the_next_working_moment_is_working_time_with_none_before_it(pattern: WorkingPattern, when: datetime) -> None:
    found = next_working_moment(pattern, when)
    if not is_working_time(pattern, found):
        assert found == when
        return
    assert found >= when
    between = (found - when) // timedelta(minutes=15)
    assert not any(is_working_time(pattern, when + number * timedelta(minutes=15)) for number in range(between))


@given(patterns, instants, st.integers(0, 12))
def test_more_working_days_are_never_earlier(pattern: WorkingPattern, when: datetime, days: int) -> None:
    first, second = working_days_later(pattern, when, days), working_days_later(pattern, when, days + 1)
    assert when <= first < second


@given(patterns, instants, st.integers(1, 12))
def test_a_deadline_falls_into_working_time_where_there_is_any(
    pattern: WorkingPattern, when: datetime, days: int
) -> None:
    due = working_days_later(pattern, when, days)
    begins = next_working_moment(pattern, when)
    assert is_working_time(pattern, due) or due == begins + timedelta(days=days)
