"""Days as people type them: day first, never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.words import full_date, short_date
from bot.times.typed_days import read_day, read_month
from directory.errors import WrongValueError

TODAY = date(2026, 2, 10)


@pytest.mark.parametrize(
    "typed",
    [
        "3 March 2026",
        "3 march 2026",
        "  3   March  2026 ",
        "3rd March 2026",
        "3rd of March, 2026",
        "3 Mar 2026",
        "3-Mar-26",
        "3 March",
        "Tuesday 3 March 2026",
        "Tue, 3 March",
        "3/3/2026",
        "03/03/26",
        "3/3",
        "3.3.2026",
        "2026-03-03",
        "2026/3/3",
    ],
)
def test_a_day_is_read_as_it_is_typed(typed: str) -> None:
    assert read_day(typed, TODAY) == date(2026, 3, 3)


def test_the_day_comes_before_the_month() -> None:
    assert read_day("4/3/2026", TODAY) == date(2026, 3, 4)
    assert read_day("2026-03-04", TODAY) == date(2026, 3, 4)
    assert read_day("5 Sept 2026", TODAY) == date(2026, 9, 5)


def test_without_a_year_it_is_the_next_such_day() -> None:
    assert read_day("10 February", TODAY) == TODAY
    assert read_day("9 February", TODAY) == date(2027, 2, 9)
    assert read_day("29 February", date(2027, 6, 1)) == date(2028, 2, 29)


def test_today_and_tomorrow_are_days() -> None:
    assert read_day("Today", TODAY) == TODAY
    assert read_day("tomorrow", TODAY) == date(2026, 2, 11)


@pytest.mark.parametrize(
    "typed", ["3/13/2026", "2026-13-03", "31/2/2026", "29 February 2027", "0/3/2026", "3 Octember", "1/1/0"]
)
def test_a_day_that_does_not_exist_is_not_guessed_at(typed: str) -> None:
    with pytest.raises(WrongValueError):
        read_day(typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("next week", "We do not understand “next week”. Enter a date like 3 March 2026"),
        ("March", "We do not understand “March”. Enter a date like 3 March 2026"),
        ("٣ March 2026", "We do not understand “٣ March 2026”. Enter a date like 3 March 2026"),
        ("31 April 2026", "“31 April 2026” is not a day that exists. Enter a date like 3 March 2026"),
        ("Monday 3 March 2026", "“Monday 3 March 2026” is a Tuesday. Check the day, or leave out its name"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(typed: str, said: str) -> None:
    with pytest.raises(WrongValueError) as wrong:
        read_day(typed, TODAY)
    assert str(wrong.value) == said


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_back_as_we_write_it(day: date) -> None:
    for written in (full_date(day), short_date(day), day.isoformat(), f"{day:%d/%m/%Y}"):
        assert read_day(written, TODAY) == day


@given(st.text())
def test_anything_typed_is_a_day_or_a_sentence(typed: str) -> None:
    said = ""
    try:
        read_day(typed, TODAY)
    except WrongValueError as wrong:
        said = str(wrong)
    assert not said or "Enter a date like 3 March 2026" in said or "Check the day" in said


@pytest.mark.parametrize(
    "typed", ["March 2026", "mar 2026", " MARCH,  2026 ", "Mar-2026", "3/2026", "03 2026", "2026-03"]
)
def test_a_month_is_read_as_it_is_typed(typed: str) -> None:
    assert read_month(typed, TODAY) == date(2026, 3, 1)


def test_a_month_without_a_year_is_this_one_or_the_next_such() -> None:
    assert read_month("February", TODAY) == date(2026, 2, 1)
    assert read_month("january", TODAY) == date(2027, 1, 1)


@pytest.mark.parametrize(
    "typed", ["", "3 March 2026", "March 26", "13/2026", "0/2026", "Octember 2026", "2026", "0000-01"]
)
def test_what_is_no_month_is_not_guessed_at(typed: str) -> None:
    assert read_month(typed, TODAY) is None
