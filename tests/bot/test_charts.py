"""Each measure over time: what its picture shows, and the same in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import Engine

from bot.blocks import MAX_ALT
from bot.charts import Chart, Point, chart_of, picture_of, rows, said, stamp_of, thinned
from bot.model import Direction, Measure, Precision, Reading, ReadingSource
from bot.policies.figures import MAX_FIGURE
from directory.database import reading, unit_of_work
from tests.bot.policies.policies import LAUNCH, PolicyTown

FIRST = date(2026, 1, 5)
LIVE, CHECK_IN = ReadingSource.LIVE, ReadingSource.CHECK_IN


def points(*values: float, source: ReadingSource = CHECK_IN) -> tuple[Point, ...]:
    """A reading a day."""
    return tuple(Point(FIRST + timedelta(day), value, source) for day, value in enumerate(values))


def of(*values: float, direction: Direction = Direction.UP) -> Chart:
    return Chart("Letters answered", "%", points(*values), baseline=62, target=80, direction=direction)


def test_the_picture_is_said_in_words() -> None:
    chart = replace(of(60, 58, 75, 71), threshold=70, launch_on=FIRST + timedelta(1))
    assert said(chart) == (
        "The latest reading is 71% on 8 January 2026. The target of 80% is not reached. Since the first, 60% on "
        "5 January 2026, it has gone up, as it should. The lowest was 58% on 6 January 2026, and the highest 75% on "
        "7 January 2026. There are 4 readings, all from check-ins. The baseline is 62%. The threshold is 70%, and the "
        "latest reading is above it. The launch was on 6 January 2026."
    )


@pytest.mark.parametrize(
    ("chart", "words"),
    [
        (of(), "No reading yet. The target is 80%. The baseline is 62%."),
        (of(71), "The only reading is 71% on 5 January 2026. The target of 80% is not reached. The baseline is 62%."),
        (of(71, 80), "The target of 80% is reached."),
        (of(71, 81, direction=Direction.DOWN), "The target of 80% is not reached."),
        (of(71, 80, direction=Direction.DOWN), "The target of 80% is reached."),
        (of(71, 81, direction=Direction.DOWN), "it has gone up, and should go down."),
        (of(90, 81, direction=Direction.DOWN), "it has gone down, as it should."),
        (of(71, 75, 71), "it has not changed."),
        (Chart("Cost", "£m", points(-2, 1.5, source=LIVE)), "Since the first, -£2m on 5 January 2026, it has gone up"),
        (Chart("Cost", "£m", points(-2, 1.5, source=LIVE)), "There are 2 readings, none from a check-in."),
        (Chart("Cost", "", (*points(1, source=LIVE), *points(2))), "There are 2 readings, one from a check-in."),
    ],
)
def test_the_words_say_how_it_stands(chart: Chart, words: str) -> None:
    assert words in said(chart)


@pytest.mark.parametrize(
    ("precision", "words"), [(Precision.DAY, "on 5 January 2026"), (Precision.MONTH, "in January 2026")]
)
def test_a_launch_is_said_as_exactly_as_it_is_known(precision: Precision, words: str) -> None:
    launched = replace(of(60, 61), points=points(60, 61), launch_on=FIRST, launch_precision=precision)
    assert f"The launch was {words}." in said(launched)


def test_a_launch_that_is_not_in_the_picture_is_not_in_its_words() -> None:
    assert "launch" not in said(replace(of(60, 61), launch_on=FIRST - timedelta(1)))


@given(
    some.text(max_size=400),
    some.lists(some.floats(-MAX_FIGURE, MAX_FIGURE), max_size=6),
    some.lists(some.none() | some.floats(-MAX_FIGURE, MAX_FIGURE), min_size=3, max_size=3),
)
def test_whatever_was_read_the_words_fit(unit: str, values: list[float], lines: list[float | None]) -> None:
    baseline, target, threshold = lines
    chart = Chart("It", unit, points(*values), baseline, target, threshold, launch_on=FIRST)
    assert 0 < len(said(chart)) < MAX_ALT
    assert stamp_of(chart)


def test_a_stamp_tells_what_is_drawn() -> None:
    chart = of(60, 71)
    others = [
        of(60, 72),
        of(60, 71, 71),
        of(60, 71, direction=Direction.DOWN),
        replace(chart, baseline=63),
        replace(chart, target=63),
        replace(chart, threshold=63),
        replace(chart, unit="days"),
        replace(chart, title="Letters read"),
        replace(chart, launch_on=FIRST),
        replace(chart, points=points(60, 71, source=LIVE)),
    ]
    assert stamp_of(chart) == stamp_of(of(60, 71))
    assert len({stamp_of(each) for each in (chart, *others)}) == len(others) + 1


def test_the_table_has_every_reading_and_the_newest_first() -> None:
    chart = replace(of(60), points=(*points(60), Point(FIRST, 61.5, LIVE), Point(FIRST, 62, ReadingSource.FILE)))
    assert rows(chart) == [(FIRST, "62%", "From a file"), (FIRST, "61.5%", "Live"), (FIRST, "60%", "Check-in")]


def test_thousands_of_readings_keep_those_that_matter() -> None:
    many = [Point(FIRST + timedelta(day), (day * 7919) % 1000, LIVE) for day in range(3_000)]
    many[1_234] = many[1_234]._replace(source=CHECK_IN)
    kept = thinned(many, 200)
    assert len(kept) <= 4 * 200 + 1
    assert {many[0], many[-1], many[1_234]} <= set(kept)
    assert {max(p.value for p in many), min(p.value for p in many)} <= {p.value for p in kept}
    assert [p.on for p in kept] == sorted(p.on for p in kept)


def test_thousands_of_readings_of_one_day_are_thinned_too() -> None:
    assert [p.value for p in thinned([Point(FIRST, value, LIVE) for value in range(3_000)], 200)] == [0, 2_999]


def test_few_readings_are_all_kept() -> None:
    assert thinned(points(1, 2, 3), 200) == list(points(1, 2, 3))


def test_what_is_drawn_is_what_was_read(database: Engine) -> None:
    town = PolicyTown(database)
    town.register()
    id_ = town.add_measure(readings=[64, 66])
    with unit_of_work(database) as session:
        session.add_all(
            Reading(measure_id=id_, value=value, read_on=date(2026, 4, 30), noted_at=town.now, source=LIVE)
            for value in (61, 60)
        )
    with reading(database) as session:
        measure = session.get_one(Measure, id_)
        chart, picture = chart_of(session, measure), picture_of(session, measure)
    assert chart == Chart(
        "Letters answered",
        "%",
        (
            Point(date(2026, 4, 30), 61, LIVE),
            Point(date(2026, 4, 30), 60, LIVE),
            Point(date(2026, 5, 1), 64),
            Point(date(2026, 5, 2), 66),
        ),
        baseline=62,
        target=80,
        launch_on=LAUNCH,
    )
    assert (picture.of, picture.stamp, picture.text) == (f"measure.{id_}", stamp_of(chart), said(chart))
