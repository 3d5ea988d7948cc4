"""When somebody works."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.errors import WrongValueError
from directory.model import DEFAULT_WORKING_HOURS
from directory.working_hours import Interval, WorkingHours


def test_hours_are_read_for_each_weekday() -> None:
    hours = WorkingHours.parse("Mon-Thu 09:00-17:00; Fri 09:00-12:30")
    assert hours.on(0) == hours.on(3) == (Interval(540, 1020),)
    assert hours.on(4) == (Interval(540, 750),)
    assert hours.on(5) == hours.on(6) == ()
    assert hours.minutes_a_week == 4 * 480 + 210


def test_the_default_is_written_the_one_way() -> None:
    assert str(WorkingHours.parse(DEFAULT_WORKING_HOURS)) == DEFAULT_WORKING_HOURS


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("mon-fri 9-17", "Mon-Fri 09:00-17:00"),
        ("Monday to Friday 9.30 to 17.30", "Mon-Fri 09:30-17:30"),
        ("Mon – Fri 09:00–17:00", "Mon-Fri 09:00-17:00"),
        ("Mon, Wed, Fri 10:00-16:00", "Mon, Wed, Fri 10:00-16:00"),
        ("Tue 09:00-17:00; Mon 09:00-17:00;", "Mon-Tue 09:00-17:00"),
        ("Mon 13:00-17:00, 09:00-12:00", "Mon 09:00-12:00, 13:00-17:00"),
        ("Mon 09:00-12:00; Mon 12:00-17:00", "Mon 09:00-17:00"),
        ("Sat-Mon 08:00-24:00", "Mon, Sat-Sun 08:00-24:00"),
    ],
)
def test_hours_typed_in_many_ways_are_written_in_one(typed: str, written: str) -> None:
    assert str(WorkingHours.parse(typed)) == written


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "empty"),
        (";", "empty"),
        ("whenever", "not understood"),
        ("Mon-Fri", "not understood"),
        ("09:00-17:00", "not understood"),
        ("Mon-Fri 22:00-06:00", "ends before it starts"),
        ("Mon-Fri 9-5", "24-hour clock"),
        ("Mon 09:00-09:00", "ends before it starts"),
        ("Mon 09:75-17:00", "not a time"),
        ("Mon 09:00-25:00", "not a time"),
        ("Mun 09:00-17:00", "not a day"),
        ("Mon 09:00-12:00; Mon 11:00-17:00", "overlap"),
    ],
)
def test_hours_that_make_no_sense_are_explained(typed: str, problem: str) -> None:
    with pytest.raises(WrongValueError, match=problem):
        WorkingHours.parse(typed)


_INTERVALS = st.sets(st.integers(0, 96), max_size=6).map(
    lambda quarters: tuple(
        Interval(start * 15, end * 15)
        for start, end in zip(sorted(quarters)[::2], sorted(quarters)[1::2], strict=False)
    )
)


@given(st.lists(_INTERVALS, min_size=7, max_size=7).filter(any))
def test_what_is_written_is_read_back_the_same(week: list[tuple[Interval, ...]]) -> None:
    hours = WorkingHours(tuple(week))
    assert WorkingHours.parse(str(hours)) == hours
