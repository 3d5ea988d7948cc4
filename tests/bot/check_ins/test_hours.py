"""When nudges may come: ten to four where somebody is, Tuesday to Thursday, on no holiday and no day away."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from bot.check_ins.hours import first_moment, is_allowed, may_go_out, next_moment
from bot.model import NoticeKind
from bot.times.working_time import WorkingPattern
from directory.database import unit_of_work
from directory.working_hours import WorkingHours
from tests.bot.times.test_working_time import ZONES
from tests.people import add_expert
from tests.post_office import Clock, PostOffice

OFFICE = WorkingHours.parse("Mon-Fri 09:00-17:00")
LONDON = ZoneInfo("Europe/London")
QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)
CHANGES = {
    "Europe/London": (date(2026, 3, 29), date(2026, 10, 25)),
    "Europe/Brussels": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Asia/Kolkata": (date(2026, 3, 29), date(2026, 10, 25)),  # theirs never change: those of whoever else is told
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),  # by half an hour
}


def in_zone(zone: str = "Europe/London", region: str = "", *away: tuple[date, date]) -> WorkingPattern:
    return WorkingPattern(OFFICE, ZoneInfo(zone), region, away)


def in_london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "region", "allowed"),
    [
        (date(2026, 5, 11), "", False),  # Monday
        (date(2026, 5, 12), "", True),
        (date(2026, 5, 13), "", True),
        (date(2026, 5, 14), "", True),
        (date(2026, 5, 15), "", False),
        (date(2026, 5, 16), "", False),
        (date(2026, 5, 17), "", False),
        (date(2025, 1, 2), "Scotland", False),  # 2 January, a Thursday
        (date(2025, 1, 2), "North West", True),
        (date(2026, 3, 17), "Northern Ireland", False),  # Saint Patrick's Day, a Tuesday
        (date(2026, 3, 17), "Wales", True),
        (date(2025, 12, 25), "", False),
    ],
)
def test_some_days_are_not_allowed(day: date, region: str, allowed: bool) -> None:
    assert is_allowed(in_zone(region=region), day) is allowed
    begins = first_moment(in_zone(region=region), day)
    assert (begins.astimezone(LONDON).date() == day) is allowed
    assert begins.astimezone(LONDON).time() == time(10)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-05-12 10:00", "2026-05-12 10:00"),
        ("2026-05-12 15:59:59", "2026-05-12 15:59:59"),
        ("2026-05-12 16:00", "2026-05-13 10:00"),
        ("2026-05-12 09:59:59", "2026-05-12 10:00"),
        ("2026-05-14 16:00", "2026-05-19 10:00"),  # Thursday to Tuesday
        ("2026-12-24 17:00", "2026-12-29 10:00"),  # Monday, 28 December, is a bank holiday, and a Monday
    ],
)
def test_what_is_late_waits_for_the_next_allowed_ten_oclock(now: str, then: str) -> None:
    assert next_moment(in_zone(), in_london(now)) == in_london(then)


def test_days_away_are_passed_over_and_endless_ones_looked_at_again_in_a_year() -> None:
    away = in_zone("Europe/London", "", (date(2026, 5, 12), date(2026, 5, 21)))
    assert first_moment(away, date(2026, 5, 12)) == in_london("2026-05-26 10:00")
    assert not may_go_out(away, in_london("2026-05-14 11:00"))
    gone = in_zone("Europe/London", "", (date(2026, 1, 1), date(2099, 1, 1)))
    again = first_moment(gone, date(2026, 5, 12))
    assert again > in_london("2027-05-01 10:00")
    assert not may_go_out(gone, again)


def test_a_nudge_that_was_kept_back_goes_out_at_the_next_allowed_ten_oclock(database: Engine) -> None:
    post = PostOffice(database, Clock(in_london("2026-05-14 16:00")))
    away = [(date(2026, 5, 19), date(2026, 5, 19))]
    with unit_of_work(database) as session:
        ada = add_expert(session, "Ada Quillan", absences=away).person_id
    post.account(ada, "slack")
    post.tell(ada, "check-in", NoticeKind.CHECK_IN_NUDGE)
    assert post.deliver() == []
    assert post.notice().due_at == post.notice().news_at == in_london("2026-05-20 10:00")
    post.clock.now = in_london("2026-05-20 10:00")
    assert len(post.deliver()) == 1


def test_a_nudge_waits_for_quiet_hours_and_its_own(database: Engine) -> None:
    post = PostOffice(database, Clock(in_london("2026-05-12 10:00")))
    ada = post.person("Ada Quillan", "slack")
    post.prefers(ada, quiet_hours="09:00-12:00")
    post.tell(ada, "check-in", NoticeKind.CHECK_IN_NUDGE)
    assert post.deliver() == []
    post.clock.now = in_london("2026-05-12 12:00")
    assert len(post.deliver()) == 1


@pytest.mark.parametrize("zone", ZONES)
def test_in_no_quarter_of_an_hour_around_a_clock_change_is_a_nudge_at_a_wrong_instant(zone: str) -> None:
    pattern = in_zone(zone)
    seen = 0
    for change in CHANGES[zone]:
        begins = datetime.combine(change - 6 * DAY, time(0), tzinfo=UTC)
        instants = [begins + number * QUARTER for number in range(16 * 96)]
        allowed = [when for when in instants if is_right_here(when.astimezone(pattern.zone))]
        tens = [when for when in allowed if when.astimezone(pattern.zone).time() == time(10)]
        for when in instants[2 * 96 : 10 * 96]:
            assert may_go_out(pattern, when) is (when in allowed)
            waits = next(ten for ten in tens if ten >= when)
            assert next_moment(pattern, when) == (when if when in allowed else waits)
            day = when.astimezone(pattern.zone).date()
            assert first_moment(pattern, day) == next(ten for ten in tens if ten.astimezone(pattern.zone).date() >= day)
            seen += 1
    assert seen == 2 * 768


def is_right_here(here: datetime) -> bool:
    """By the calendar on the wall; there is no bank holiday in these weeks."""
    return 10 <= here.hour < 16 and here.isoweekday() in {2, 3, 4} and not is_easter(here.date())


def is_easter(day: date) -> bool:
    return day in {date(2026, 4, 3), date(2026, 4, 6)}
