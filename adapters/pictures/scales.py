"""What stands along the sides of a picture: round dates and round figures, few enough to be read. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.charts import SHOWN_UNIT, Chart
from bot.policies.figures import CURRENCIES, write_figure

MOST_DATES = 4
DAYS = (1, 2, 7, 14)
MONTHS = (1, 2, 3, 6)
YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
MONTH, YEAR = 31, 366
BEFORE = timedelta(days=30)
"""What is shown before readings that are all of one day."""
ROOM = 0.08
"""Above the highest and below the lowest, as a part of what lies between them."""
PLENTY = 1_000_000
"""From here on figures are written in thousands of thousands, or more: "1.2m"."""
SCALES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))
AFTER_CURRENCY = {"", "k", "m", "mn", "bn"}
MOST_WRITTEN = 7
"""Characters of a figure as it is: a longer one is written with fewer digits."""
DIGITS = 4


def days_shown(chart: Chart) -> tuple[date, date]:
    """The first and the last day of a picture: it ends with the latest reading."""
    last = chart.points[-1].on if chart.points else date.max
    first = chart.points[0].on if chart.points else last
    if first < last:
        return first, last
    return (last - BEFORE, last) if last - date.min > BEFORE else (last, last + BEFORE)


def in_full(day: date) -> str:
    """For example "3 Mar 2026"."""
    return f"{day.day} {day:%b} {day.year}"


def dates_between(first: date, last: date) -> list[tuple[date, str]]:
    """A few round dates, each with its words: "3 Mar", "Mar 2026" or "2026"."""
    dates, shape = next((way for way in _ways(first, last) if len(way[0]) <= MOST_DATES), ([], ""))
    return [(day, _named(day, shape)) for day in dates]


def _ways(first: date, last: date) -> Iterator[tuple[list[date], str]]:
    """From the closest to the widest apart."""
    span = (last - first).days
    for step in DAYS:
        if span // step <= MOST_DATES + 1:
            yield [first + timedelta(day) for day in range(0, span + 1, step)], "%-d %b"
    for months in MONTHS:
        if span // (MONTH * months) <= MOST_DATES + 1:
            yield _starts(first, last, months), "%b %Y"
    for years in YEARS:
        if span // (YEAR * years) <= MOST_DATES + 1:
            yield _starts(first, last, 12 * years), "%Y"


def _starts(first: date, last: date, months: int) -> list[date]:
    """The first days of every so many months, from January of a round year on."""
    start = first.year * 12 + first.month - 1
    wanted = range(-(-start // months) * months, last.year * 12 + last.month, months)
    days = (date(month // 12, month % 12 + 1, 1) for month in wanted if date.min.year <= month // 12 <= date.max.year)
    return [day for day in days if first <= day <= last]


def _named(day: date, shape: str) -> str:
    return {"%-d %b": f"{day.day} {day:%b}", "%b %Y": f"{day:%b} {day.year}", "%Y": str(day.year)}[shape]


def figures_shown(chart: Chart) -> tuple[float, float]:
    """The lowest and the highest of a picture, with some room."""
    lines = (line for line in (chart.baseline, chart.target, chart.threshold) if line is not None)
    there = [*(point.value for point in chart.points), *lines] or [0.0]
    lowest, highest = min(there), max(there)
    room = (highest - lowest) * ROOM or abs(highest) * ROOM or 1.0
    if chart.unit.strip() == "%" and lowest >= 0 and highest <= 100:
        return max(lowest - room, -room / 2), min(highest + room, 100 + room / 2)
    return lowest - room, highest + room


@dataclass(frozen=True, slots=True)
class Wording:
    """How figures are written in one picture."""

    unit: str
    scale: float
    behind: str
    """What stands behind a figure that is divided by ``scale``."""

    @property
    def is_close(self) -> bool:
        """Whether the unit stands at each figure: "62%", "£3m". Another is said once: "in days"."""
        return self.unit == "%" or (self.unit[:1] in set(CURRENCIES) and self.unit[1:] in AFTER_CURRENCY)

    def write(self, value: float) -> str:
        """The figure in few characters."""
        small = value / self.scale
        written = self._write(small)
        if len(written) <= MOST_WRITTEN:
            return written
        return self._write(float(f"{small:.{DIGITS}g}")) if abs(small) < PLENTY else f"{small:.{DIGITS}g}"

    def _write(self, value: float) -> str:
        behind = self.behind if value else ""
        return write_figure(value, f"{self.unit}{behind}") if self.is_close else f"{write_figure(value)}{behind}"


def wording_of(chart: Chart, ends: Sequence[float]) -> Wording:
    """For figures between these ``ends``."""
    unit = " ".join(chart.unit.split())[:SHOWN_UNIT]
    largest = max(abs(end) for end in ends)
    is_scaled = unit in set(CURRENCIES) or not Wording(unit, 1, "").is_close
    for scale, behind in SCALES:
        if largest >= scale and is_scaled:
            return Wording(unit, scale, behind)
    return Wording(unit, 1, "")
