"""Rhythms: what is an iCalendar rule is followed, and what never ends or explodes is a sentence at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from itertools import islice, pairwise
from types import FrameType

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.check_ins.rhythm import LOOKED_AT, SHORTEST_GAP, days_of, read_rhythm
from directory.errors import WrongValueError
from tests.sizes import examples

LAUNCH = date(2026, 9, 1)
"""A Tuesday."""
MOST_STEPS = 2_000_000
"""Calls of functions: far fewer than it takes dateutil to go on to the end of time from today."""


class TooManyStepsError(Exception):
    """It would go on for long."""


@contextmanager
def few_steps() -> Iterator[None]:
    steps = 0

    def count(_frame: FrameType, _event: str, _argument: object) -> None:
        nonlocal steps
        steps += 1
        if steps > MOST_STEPS:
            raise TooManyStepsError

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)


def problem(text: str) -> str:
    with few_steps(), pytest.raises(WrongValueError) as wrong:
        read_rhythm(text, LAUNCH)
    return str(wrong.value)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("FREQ=MONTHLY;INTERVAL=3", "FREQ=MONTHLY;INTERVAL=3"),
        ("RRULE:FREQ=MONTHLY;INTERVAL=3;", "FREQ=MONTHLY;INTERVAL=3"),
        (" rrule:freq=weekly; byday=tu ", "FREQ=WEEKLY;BYDAY=TU"),
        ("FREQ=MONTHLY;BYDAY=-1TH", "FREQ=MONTHLY;BYDAY=-1TH"),
        ("FREQ=YEARLY;BYMONTH=4,10;BYMONTHDAY=+1", "FREQ=YEARLY;BYMONTH=4,10;BYMONTHDAY=1"),
        ("FREQ=MONTHLY;UNTIL=20301231T235959Z", "FREQ=MONTHLY;UNTIL=20301231"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_rule_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert read_rhythm(typed, LAUNCH) == kept
    assert read_rhythm(kept, LAUNCH) == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("every three months", "Enter an iCalendar rule"),
        ("RRULE:RRULE:FREQ=MONTHLY", "Enter an iCalendar rule"),
        ("INTERVAL=3", "Say how often with FREQ"),
        ("FREQ=HOURLY;INTERVAL=2000", "too often"),
        ("FREQ=SECONDLY", "too often"),
        ("FREQ=FORTNIGHTLY", "FREQ is one of"),
        ("FREQ=DAILY", "more often than once a week"),
        ("FREQ=DAILY;INTERVAL=6", "more often than once a week"),
        ("FREQ=WEEKLY;BYDAY=TU,TH", "more often than once a week"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,-1", "more often than once a week"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "names no day"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "names no day"),
        ("FREQ=WEEKLY;BYDAY=MO;BYMONTH=2;BYSETPOS=4", "names no day"),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=MO", "names no day"),
        ("FREQ=YEARLY;INTERVAL=11", "names no day"),
        ("FREQ=MONTHLY;UNTIL=20260901", "names no day"),
        ("FREQ=MONTHLY;INTERVAL=0", "INTERVAL takes numbers from 1 to 9999"),
        ("FREQ=MONTHLY;INTERVAL=99999", "INTERVAL takes numbers"),
        ("FREQ=MONTHLY;INTERVAL=1,2", "INTERVAL takes one number"),
        ("FREQ=MONTHLY;COUNT=0", "COUNT takes numbers"),
        ("FREQ=MONTHLY;COUNT=-1", "COUNT takes numbers"),
        ("FREQ=MONTHLY;COUNT=4;UNTIL=20301231", "either COUNT or UNTIL"),
        ("FREQ=MONTHLY;UNTIL=20300231", "UNTIL takes a date"),
        ("FREQ=MONTHLY;UNTIL=soon", "UNTIL takes a date"),
        ("FREQ=MONTHLY;BYMONTH=13", "BYMONTH takes numbers from 1 to 12"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY takes numbers from 1 to 31, or -1 to -31 from the end"),
        ("FREQ=MONTHLY;BYMONTHDAY=", "BYMONTHDAY takes numbers"),
        ("FREQ=MONTHLY;BYMONTHDAY=١", "BYMONTHDAY takes numbers"),
        ("FREQ=MONTHLY;BYDAY=TUE", "BYDAY takes days of the week"),
        ("FREQ=MONTHLY;BYDAY=99TU", "BYDAY takes days of the week"),
        ("FREQ=WEEKLY;BYDAY=1TU", "A number before a day"),
        ("FREQ=WEEKLY;WKST=XX", "not a day of the week"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "cannot be used with FREQ=WEEKLY"),
        ("FREQ=MONTHLY;BYWEEKNO=10", "cannot be used with FREQ=MONTHLY"),
        ("FREQ=MONTHLY;BYSETPOS=1", "name them too"),
        ("FREQ=MONTHLY;BYHOUR=9", "We do not understand"),
        ("FREQ=MONTHLY;BYEASTER=0", "We do not understand"),
        ("FREQ=MONTHLY;FREQ=DAILY", "FREQ is there twice"),
        ("FREQ=MONTHLY;EXDATE=20270101", "Leave out EXDATE"),
        ("DTSTART:20260101\nRRULE:FREQ=MONTHLY", "one rule on one line"),
        ("DTSTART:20260101;FREQ=MONTHLY", "Leave out DTSTART"),
        ("FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["1"] * 200), "too long"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(typed: str, said: str) -> None:
    assert said in problem(typed)


def test_what_is_counted_or_ends_is_counted_from_launch() -> None:
    assert list(days_of("FREQ=MONTHLY;COUNT=2", LAUNCH, date(2030, 1, 1))) == [date(2026, 10, 1), date(2026, 11, 1)]
    until = "FREQ=MONTHLY;INTERVAL=2;UNTIL=20270101"
    assert list(days_of(until, LAUNCH, date(2030, 1, 1))) == [date(2026, 11, 1), date(2027, 1, 1)]


@pytest.mark.parametrize(
    ("rule", "launch", "days"),
    [
        ("FREQ=MONTHLY", date(2027, 10, 31), ["2027-11-30", "2027-12-31", "2028-01-31", "2028-02-29"]),
        ("FREQ=MONTHLY;INTERVAL=3", date(2026, 11, 30), ["2027-02-28", "2027-05-30", "2027-08-30", "2027-11-30"]),
        ("FREQ=YEARLY", date(2024, 2, 29), ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
        ("FREQ=YEARLY;BYMONTH=2", date(2025, 8, 31), ["2026-02-28", "2027-02-28", "2028-02-29", "2029-02-28"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", date(2027, 1, 31), ["2027-03-31", "2027-05-31", "2027-07-31", "2027-08-31"]),
    ],
)
def test_a_month_without_the_day_of_launch_has_its_last_day(rule: str, launch: date, days: list[str]) -> None:
    assert [on.isoformat() for on in islice(days_of(rule, launch, date(2100, 1, 1)), 4)] == days


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Anything that looks like a rule, most of it nonsense."""
    frequency = draw(st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY"]))
    parts = {"FREQ": frequency}
    limits = {"BYMONTH": 13, "BYMONTHDAY": 32, "BYYEARDAY": 367, "BYWEEKNO": 54, "BYSETPOS": 6, "INTERVAL": 60}
    for name in draw(st.lists(st.sampled_from(sorted(limits)), unique=True, max_size=3)):
        numbers = st.integers(-limits[name] if name != "INTERVAL" else 1, limits[name])
        parts[name] = ",".join(map(str, draw(st.lists(numbers, min_size=1, max_size=3))))
    if draw(st.booleans()):
        weekdays = st.sampled_from(["MO", "TU", "-1WE", "2TH", "FR", "5SA", "SU"])
        parts["BYDAY"] = ",".join(draw(st.lists(weekdays, min_size=1, max_size=3)))
    return ";".join(f"{name}={value}" for name, value in parts.items())


@settings(max_examples=examples(60), deadline=None)
@given(rules(), st.dates(date(2000, 1, 1), date(2060, 12, 28)).filter(lambda day: day.day <= 28))
def test_any_rule_is_read_in_few_steps_and_says_what_dateutil_says(rule: str, launch: date) -> None:
    with few_steps():
        try:
            kept = read_rhythm(rule, launch)
        except WrongValueError:
            return
        days = list(days_of(kept, launch, launch + LOOKED_AT))
    begins = datetime.combine(launch, datetime.min.time())
    theirs = rrulestr(rule, dtstart=begins).between(begins, begins + LOOKED_AT + timedelta(hours=1))
    assert days == [each.date() for each in theirs]
    assert all(later - earlier >= SHORTEST_GAP for earlier, later in pairwise(days))


@settings(max_examples=examples(100), deadline=None)
@given(st.text(alphabet="FREQ=MONTHLYDAILWKUB;:,-+0123456789\n ", max_size=60))
def test_any_text_is_a_rule_or_a_sentence(text: str) -> None:
    with few_steps(), suppress(WrongValueError):
        kept = read_rhythm(text)
        assert read_rhythm(kept) == kept
