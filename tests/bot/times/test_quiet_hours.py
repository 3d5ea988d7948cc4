"""Quiet hours: read as people write them, past midnight, and on the days when clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.times.quiet_hours import QuietHours, end_of_quiet, is_quiet, parse
from directory.errors import WrongValueError

LONDON = ZoneInfo("Europe/London")
NIGHT = QuietHours(time(18), time(8))
QUARTER = timedelta(minutes=15)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    "typed",
    [
        "18:00-08:00",
        " 18:00 to 8:00 ",
        "18.00–08.00",
        "18-8",
        "6pm-8am",
        "6 PM until 8 am",
        "18:00 - 8am",
        "6:00pm to 08",
    ],
)
def test_hours_are_read_as_people_write_them(typed: str) -> None:
    assert parse(typed) == NIGHT


def test_hours_are_written_in_one_way_which_is_read_again() -> None:
    assert str(NIGHT) == "18:00-08:00"
    assert parse(str(NIGHT)) == NIGHT
    assert str(parse("12pm-24:00")) == "12:00-00:00"


@pytest.mark.parametrize("typed", ["", "  "])
def test_nothing_typed_is_no_quiet_hours(typed: str) -> None:
    assert parse(typed) is None
    assert not is_quiet(None, LONDON, utc(2026, 5, 12))
    assert end_of_quiet(None, LONDON, utc(2026, 5, 12)) == utc(2026, 5, 12)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("at night", "We do not understand “at night”. Enter hours like 18:00-08:00"),
        ("18:00", "We do not understand “18:00”. Enter hours like 18:00-08:00"),
        ("١٨-٨", "We do not understand “١٨-٨”. Enter hours like 18:00-08:00"),
        ("25:00-08:00", "“25:00” is not a time of day. Enter hours like 18:00-08:00"),
        ("18:00-08:60", "“08:60” is not a time of day. Enter hours like 18:00-08:00"),
        ("24:30-08:00", "“24:30” is not a time of day. Enter hours like 18:00-08:00"),
        ("18pm-8am", "“18pm” is not a time of day. Enter hours like 18:00-08:00"),
        ("0am-8am", "“0am” is not a time of day. Enter hours like 18:00-08:00"),
        ("08:00-8am", "These hours start and end at the same time. Enter hours like 18:00-08:00"),
        ("00:00-24:00", "These hours start and end at the same time. Enter hours like 18:00-08:00"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(typed: str, said: str) -> None:
    with pytest.raises(WrongValueError) as wrong:
        parse(typed)
    assert str(wrong.value) == said


@pytest.mark.parametrize(
    ("when", "quiet"),
    [
        (utc(2026, 1, 12, 17, 59), False),
        (utc(2026, 1, 12, 18, 0), True),
        (utc(2026, 1, 13, 0, 0), True),
        (utc(2026, 1, 13, 7, 59), True),
        (utc(2026, 1, 13, 8, 0), False),
        (utc(2026, 5, 12, 17, 0), True),  # 18:00 in summer
        (utc(2026, 5, 13, 7, 0), False),
    ],
)
def test_a_night_goes_past_midnight_by_the_clock_where_they_are(when: datetime, quiet: bool) -> None:
    assert is_quiet(NIGHT, LONDON, when) is quiet


def test_hours_within_a_day_end_that_day() -> None:
    lunch = QuietHours(time(12), time(13, 30))
    assert end_of_quiet(lunch, LONDON, utc(2026, 5, 12, 11, 10)) == utc(2026, 5, 12, 12, 30)
    assert end_of_quiet(lunch, LONDON, utc(2026, 5, 12, 12, 30)) == utc(2026, 5, 12, 12, 30)


@pytest.mark.parametrize(
    ("asleep", "when", "ends"),
    [
        # Sunday 29 March 2026: 01:00 becomes 02:00.
        (NIGHT, utc(2026, 3, 28, 22), utc(2026, 3, 29, 7)),
        (QuietHours(time(22), time(1, 30)), utc(2026, 3, 28, 23), utc(2026, 3, 29, 1)),
        (QuietHours(time(1, 30), time(6)), utc(2026, 3, 29, 1), utc(2026, 3, 29, 5)),
        # Sunday 25 October 2026: the hour from 01:00 comes twice, and both are night.
        (NIGHT, utc(2026, 10, 24, 20), utc(2026, 10, 25, 8)),
        (QuietHours(time(22), time(1, 30)), utc(2026, 10, 24, 22), utc(2026, 10, 25, 1, 30)),
        (QuietHours(time(1, 30), time(6)), utc(2026, 10, 25, 0, 40), utc(2026, 10, 25, 6)),
    ],
)
def test_the_clock_may_change_in_the_night(asleep: QuietHours, when: datetime, ends: datetime) -> None:
    assert is_quiet(asleep, LONDON, when)
    assert end_of_quiet(asleep, LONDON, when) == ends


@pytest.mark.parametrize("zone", ["Europe/London", "Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "UTC"])
@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 10, 25)])
@pytest.mark.parametrize("quiet", [NIGHT, QuietHours(time(0), time(2, 30)), QuietHours(time(2, 15), time(1, 45))])
def test_through_every_change_of_the_clock_a_quiet_quarter_ends_when_it_is_no_longer_quiet(
    zone: str, day: date, quiet: QuietHours
) -> None:
    here = ZoneInfo(zone)
    when = datetime.combine(day - timedelta(days=1), time(), UTC)
    ends = when
    for _ in range(3 * 96):
        end = end_of_quiet(quiet, here, when)
        assert not is_quiet(quiet, here, end)
        assert (end > when) is is_quiet(quiet, here, when)
        between = max(when, ends)  # what is quiet until then has been seen
        while between < end:
            assert is_quiet(quiet, here, between)
            between += QUARTER
        ends = end
        when += QUARTER


times = st.times().map(lambda one: one.replace(second=0, microsecond=0, tzinfo=None))


@given(times, times, st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
def test_away_from_a_change_of_the_clock_it_is_the_clock_that_says(start: time, end: time, wall: datetime) -> None:
    if start == end:
        return
    when = wall.replace(tzinfo=UTC)
    by_clock = start <= wall.time() < end if start < end else wall.time() >= start or wall.time() < end
    quiet = QuietHours(start, end)
    assert is_quiet(quiet, ZoneInfo("UTC"), when) is by_clock
    assert end_of_quiet(quiet, ZoneInfo("UTC"), when) - when <= timedelta(days=1)
