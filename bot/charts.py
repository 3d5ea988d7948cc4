"""Each measure over time: what its picture shows, and the same in words."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, select

from bot.blocks import MAX_ALT, Picture
from bot.cards.words import counted, fit, short_date
from bot.model import Direction, Measure, Policy, Precision, Reading, ReadingSource
from bot.policies.dates import write_date
from bot.policies.figures import write_figure

OF_MEASURE = "measure."
"""Before the id of a measure: the name of its picture."""
SHOWN_UNIT = 40
DIGITS = 12
"""Of a digest of what is drawn."""
HOW = {ReadingSource.CHECK_IN: "Check-in", ReadingSource.LIVE: "Live", ReadingSource.FILE: "From a file"}


class Point(NamedTuple):
    """One reading. A policy may have a hundred thousand: a tuple is made in a moment."""

    on: date
    value: float
    source: ReadingSource = ReadingSource.CHECK_IN

    @property
    def is_check_in(self) -> bool:
        return self.source is ReadingSource.CHECK_IN


@dataclass(frozen=True, slots=True)
class Chart:
    """What a picture shows. ``points`` are in order, the newest last; there may be several of one day."""

    title: str
    unit: str
    points: tuple[Point, ...]
    baseline: float | None = None
    target: float | None = None
    threshold: float | None = None
    direction: Direction = Direction.UP
    launch_on: date | None = None
    launch_precision: Precision = Precision.DAY

    @property
    def latest(self) -> Point | None:
        return self.points[-1] if self.points else None

    @property
    def is_reached(self) -> bool:
        """Whether the latest reading is at the target, or beyond it."""
        if self.latest is None or self.target is None:
            return False
        beyond = self.latest.value - self.target
        return beyond >= 0 if self.direction is Direction.UP else beyond <= 0

    @property
    def shows_launch(self) -> bool:
        """Whether it was launched while it was read: else there is nothing to mark it on."""
        return bool(self.points and self.launch_on and self.points[0].on <= self.launch_on <= self.points[-1].on)

    def write(self, value: float) -> str:
        """A figure with its unit."""
        return write_figure(value, fit(self.unit, SHOWN_UNIT))


class Row(NamedTuple):
    """A reading as a line of a table."""

    read_on: date
    value: str
    how: str


def picture_name(measure_id: str) -> str:
    """By which the picture of a measure is known: ``Picture.of``."""
    return f"{OF_MEASURE}{measure_id}"


def chart_of(session: Session, measure: Measure) -> Chart:
    """All that a measure showed, as it is now."""
    read = select(col(Reading.read_on), col(Reading.value), col(Reading.source)).where(Reading.measure_id == measure.id)
    points = map(Point._make, session.exec(read.order_by(col(Reading.read_on), col(Reading.id))))
    policy = session.get(Policy, measure.policy_id)
    return charted(measure, points, policy)


def charted(measure: Measure, points: Iterable[Point], policy: Policy | None) -> Chart:
    """A measure of this policy with these readings, which are in order."""
    return Chart(
        title=measure.name,
        unit=measure.unit,
        points=tuple(points),
        baseline=measure.baseline,
        target=measure.target,
        threshold=measure.threshold,
        direction=measure.direction,
        launch_on=policy.launch_on if policy else None,
        launch_precision=policy.launch_precision if policy else Precision.DAY,
    )


def picture_of(session: Session, measure: Measure) -> Picture:
    """The picture of a measure as it is now, as a part of a card that has named the measure."""
    chart = chart_of(session, measure)
    return Picture(of=picture_name(measure.id), stamp=stamp_of(chart), text=said(chart))


def stamp_of(chart: Chart) -> str:
    """Tells what is drawn from anything else that might be: whoever keeps pictures asks for the newest."""
    lines = chart.baseline, chart.target, chart.threshold
    said = repr((chart.title, chart.unit, lines, chart.direction.value, chart.launch_on))
    drawn = hashlib.sha256(said.encode(errors="surrogatepass"))
    drawn.update(array("q", [point.on.toordinal() for point in chart.points]).tobytes())
    drawn.update(array("d", [point.value for point in chart.points]).tobytes())
    drawn.update("".join(point.source for point in chart.points).encode())
    return drawn.hexdigest()[:DIGITS]


def rows(chart: Chart) -> list[Row]:
    """Every reading for a table, the newest first."""
    return [Row(point.on, chart.write(point.value), HOW[point.source]) for point in reversed(chart.points)]


def thinned(points: Sequence[Point], columns: int) -> list[Point]:
    """The points that matter to a picture ``columns`` wide, in their order.

    The first, last, lowest and highest of the stretch of time that each column stands for (the M4 aggregation of
    Jugel, Jerzak, Hackenbroich and Markl, VLDB 2014: a line through them covers what a line through all of them
    would), and every check-in. As many as are there while they are few.
    """
    if len(points) <= columns:
        return list(points)
    start, end = points[0].on.toordinal(), points[-1].on.toordinal()
    kept: set[int] = {number for number, point in enumerate(points) if point.is_check_in}
    by_column: dict[int, list[int]] = {}
    for number, point in enumerate(points):
        column = (point.on.toordinal() - start) * columns // max(end - start + 1, 1)
        by_column.setdefault(column, []).append(number)
    for numbers in by_column.values():
        lowest, highest = (outer(numbers, key=lambda number: points[number].value) for outer in (min, max))
        kept |= {numbers[0], lowest, highest, numbers[-1]}
    return [points[number] for number in sorted(kept)]


# ---------------------------------------------------------------------------------------------- in words


def said(chart: Chart) -> str:
    """All that the picture shows, in sentences. Whoever shows them has named the measure."""
    return fit(" ".join(_sentences(chart)), MAX_ALT)


def _sentences(chart: Chart) -> Iterator[str]:
    latest = chart.latest
    if latest is None:
        yield "No reading yet."
    else:
        which = "The latest reading" if len(chart.points) > 1 else "The only reading"
        yield f"{which} is {_on(chart, latest)}."
    if chart.target is not None:
        target = chart.write(chart.target)
        if latest is None:
            yield f"The target is {target}."
        else:
            yield f"The target of {target} is {'reached' if chart.is_reached else 'not reached'}."
    if len(chart.points) > 1:
        yield from _course(chart)
    if chart.baseline is not None:
        yield f"The baseline is {chart.write(chart.baseline)}."
    if chart.threshold is not None:
        threshold = chart.write(chart.threshold)
        side = f", and the latest reading is {_side(latest.value, chart.threshold)}" if latest else ""
        yield f"The threshold is {threshold}{side}."
    if chart.shows_launch and chart.launch_on:
        when = "in" if chart.launch_precision is Precision.MONTH else "on"
        yield f"The launch was {when} {write_date(chart.launch_on, chart.launch_precision)}."


def _course(chart: Chart) -> Iterator[str]:
    """How it went from the first reading to the latest."""
    first, latest = chart.points[0], chart.points[-1]
    yield f"Since the first, {_on(chart, first)}, it has {_moved(latest.value - first.value, chart.direction)}."
    values = [point.value for point in chart.points]
    # Of several that are alike, the newest is named.
    ends = min(values), max(values)
    lowest, highest = (next(each for each in reversed(chart.points) if each.value == end) for end in ends)
    if len(values) > 2 and lowest.value != highest.value:
        yield f"The lowest was {_on(chart, lowest)}, and the highest {_on(chart, highest)}."
    checked = sum(point.is_check_in for point in chart.points)
    where = {0: "none from a check-in", len(values): "all from check-ins"}
    yield f"There are {counted(len(values), 'reading', 'readings')}, {where.get(checked, _from_check_ins(checked))}."


def _from_check_ins(number: int) -> str:
    return "one from a check-in" if number == 1 else f"{number:,} from check-ins"


def _on(chart: Chart, point: Point) -> str:
    return f"{chart.write(point.value)} on {short_date(point.on)}"


def _moved(by: float, direction: Direction) -> str:
    """Which way it went, and whether it should have."""
    if by == 0:
        return "not changed"
    went = Direction.UP if by > 0 else Direction.DOWN
    return (
        f"gone {went.value}, as it should"
        if went is direction
        else f"gone {went.value}, and should go {direction.value}"
    )


def _side(value: float, line: float) -> str:
    return "at it" if value == line else "above it" if value > line else "below it"
