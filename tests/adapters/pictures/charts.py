"""Charts that the tests of pictures draw."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from bot.charts import Chart, Point
from bot.model import Direction, ReadingSource

FIRST = date(2025, 6, 3)
LIVE, CHECK_IN = ReadingSource.LIVE, ReadingSource.CHECK_IN


def points(values: Sequence[float], days: int = 30, source: ReadingSource = CHECK_IN) -> tuple[Point, ...]:
    """A reading every so many days."""
    return tuple(Point(FIRST + timedelta(days * number), value, source) for number, value in enumerate(values))


def many(number: int) -> tuple[Point, ...]:
    """A live reading a day that wanders, with a check-in twice a year."""
    wander, value, found = random.Random(7), 55.0, []
    for day in range(number):
        value += wander.gauss(0.005, 0.6)
        found.append(Point(FIRST + timedelta(day), round(value, 2), CHECK_IN if day % 182 == 90 else LIVE))
    return tuple(found)


USUAL = Chart("Letters answered", "%", points([60, 58, 64, 63, 71, 74]), 62, 80, 70, launch_on=FIRST + timedelta(60))
LONG = "The share of people who owe tax, were sent a plain letter, and paid or agreed a plan within 30 days of it"
KINDS: dict[str, Chart] = {
    "usual": USUAL,
    "no target": Chart("People helped", "people", points([1_200, 1_250, 1_900, 2_400])),
    "one reading": Chart("Letters answered", "%", points([71]), 62, 80),
    "no reading": Chart("Letters answered", "%", (), 62, 80),
    "nothing at all": Chart("", "", ()),
    "three thousand readings": Chart("Claims without help", "%", many(3_000), 50, 90, 75),
    "negative": Chart("Net change in debt", "£m", points([-3, -2.5, 0.4, 1.2, -0.3], 90), -3, 2),
    "millions": Chart("Cost", "£ million", points([1.2, 1.25, 1.31, 1.9], 180), 1.1, 1.5, direction=Direction.DOWN),
    "a long name": Chart(LONG * 3, "applications per 10,000 people" * 9, points([123_456.789, 130_000.123456])),
    "right to left": Chart("عدد الرسائل التي تم الرد عليها", "يوم", points([10, 12, 14]), 9, 15),
    "no formula": Chart("$\\frac{1}{0}$ _a^b $", "$$", points([1, 2])),
    "not drawable": Chart("\x00\x07\ud800 日本 \u202e", "\n", points([1, 2])),
    "huge": Chart("Huge", "", points([1e14, -9e14, 9.99e14]), 1e-6, 1e15 - 1),
    "alike": Chart("Alike", "days", points([10, 10, 10]), 10, 10, 10),
    "one day": Chart("One day", "", tuple(Point(FIRST, value, LIVE) for value in range(20))),
    "long ago": Chart("Long ago", "", (Point(date.min, 1), Point(date.max, 2))),
    "at the end of time": Chart("At the end", "", (Point(date.max, 1),)),
    "at its beginning": Chart("At the beginning", "", (Point(date.min, 1),)),
}
