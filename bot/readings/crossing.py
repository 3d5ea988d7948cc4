"""Whether a reading passed the target of its measure, or the threshold that was set, one way or the other. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.model import Direction, Measure


class Line(StrEnum):
    """What a reading can pass, what matters most first."""

    TARGET = "target"
    THRESHOLD = "threshold"


class Side(StrEnum):
    """On which side of a line a figure is."""

    REACHED = "reached"
    """The figure is there or beyond, the way that the measure should move."""
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Crossing:
    """A line that was passed, and on which side the figure is now."""

    line: Line
    side: Side


def figure_of(measure: Measure, line: Line) -> float | None:
    """Where a line of a measure is; nothing when it has none."""
    return measure.target if line is Line.TARGET else measure.threshold


def side_of(value: float, figure: float, direction: Direction) -> Side:
    """What is at a line has reached it."""
    reached = value <= figure if direction is Direction.DOWN else value >= figure
    return Side.REACHED if reached else Side.SHORT


def crossings(measure: Measure, before: float | None, after: float) -> list[Crossing]:
    """The lines between two figures. ``before`` is nothing when there was no reading: then it is the baseline."""
    start = measure.baseline if before is None else before
    if start is None:
        return []
    found = []
    for line in Line:
        figure = figure_of(measure, line)
        if figure is None:
            continue
        side = side_of(after, figure, measure.direction)
        if side is not side_of(start, figure, measure.direction):
            found.append(Crossing(line, side))
    return found
