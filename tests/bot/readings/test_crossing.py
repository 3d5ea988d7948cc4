"""Which lines are between two figures."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Direction, Measure
from bot.readings.crossing import Crossing, Line, Side, crossings, figure_of, side_of

UP, DOWN = Direction.UP, Direction.DOWN
FIGURES = st.none() | st.floats(-3, 3) | st.integers(-2, 2).map(float)


def a_measure(**columns: Any) -> Measure:
    return Measure(id="m", policy_id="p", position=1, name="Letters", **columns)


@pytest.mark.parametrize(
    ("before", "after", "direction", "side"),
    [
        (79, 80, UP, Side.REACHED),
        (79.9, 80.1, UP, Side.REACHED),
        (80, 79, UP, Side.SHORT),
        (80, 90, UP, None),
        (70, 79, UP, None),
        (81, 80, DOWN, Side.REACHED),
        (80, 81, DOWN, Side.SHORT),
        (80, 10, DOWN, None),
        (80, 80, UP, None),
    ],
)
def test_what_is_at_the_target_has_reached_it(
    before: float, after: float, direction: Direction, side: Side | None
) -> None:
    expected = [Crossing(Line.TARGET, side)] if side else []
    assert crossings(a_measure(target=80.0, direction=direction), before, after) == expected


def test_without_a_reading_before_it_is_the_baseline_that_counts() -> None:
    measure = a_measure(target=80.0, baseline=62.0)
    assert crossings(measure, None, 85) == [Crossing(Line.TARGET, Side.REACHED)]
    assert crossings(measure, None, 75) == []
    assert crossings(a_measure(target=80.0), None, 85) == [], "nobody knows where it came from"


def test_the_target_matters_more_than_the_threshold() -> None:
    found = crossings(a_measure(target=80.0, threshold=70.0), 60, 90)
    assert [each.line for each in found] == [Line.TARGET, Line.THRESHOLD]


@given(FIGURES, FIGURES, FIGURES, st.floats(-3, 3), st.sampled_from(Direction))
def test_a_line_is_crossed_when_its_side_changes_and_back_again(
    target: float | None, threshold: float | None, before: float | None, after: float, direction: Direction
) -> None:
    measure = a_measure(target=target, threshold=threshold, direction=direction)
    found = crossings(measure, before, after)
    for crossing in found:
        figure = figure_of(measure, crossing.line)
        assert figure is not None
        assert before is not None
        assert side_of(after, figure, direction) is crossing.side is not side_of(before, figure, direction)
    if before is not None:
        assert len(crossings(measure, after, before)) == len(found)
