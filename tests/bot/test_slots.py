"""When somebody can be met: hours, bookings, buffers, limits, notice, and two people at once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slots import (
    BUFFER,
    HORIZON_DAYS,
    QUARTER,
    Capacity,
    Diary,
    Problem,
    Span,
    day_around,
    is_busy,
    next_opening,
    open_times,
    problem,
)
from bot.times.working_time import WorkingPattern, working_days_later
from directory.working_hours import WorkingHours
from tests.bot.times.test_working_time import AWAY, CHANGES, DAYS_OFF, NIGHTS, ZONES
from tests.bot.wall_clock import WallClock, as_text, is_full, minutes_near
from tests.sizes import FULL, examples

LONDON = ZoneInfo("Europe/London")
OFFICE = "Mon-Fri 09:00-17:00"
TUESDAY = "2026-05-12 10:00"


def at(text: str, zone: ZoneInfo = LONDON) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def span(start: str, minutes: int = 30, zone: ZoneInfo = LONDON) -> Span:
    return Span(at(start, zone), at(start, zone) + timedelta(minutes=minutes))


def diary(
    *busy: Span,
    hours: str = OFFICE,
    zone: str = "Europe/London",
    region: str = "",
    absences: tuple[tuple[date, date], ...] = (),
    given: tuple[str, ...] = (),
    **caps: int | None,
) -> Diary:
    pattern = WorkingPattern(WorkingHours.parse(hours), ZoneInfo(zone), region, absences)
    return Diary(pattern, Capacity(**caps), busy, tuple(at(start, pattern.zone) for start in given))


def shown(when: datetime | None, zone: ZoneInfo = LONDON) -> str:
    return when.astimezone(zone).strftime("%a %Y-%m-%d %H:%M") if when else "none"


def opening(whose: Diary, now: str = TUESDAY, minutes: int = 30, **days: date) -> str:
    return shown(next_opening(whose, at(now), minutes, **days), whose.pattern.zone)


def times(whose: Diary, now: str = TUESDAY, minutes: int = 30, **wishes: Any) -> list[str]:
    return [shown(when, whose.pattern.zone) for when in open_times(whose, at(now), minutes, **wishes)]


# ---------------------------------------------------------------------------------------------- the next opening


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
    assert opening(diary(), now) == expected


def test_a_bank_holiday_of_their_nation_is_no_working_day() -> None:
    scottish, english = diary(region="Scotland"), diary(region="North West")
    assert opening(scottish, "2026-11-26 10:00") == opening(english, "2026-11-26 10:00") == "Fri 2026-11-27 10:00"
    assert opening(scottish, "2026-11-27 10:00") == "Tue 2026-12-01 10:00"
    assert opening(english, "2026-11-27 10:00") == "Mon 2026-11-30 10:00"


def test_days_away_are_left_out() -> None:
    away = diary(absences=((date(2026, 5, 13), date(2026, 5, 15)),))
    assert opening(away) == "Mon 2026-05-18 10:00"


def test_part_time_hours_and_lunch_are_respected() -> None:
    assert opening(diary(hours="Tue 09:00-12:00, 13:00-15:00"), "2026-05-12 11:50") == "Tue 2026-05-19 13:00"


def test_a_longer_meeting_needs_a_longer_stretch() -> None:
    mornings = diary(hours="Mon 09:00-09:30; Wed 09:00-10:00")
    assert opening(mornings, "2026-05-08 10:00", 30) == "Wed 2026-05-13 09:00"
    assert opening(mornings, "2026-05-12 10:00", 30) == "Mon 2026-05-18 09:00"
    assert opening(mornings, "2026-05-12 10:00", 45) == "Wed 2026-05-20 09:00"


def test_only_the_days_asked_for_are_looked_at() -> None:
    assert opening(diary(), first=date(2026, 5, 18)) == "Mon 2026-05-18 09:00"
    assert opening(diary(), first=date(2026, 5, 1)) == "Wed 2026-05-13 10:00"
    assert opening(diary(), last=date(2026, 5, 12)) == "none"
    assert opening(diary(), last=date(2026, 5, 13)) == "Wed 2026-05-13 10:00"


def test_nothing_beyond_thirty_days_is_looked_at() -> None:
    until = date(2026, 5, 12) + timedelta(days=HORIZON_DAYS - 1)
    assert opening(diary(absences=((date(2026, 5, 13), until),))) == "Thu 2026-06-11 10:00"
    assert opening(diary(absences=((date(2026, 5, 13), until + timedelta(days=1)),))) == "none"


def test_hours_are_those_of_the_persons_own_zone() -> None:
    brussels = diary(zone="Europe/Brussels")
    assert next_opening(brussels, at("2026-05-12 18:00")) == datetime(2026, 5, 14, 7, tzinfo=UTC)


def test_somebody_who_never_works_is_never_free() -> None:
    assert opening(diary(hours="Sun 09:00-10:00", absences=((date.min, date.max),))) == "none"


def test_ten_minutes_are_left_on_both_sides_of_what_is_booked() -> None:
    booked = diary(span("2026-05-13 10:30"))
    assert opening(booked) == "Wed 2026-05-13 11:15"
    assert opening(booked, "2026-05-12 09:45") == "Wed 2026-05-13 09:45"
    assert opening(booked, "2026-05-12 09:55", 15) == "Wed 2026-05-13 10:00"
    assert opening(diary(span("2026-05-13 10:35")), minutes=15) == "Wed 2026-05-13 10:00"
    assert opening(diary(span("2026-05-13 10:20", 25)), minutes=15) == "Wed 2026-05-13 11:00"


def test_what_is_booked_in_any_order_and_over_each_other_is_taken_once() -> None:
    busy = (span("2026-05-13 12:00", 300), span("2026-05-13 09:00", 60), span("2026-05-13 09:30", 200))
    assert opening(diary(*busy)) == "Thu 2026-05-14 09:00"


# ---------------------------------------------------------------------------------------------- how much they take


def test_a_full_day_a_full_week_and_a_full_month_are_passed_over() -> None:
    wednesday = ("2026-05-13 09:00",)
    assert opening(diary(given=wednesday, daily=1)) == "Thu 2026-05-14 09:00"
    assert opening(diary(given=wednesday, daily=2, weekly=1)) == "Mon 2026-05-18 09:00"
    assert opening(diary(given=wednesday, weekly=2, monthly=1)) == "Mon 2026-06-01 09:00"
    assert opening(diary(given=wednesday, daily=2, weekly=2, monthly=2)) == "Wed 2026-05-13 10:00"


def test_consultations_given_earlier_in_the_week_or_month_count() -> None:
    assert opening(diary(given=("2026-05-11 09:00",), weekly=1)) == "Mon 2026-05-18 09:00"
    assert opening(diary(given=("2026-05-01 09:00",), monthly=1)) == "Mon 2026-06-01 09:00"
    assert opening(diary(given=("2026-04-30 09:00", "2026-05-10 09:00"), weekly=1, monthly=2)) == "Wed 2026-05-13 10:00"


def test_limits_count_days_of_their_own() -> None:
    """23:30 on Tuesday in the United Kingdom is Wednesday in Kolkata, where two a day are too many."""
    late = ("2026-05-13 04:00",)
    kolkata = diary(hours="Mon-Fri 00:00-23:00", zone="Asia/Kolkata", given=late, daily=1)
    assert kolkata.given == (at("2026-05-12 23:30"),)
    assert problem(kolkata, at("2026-05-12 23:59"), 30, at("2026-05-01 10:00")) is Problem.DAY_FULL
    assert problem(kolkata, at("2026-05-12 10:00"), 30, at("2026-05-01 10:00")) is None


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_limits_count_days_of_their_own_on_the_day_the_clocks_change(change: date) -> None:
    """The day is 23 or 25 hours long: its first and its last hour are the same day, the next is another one."""
    start, now = f"{change} 00:15", at(f"{change - timedelta(days=7)} 12:00")
    nights = diary(hours="Sun 00:00-24:00; Mon 00:00-24:00", given=(start,), daily=1)
    assert problem(nights, at(f"{change} 23:30"), 30, now) is Problem.DAY_FULL
    assert problem(nights, at(f"{change + timedelta(days=1)} 00:00"), 30, now) is None
    weekly = diary(hours="Sun 00:00-24:00; Mon 00:00-24:00", given=(start,), weekly=1)
    assert problem(weekly, at(f"{change} 23:30"), 30, now) is Problem.WEEK_FULL
    assert problem(weekly, at(f"{change + timedelta(days=1)} 00:00"), 30, now) is None


def test_a_week_is_an_iso_week_over_the_turn_of_the_year() -> None:
    """Monday 29 December 2025 to Sunday 4 January 2026 is one week, of two months and two years."""
    new_year = diary(hours="Mon-Sun 09:00-17:00", given=("2025-12-30 09:00",), weekly=1, monthly=1)
    now = at("2025-12-20 10:00")
    assert problem(new_year, at("2026-01-04 10:00"), 30, now) is Problem.WEEK_FULL
    assert problem(new_year, at("2026-01-05 10:00"), 30, now) is None
    assert problem(new_year, at("2025-12-22 10:00"), 30, now) is Problem.MONTH_FULL


def test_time_taken_in_the_other_role_fills_no_limit() -> None:
    assert opening(diary(span("2026-05-13 10:00"), weekly=1)) == "Wed 2026-05-13 10:45"


# ---------------------------------------------------------------------------------------------- one time


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-05-12 10:00", Problem.IN_THE_PAST),
        ("2026-05-12 10:15", None),
        ("2026-06-11 10:00", None),
        ("2026-06-12 10:00", Problem.BEYOND_HORIZON),
        ("2026-05-14 10:00", Problem.ABSENT),
        ("2026-05-25 10:00", Problem.BANK_HOLIDAY),
        ("2026-05-16 10:00", Problem.OUTSIDE_HOURS),
        ("2026-05-13 08:45", Problem.OUTSIDE_HOURS),
        ("2026-05-13 16:30", None),
        ("2026-05-13 16:45", Problem.OUTSIDE_HOURS),
        ("2026-05-13 12:00", Problem.BUSY),
        ("2026-05-13 11:20", None),
        ("2026-05-13 11:21", Problem.BUSY),
        ("2026-05-13 12:39", Problem.BUSY),
        ("2026-05-13 12:40", None),
        ("2026-05-20 10:00", Problem.DAY_FULL),
        ("2026-05-21 10:00", None),
        ("2026-05-29 10:00", Problem.WEEK_FULL),
        ("2026-06-05 10:00", Problem.MONTH_FULL),
    ],
)
def test_a_time_has_a_reason_against_it_or_none(start: str, expected: Problem | None) -> None:
    somebody = diary(
        span("2026-05-13 12:00"),
        absences=((date(2026, 5, 14), date(2026, 5, 15)),),
        given=(
            "2026-05-20 09:00",
            "2026-05-26 09:00",
            "2026-05-27 09:00",
            *(f"2026-06-{n} 09:00" for n in range(15, 20)),
        ),
        daily=1,
        weekly=2,
        monthly=4,
    )
    if start.startswith("2026-06-1"):
        somebody = diary()
    assert problem(somebody, at(start), 30, at(TUESDAY)) is expected


def test_notice_is_kept_only_where_it_is_asked_for() -> None:
    soon, later = at("2026-05-13 09:45"), at("2026-05-13 10:00")
    assert problem(diary(), soon, 30, at(TUESDAY)) is None
    assert problem(diary(), soon, 30, at(TUESDAY), keep_notice=True) is Problem.TOO_SOON
    assert problem(diary(), later, 30, at(TUESDAY), keep_notice=True) is None


def test_whoever_is_busy_is_busy_out_of_hours_as_well() -> None:
    night = diary(span("2026-05-13 23:00"))
    assert problem(night, at("2026-05-13 23:00"), 30, at(TUESDAY)) is Problem.BUSY
    assert is_busy(night, at("2026-05-13 23:39"), 30)
    assert not is_busy(night, at("2026-05-13 23:40"), 30)
    assert is_busy(night, at("2026-05-13 22:21"), 30)
    assert not is_busy(night, at("2026-05-13 22:20"), 30)


# ---------------------------------------------------------------------------------------------- times to propose


def test_times_are_spread_over_days_mornings_and_afternoons() -> None:
    assert times(diary(), most=5) == [
        "Wed 2026-05-13 10:00",
        "Wed 2026-05-13 13:00",
        "Thu 2026-05-14 09:00",
        "Thu 2026-05-14 13:00",
        "Fri 2026-05-15 09:00",
    ]


def test_whole_hours_are_preferred_to_half_hours_and_those_to_quarters() -> None:
    busy = (span("2026-05-13 13:00", 240), span("2026-05-14 09:00", 15), span("2026-05-14 10:00", 420))
    assert times(diary(*busy), "2026-05-12 10:07", 15, most=3) == [
        "Wed 2026-05-13 11:00",
        "Wed 2026-05-13 12:00",
        "Thu 2026-05-14 09:30",
    ]


def test_a_day_with_mornings_only_gives_mornings() -> None:
    mornings = diary(hours="Mon-Fri 09:00-12:00")
    assert times(mornings, most=4, per_day=3) == [
        "Wed 2026-05-13 10:00",
        "Wed 2026-05-13 10:30",
        "Wed 2026-05-13 11:00",
        "Thu 2026-05-14 09:00",
    ]


def test_both_people_are_free_with_ten_minutes_around() -> None:
    requester = diary(span("2026-05-13 10:00", 60), span("2026-05-13 12:45", 50))
    assert times(diary(span("2026-05-13 12:00")), other=requester, most=2) == [
        "Wed 2026-05-13 11:15",
        "Wed 2026-05-13 14:00",
    ]


def test_times_within_the_hours_of_both_are_preferred() -> None:
    requester = diary(hours="Thu 14:00-18:00; Fri 16:15-18:00")
    assert times(diary(), other=requester, most=3) == [
        "Thu 2026-05-14 14:00",
        "Thu 2026-05-14 15:00",
        "Fri 2026-05-15 16:30",
    ]


def test_when_the_two_never_work_at_the_same_time_the_experts_hours_count() -> None:
    nights = diary(span("2026-05-13 10:00"), hours="Mon-Fri 20:00-23:00")
    assert times(diary(), other=nights, most=1) == ["Wed 2026-05-13 11:00"]
    assert times(diary(), other=nights) != []


def test_the_limits_of_the_one_who_asks_do_not_count() -> None:
    assert times(diary(), other=diary(daily=0, weekly=0), most=1) == ["Wed 2026-05-13 10:00"]
    assert times(diary(weekly=0)) == []


def test_no_more_times_than_wanted_and_only_of_the_days_wanted() -> None:
    assert len(times(diary())) == 9
    week = times(diary(), first=date(2026, 5, 18), last=date(2026, 5, 19))
    assert [each[:14] for each in week] == ["Mon 2026-05-18"] * 2 + ["Tue 2026-05-19"] * 2
    assert times(diary(), last=date(2026, 5, 12)) == []


# ---------------------------------------------------------------------------------------------- the day around a time


def around(whose: Diary, start: str, minutes: int = 30) -> list[str]:
    zone = whose.pattern.zone
    pieces = day_around(whose, at(start, zone), minutes)
    return [
        f"{piece.start.astimezone(zone):%H:%M}-{piece.end.astimezone(zone):%H:%M} {'free' if is_free else 'busy'}"
        for piece, is_free in pieces
    ]


def test_the_day_around_a_time_is_working_time_in_pieces() -> None:
    booked = diary(
        span("2026-05-13 08:30", 60),
        span("2026-05-13 11:00"),
        span("2026-05-13 11:15", 60),
        span("2026-05-14 10:00"),
        hours="Wed 09:00-12:00, 13:00-17:00",
    )
    assert around(booked, "2026-05-13 14:00") == [
        "09:00-09:30 busy",
        "09:30-11:00 free",
        "11:00-12:00 busy",
        "13:00-17:00 free",
    ]


def test_a_time_out_of_hours_is_shown_too() -> None:
    assert around(diary(), "2026-05-13 18:00") == ["09:00-17:00 free", "18:00-18:30 free"]
    assert around(diary(span("2026-05-16 10:15")), "2026-05-16 10:00") == ["10:00-10:15 free", "10:15-10:30 busy"]
    assert around(diary(), "2026-05-13 16:45") == ["09:00-17:15 free"]


# ---------------------------------------------------------------------------------------------- clocks that change

LIMITS = (Capacity(), Capacity(daily=1), Capacity(weekly=4), Capacity(monthly=13), Capacity(2, 5, 16))
SPARSELY = 7
"""Away from the change, and under all limits but the last, it is looked from every seventh quarter only: from each of
the day, within a week. In a full run the last are looked at closely all the time."""


def booked_around(change: date) -> tuple[Span, ...]:
    """Consultations by day and night around a change of clocks, one of them over the change itself."""
    first = datetime.combine(change, time.min, UTC) - timedelta(days=4)
    starts = [first + number * timedelta(hours=7, minutes=13) for number in range(90)]
    lengths = [timedelta(minutes=15 + number % 31) for number in range(90)]
    over = Span(datetime.combine(change, time(0, 40), UTC), datetime.combine(change, time(1, 10), UTC))
    return (over, *(Span(start, start + length) for start, length in zip(starts, lengths, strict=True)))


@pytest.mark.parametrize("change", CHANGES, ids=str)
@pytest.mark.parametrize("zone", ZONES)
def test_every_quarter_of_an_hour_around_a_change_of_clocks_is_free_as_on_the_wall(zone: str, change: date) -> None:
    midnight = datetime.combine(change, time.min, UTC)
    clock = WallClock(zone, NIGHTS, DAYS_OFF, midnight - timedelta(days=6), midnight + timedelta(days=48))
    pattern = WorkingPattern(WorkingHours.parse(as_text(NIGHTS)), ZoneInfo(zone), "London", AWAY)
    busy = booked_around(change)
    given_starts = [each.start for each in busy[::3]]
    near = minutes_near([(each.start, each.end) for each in busy])
    quarters = [midnight + number * QUARTER for number in range(-4 * 96, 45 * 96)]
    possible = [q for q in quarters if clock.fits(q, 30) and near.isdisjoint(clock.moments(q, 30))]

    wrong: list[tuple[object, ...]] = []
    for limits in LIMITS:
        whose = Diary(pattern, limits, busy, tuple(given_starts))
        days = [clock.day_of(start) for start in given_starts]
        full = {
            day
            for day in {clock.day_of(q) for q in quarters}
            if is_full(day, days, limits.daily, limits.weekly, limits.monthly)
        }
        free = [q for q in possible if clock.day_of(q) not in full]
        early = midnight - timedelta(days=5)
        last = clock.day_of(early) + timedelta(days=HORIZON_DAYS)
        expected = {q for q in free if clock.day_of(q) <= last}
        is_closely = limits is LIMITS[-1]
        looked_at = quarters if is_closely else quarters[: 14 * 96]
        wrong += [(limits, q) for q in looked_at if (problem(whose, q, 30, early) is None) is not (q in expected)]
        close = range(0 if FULL else 3 * 96, 14 * 96 if FULL else 6 * 96) if is_closely else ()
        for now in [quarters[number] for number in sorted({*range(0, 14 * 96, SPARSELY), *close})]:
            earliest, last = clock.days_later(now, 1), clock.day_of(now) + timedelta(days=HORIZON_DAYS)
            first = next((q for q in free if q >= earliest and clock.day_of(q) <= last), None)
            if (found := next_opening(whose, now, 30)) != first:
                wrong.append((limits, now, found, first))
            if now.hour == 1:
                times_ = open_times(whose, now, 30)
                wrong += [(limits, now, each) for each in times_ if each < earliest or each not in free]
    assert wrong == []


# ---------------------------------------------------------------------------------------------- whatever the diary

NOW = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)
soon = st.datetimes(datetime(2026, 3, 20), datetime(2026, 11, 10), timezones=st.just(UTC))
spans = st.builds(
    lambda minutes, length: Span(NOW + timedelta(minutes=minutes), NOW + timedelta(minutes=minutes + length)),
    st.integers(-24 * 60, 32 * 24 * 60),
    st.integers(1, 600),
)


@st.composite
def diaries(draw: st.DrawFn) -> Diary:
    hours = st.sampled_from([OFFICE, "Tue 09:00-12:00, 13:00-15:00", "Mon-Sun 00:00-24:00", "Mon-Sat 22:00-24:00"])
    zone = ZoneInfo(draw(st.sampled_from([*ZONES, "Pacific/Chatham", "America/Santiago"])))
    days = st.tuples(st.integers(0, 30), st.integers(0, 9))
    away = tuple(
        (NOW.date() + timedelta(days=first), NOW.date() + timedelta(days=first + more))
        for first, more in draw(st.lists(days, max_size=2))
    )
    region = draw(st.sampled_from(["", "Scotland", "Northern Ireland"]))
    busy = draw(st.lists(spans, max_size=25))
    cap = st.one_of(st.none(), st.integers(0, 6))
    capacity = Capacity(draw(cap), draw(cap), draw(cap))
    given_ = tuple(each.start for each in busy if draw(st.booleans()))
    return Diary(WorkingPattern(WorkingHours.parse(draw(hours)), zone, region, away), capacity, tuple(busy), given_)


lengths = st.sampled_from([15, 30, 45, 60])


@settings(max_examples=examples(25, full=2_500))
@given(diaries(), lengths)
def test_the_next_opening_is_the_first_quarter_with_nothing_against_it(whose: Diary, minutes: int) -> None:
    quarters = (NOW + number * QUARTER for number in range((HORIZON_DAYS + 2) * 96))
    first = next((q for q in quarters if problem(whose, q, minutes, NOW, keep_notice=True) is None), None)
    assert next_opening(whose, NOW, minutes) == first


@given(diaries(), diaries(), lengths, st.integers(1, 12), st.integers(1, 4))
def test_times_to_propose_suit_both_and_are_few_a_day(
    whose: Diary, other: Diary, minutes: int, most: int, per_day: int
) -> None:
    found = open_times(whose, NOW, minutes, other, most=most, per_day=per_day)
    assert found == sorted(set(found))
    assert len(found) <= most
    zone = whose.pattern.zone
    assert max(Counter(each.astimezone(zone).date() for each in found).values(), default=0) <= per_day
    for start in found:
        assert problem(whose, start, minutes, NOW, keep_notice=True) is None
        assert not is_busy(other, start, minutes)
        assert start.astimezone(zone).minute % 15 == 0


def works_through(pattern: WorkingPattern, start: datetime, end: datetime) -> bool:
    today = pattern.spans(start.astimezone(pattern.zone).date())
    return any(each.start <= start and end <= each.end for each in today)


@settings(max_examples=examples(15, full=1_250))
@given(diaries(), diaries(), lengths)
def test_when_both_are_free_at_all_a_time_is_found_in_the_hours_of_both_if_there_is_one(
    whose: Diary, other: Diary, minutes: int
) -> None:
    def suits(start: datetime) -> bool:
        return problem(whose, start, minutes, NOW, keep_notice=True) is None and not is_busy(other, start, minutes)

    quarters = [NOW + number * QUARTER for number in range((HORIZON_DAYS + 2) * 96)]
    free = [start for start in quarters if suits(start)]
    working = [start for start in free if works_through(other.pattern, start, start + timedelta(minutes=minutes))]
    found = open_times(whose, NOW, minutes, other, most=10_000, per_day=10_000)
    assert found == (working or free)


@given(diaries(), soon, lengths)
def test_the_pieces_of_a_day_are_its_working_time_free_where_nothing_is_booked(
    whose: Diary, start: datetime, minutes: int
) -> None:
    pieces = day_around(whose, start, minutes)
    assert [piece for piece, _ in pieces] == sorted(piece for piece, _ in pieces)
    for (first, is_free), (second, is_next_free) in pairwise(pieces):
        assert first.start < first.end <= second.start
        assert first.end < second.start or is_free is not is_next_free
    end = start + timedelta(minutes=minutes)
    day = [*whose.pattern.spans(start.astimezone(whose.pattern.zone).date()), Span(start, end)]
    edges = sorted({edge for each in (*day, *whose.busy) for edge in (each.start, each.end)})
    for moment in edges:
        inside = any(each.start <= moment < each.end for each in day)
        taken = any(each.start <= moment < each.end for each in whose.busy)
        here = [is_free for piece, is_free in pieces if piece.start <= moment < piece.end]
        assert here == ([not taken] if inside else [])


@given(diaries(), soon)
def test_an_opening_keeps_notice_and_the_horizon(whose: Diary, now: datetime) -> None:
    found = next_opening(whose, now, 30)
    if found is not None:
        assert found >= working_days_later(whose.pattern, now, 1)
        zone = whose.pattern.zone
        assert (found.astimezone(zone).date() - now.astimezone(zone).date()).days <= HORIZON_DAYS
        assert not any(
            found < taken.end + BUFFER and taken.start - BUFFER < found + 2 * QUARTER for taken in whose.busy
        )
