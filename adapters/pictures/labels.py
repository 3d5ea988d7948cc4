"""The labels at the right of a picture, each at the end of its line, moved apart where they would meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.transforms import IdentityTransform

from adapters.pictures.paper import BLUE, GREEN, QUIET, VERMILLION, letters, points, write
from adapters.pictures.scales import Wording
from bot.charts import Chart

LABEL = 32
"""Letters, in pixels."""
BETWEEN = 40
"""From the middle of one label to that of the next, in pixels."""
LEAD, BEFORE, AFTER = 52, 14, 12
"""From the end of a line to its label, and what of that stays empty at either end, in pixels."""
LINE, THIN = 4, 2
DASHED, DOTTED, MIXED = (0, (4.0, 2.0)), (0, (1.0, 1.5)), (0, (5.0, 1.5, 1.0, 1.5))

Style = tuple[int, tuple[float, ...]] | Literal["solid"]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the readings are drawn, in pixels from the lower left; ``ends`` are the figures at its edges."""

    left: float
    below: float
    width: float
    height: float
    ends: tuple[float, float]

    @property
    def right(self) -> float:
        return self.left + self.width

    def height_of(self, value: float) -> float:
        lowest, highest = self.ends
        return self.below + (value - lowest) / (highest - lowest) * self.height


@dataclass(frozen=True, slots=True)
class Label:
    """Its words, at which figure it belongs, and how the line is drawn that leads to it."""

    text: str
    value: float
    colour: str
    style: Style
    is_newest: bool = False

    @property
    def letters(self) -> FontProperties:
        return letters(LABEL, bold=self.is_newest)


def labels_of(chart: Chart, wording: Wording) -> Iterator[Label]:
    """That of the latest reading, and those of what it is held against."""
    if chart.latest:
        yield Label(wording.write(chart.latest.value), chart.latest.value, BLUE, "solid", is_newest=True)
    if chart.target is not None:
        yield Label(f"Target {wording.write(chart.target)}", chart.target, GREEN, DASHED)
    if chart.threshold is not None:
        yield Label(f"Threshold {wording.write(chart.threshold)}", chart.threshold, VERMILLION, MIXED)
    if chart.baseline is not None:
        yield Label(f"Baseline {wording.write(chart.baseline)}", chart.baseline, QUIET, DOTTED)


def write_labels(figure: Figure, labels: Sequence[Label], frame: Frame) -> None:
    """Each with a lead from the end of its line."""
    ends = [frame.height_of(label.value) for label in labels]
    heights = apart(ends, BETWEEN, frame.below + LABEL / 2, frame.below + frame.height - LABEL / 2)
    for label, end, height in zip(labels, ends, heights, strict=True):
        start = frame.right + (BEFORE if label.is_newest else 0)
        figure.add_artist(
            Line2D(
                [start, frame.right + LEAD - AFTER],
                [end, height],
                transform=IdentityTransform(),
                color=label.colour,
                linestyle=label.style,
                linewidth=points(THIN if label.is_newest else LINE),
            )
        )
        write(figure, frame.right + LEAD, height, label.text, label.letters, middle=True)


def apart(wanted: Sequence[float], gap: float, lowest: float, highest: float) -> list[float]:
    """Where labels stand that want to be at these heights: at least ``gap`` apart, in the same order, between the ends.

    Each is as near to where it wants to be as its neighbours let it: those that touch move as one.
    """
    order = sorted(range(len(wanted)), key=lambda number: wanted[number])
    gap = min(gap, (highest - lowest) / max(len(wanted) - 1, 1))
    groups: list[tuple[float, list[int]]] = []  # where the lowest of each stands, and which they are
    for number in order:
        groups.append((_held(wanted[number], 1, gap, lowest, highest), [number]))
        while len(groups) > 1 and groups[-2][0] + gap * len(groups[-2][1]) > groups[-1][0]:
            (_, below), (_, above) = groups[-2:]
            together = below + above
            middle = sum(wanted[each] - gap * place for place, each in enumerate(together)) / len(together)
            groups[-2:] = [(_held(middle, len(together), gap, lowest, highest), together)]
    stands = [0.0] * len(wanted)
    for first, numbers in groups:
        for place, number in enumerate(numbers):
            stands[number] = first + gap * place
    return stands


def _held(first: float, number: int, gap: float, lowest: float, highest: float) -> float:
    return max(lowest, min(first, highest - gap * (number - 1)))
