"""What stands along the sides of a picture: round dates and figures, few and short enough to be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.pictures.scales import MOST_DATES, dates_between, days_shown, figures_shown, wording_of
from bot.charts import Chart, Point
from bot.policies.figures import MAX_FIGURE

FIGURES = some.floats(-MAX_FIGURE, MAX_FIGURE)
LONGEST = 14
"""Characters of a figure in a picture."""


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 3, 3), date(2026, 3, 5), ["3 Mar", "4 Mar", "5 Mar"]),
        (date(2026, 3, 3), date(2026, 3, 31), ["3 Mar", "17 Mar", "31 Mar"]),
        (date(2025, 11, 20), date(2026, 2, 10), ["Dec 2025", "Jan 2026", "Feb 2026"]),
        (date(2025, 6, 3), date(2026, 5, 29), ["Jul 2025", "Oct 2025", "Jan 2026", "Apr 2026"]),
        (date(2018, 1, 1), date(2026, 3, 19), ["2020", "2025"]),
        (date(2019, 6, 1), date(2023, 3, 19), ["2020", "2021", "2022", "2023"]),
    ],
)
def test_dates_are_round(first: date, last: date, words: list[str]) -> None:
    assert [text for _, text in dates_between(first, last)] == words


@given(some.dates(), some.dates())
def test_there_are_few_dates_between_any_two(one: date, other: date) -> None:
    first, last = sorted((one, other))
    found = dates_between(first, last)
    assert len(found) <= MOST_DATES
    assert all(first <= day <= last for day, _ in found)
    assert len({text for _, text in found}) == len(found)


@given(some.dates(), some.integers(0, 3))
def test_a_picture_is_always_some_days_wide(day: date, more: int) -> None:
    last = min(day + timedelta(more), date.max) if day < date.max - timedelta(more) else day
    first, end = days_shown(Chart("It", "", (Point(day, 1), Point(last, 2))))
    assert first < end
    assert first <= day <= last <= end


@given(some.lists(FIGURES, max_size=4), some.lists(some.none() | FIGURES, min_size=3, max_size=3), some.text())
def test_figures_fit_whatever_they_are(values: list[float], lines: list[float | None], unit: str) -> None:
    points = tuple(Point(date(2026, 3, 3), value) for value in values)
    baseline, target, threshold = lines
    chart = Chart("It", unit, points, baseline, target, threshold)
    lowest, highest = figures_shown(chart)
    assert lowest < highest
    assert all(lowest <= value <= highest for value in [*values, *(line for line in lines if line is not None)])
    wording = wording_of(chart, (lowest, highest))
    assert all(0 < len(wording.write(value)) <= LONGEST + len(wording.behind) for value in (lowest, highest, *values))


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        ("%", 62.5, "62.5%"),
        ("%", 45.353978, "45.35%"),
        ("%", 79.99321, "79.99%"),
        ("£", 1_234_567, "£1.235m"),
        ("£m", -0.3, "-£0.3m"),
        ("£ million", 1.25, "1.25"),
        ("people", 12_345, "12,345"),
        ("people", 2_400_000_000, "2.4bn"),
        ("", 0, "0"),
    ],
)
def test_figures_are_short(unit: str, value: float, words: str) -> None:
    chart = Chart("It", unit, (Point(date(2026, 3, 3), value),))
    assert wording_of(chart, (value, value)).write(value) == words


def test_nothing_is_written_as_nothing_whatever_the_others_are() -> None:
    chart = Chart("It", "£", (Point(date(2026, 3, 3), 5e6),))
    assert wording_of(chart, (0, 5e6)).write(0) == "£0"


def test_a_share_is_not_drawn_beyond_all_of_it() -> None:
    chart = Chart("It", "%", (Point(date(2026, 3, 3), 3), Point(date(2026, 3, 4), 100)))
    lowest, highest = figures_shown(chart)
    assert (lowest > -5, highest < 105) == (True, True)
    assert figures_shown(replace(chart, unit="points"))[1] > 105
