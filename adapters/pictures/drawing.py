"""Draws a measure over time: its readings, the lines that they are held against, and when it was launched."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import IdentityTransform

from adapters.pictures.labels import DOTTED, LABEL, LEAD, LINE, THIN, Frame, labels_of, write_labels
from adapters.pictures.paper import (
    BLUE,
    GRID,
    HEIGHT,
    INK,
    PAPER,
    QUIET,
    WIDTH,
    drawable,
    letters,
    png,
    points,
    sheet,
    width_of,
    write,
)
from adapters.pictures.scales import Wording, dates_between, days_shown, figures_shown, in_full, wording_of
from bot.cards.words import sentence_case
from bot.charts import Chart, Point, thinned
from bot.model import Direction

TITLE, SUBTITLE, TICK = 36, 28, 30
"""Letters, in pixels."""
LEADING = 1.25
"""From one line of letters to the next, in their size."""
EDGE, GAP = 26, 16
"""Around everything, and between one thing and the next, in pixels."""
TITLE_LETTERS, TITLE_LINES, MAX_TITLE, MAX_UNIT = 44, 2, 85, 30
SERIES = 6
COLUMN = 2
"""Pixels that a line can be told apart by."""
FEW, MANY = 40, 150
"""So many readings are each marked; of more, only those of check-ins are. Of very many, the line is thinner."""
MARK, SMALL_MARK, NEWEST = 18, 11, 24
FIGURES, STEPS = 4, (1, 2, 2.5, 5, 10)
"""Along the side."""


def draw(chart: Chart) -> bytes:
    """The picture as PNG. Whatever people typed is drawn as it is, or as an empty box."""
    figure, ends = sheet(), figures_shown(chart)
    wording = wording_of(chart, ends)
    labels = list(labels_of(chart, wording))
    ruled = _figures(chart, wording, ends)
    above = _write_above(figure, chart, wording)
    left = EDGE + GAP + max((width_of(each, letters(TICK)) for each in ruled), default=0)
    right = EDGE + max((LEAD + width_of(each.text, each.letters) for each in labels), default=0)
    below = EDGE + TICK + GAP
    frame = Frame(left, below, WIDTH - left - right, HEIGHT - above - below, ends)
    axes = figure.add_axes(
        (frame.left / WIDTH, frame.below / HEIGHT, frame.width / WIDTH, frame.height / HEIGHT), facecolor="none"
    )
    _rule(axes, ends, ruled)
    _write_dates(figure, axes, chart, frame)
    for label in labels:
        if not label.is_newest:
            axes.axhline(label.value, color=label.colour, linestyle=label.style, linewidth=points(LINE), zorder=2)
    _mark_launch(axes, chart)
    _draw_readings(axes, chart, frame)
    write_labels(figure, labels, frame)
    return png(figure)


# ---------------------------------------------------------------------------------------------- around


def _write_above(figure: Figure, chart: Chart, wording: Wording) -> float:
    """The title, and how to read the picture. Gives how much room they take."""
    title = drawable(chart.title, MAX_TITLE) or "No name"
    top = float(EDGE)
    for line in textwrap.wrap(title, TITLE_LETTERS, max_lines=TITLE_LINES, placeholder="…"):
        write(figure, EDGE, HEIGHT - top, line, letters(TITLE, bold=True))
        top += TITLE * LEADING
    way = "should go up" if chart.direction is Direction.UP else "should go down"
    unit = "" if wording.is_close or not wording.unit else f"{drawable(wording.unit, MAX_UNIT)}, "
    write(figure, EDGE, HEIGHT - top, sentence_case(f"{unit}{way}"), letters(SUBTITLE), QUIET)
    if len({point.is_check_in for point in chart.points}) > 1:
        _write_key(figure, top)
    return top + SUBTITLE * LEADING + GAP + (TICK if chart.shows_launch else 0)


def _write_key(figure: Figure, top: float) -> None:
    """What a large mark means, where there are readings without one."""
    left = WIDTH - EDGE - width_of("check-in", letters(SUBTITLE))
    write(figure, left, HEIGHT - top, "check-in", letters(SUBTITLE), QUIET)
    where = [left - 2 * GAP], [HEIGHT - top - SUBTITLE * 0.6]
    figure.add_artist(Line2D(*where, transform=IdentityTransform(), linestyle="none", **_mark(MARK)))


def _figures(chart: Chart, wording: Wording, ends: tuple[float, float]) -> dict[str, float]:
    """Round figures along the side, by their words: those that are written alike are one."""
    if not (chart.points or any(True for _ in labels_of(chart, wording))):
        return {}
    found = MaxNLocator(FIGURES, steps=STEPS).tick_values(*ends)
    return {wording.write(float(each)): float(each) for each in found if ends[0] <= each <= ends[1]}


def _rule(axes: Axes, ends: tuple[float, float], ruled: dict[str, float]) -> None:
    axes.set_ylim(*ends)
    axes.set_yticks(list(ruled.values()), list(ruled), fontproperties=letters(TICK), color=QUIET)
    axes.grid(axis="y", color=GRID, linewidth=points(THIN))
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0, pad=points(GAP))
    axes.tick_params(axis="x", length=points(GAP / 2), width=points(THIN), color=QUIET)
    for name, spine in axes.spines.items():
        spine.set(visible=name == "bottom", color=QUIET, linewidth=points(THIN))
    if ruled and ends[0] < 0 < ends[1]:
        axes.axhline(0, color=QUIET, linewidth=points(THIN), zorder=1)


def _write_dates(figure: Figure, axes: Axes, chart: Chart, frame: Frame) -> None:
    """The day of the first reading, that of the latest, and round dates where there is room between them."""
    first, last = days_shown(chart)
    axes.set_xlim(first.toordinal(), last.toordinal())
    marked = []
    for day, words, place in _dates(chart, first, last, frame):
        side = "left" if place == 0 else "right" if place == 1 else "center"
        write(figure, frame.left + place * frame.width, frame.below - GAP, words, letters(TICK), QUIET, side)
        marked.append(day.toordinal())
    axes.set_xticks(marked, [""] * len(marked))


def _dates(chart: Chart, first: date, last: date, frame: Frame) -> Iterator[tuple[date, str, float]]:
    """Days with their words, and where they are, from 0 at the left to 1 at the right."""
    if not chart.points:
        return
    yield last, in_full(last), 1
    if chart.points[0].on == last:
        return
    yield first, in_full(first), 0
    taken = max(width_of(in_full(day), letters(TICK)) for day in (first, last)) + 2 * GAP
    for day, words in dates_between(first, last):
        place, half = (day - first).days / (last - first).days, width_of(words, letters(TICK)) / 2
        if taken + half < place * frame.width < frame.width - taken - half:
            yield day, words, place


# ---------------------------------------------------------------------------------------------- readings


def _draw_readings(axes: Axes, chart: Chart, frame: Frame) -> None:
    if not chart.points:
        middle: dict[str, Any] = {"transform": axes.transAxes, "ha": "center", "va": "center"}
        axes.text(0.5, 0.5, "No reading yet", fontproperties=letters(LABEL), color=INK, backgroundcolor=PAPER, **middle)
        return
    shown = thinned(chart.points, int(frame.width) // COLUMN)
    days, values = [point.on.toordinal() for point in shown], [point.value for point in shown]
    width = SERIES if len(shown) <= MANY else SERIES / 2
    axes.plot(days, values, color=BLUE, linewidth=points(width), solid_joinstyle="round", clip_on=False, zorder=3)
    _put_marks(axes, [point for point in shown if not point.is_check_in], SMALL_MARK if len(shown) <= FEW else 0)
    check_ins = [point for point in shown if point.is_check_in]
    _put_marks(axes, check_ins, MARK if len(check_ins) <= FEW else SMALL_MARK)
    _put_marks(axes, shown[-1:], NEWEST)


def _put_marks(axes: Axes, shown: Sequence[Point], size: float) -> None:
    if shown and size:
        days, values = [point.on.toordinal() for point in shown], [point.value for point in shown]
        axes.plot(days, values, linestyle="none", clip_on=False, zorder=4, **_mark(size))


def _mark(size: float) -> dict[str, Any]:
    return {
        "marker": "o",
        "markersize": points(size),
        "markerfacecolor": BLUE,
        "markeredgecolor": PAPER,
        "markeredgewidth": points(size / 7),
    }


def _mark_launch(axes: Axes, chart: Chart) -> None:
    if chart.launch_on is None or not chart.shows_launch:
        return
    day = chart.launch_on.toordinal()
    axes.axvline(day, color=QUIET, linestyle=DOTTED, linewidth=points(LINE), zorder=2)
    first, last = axes.get_xlim()
    place = (day - first) / (last - first)
    side = "left" if place < 0.1 else "right" if place > 0.9 else "center"
    where: dict[str, Any] = {"transform": axes.get_xaxis_transform(), "ha": side, "va": "bottom"}
    axes.text(day, 1.01, "Launch", fontproperties=letters(TICK), color=QUIET, **where)
