"""Every measure can be drawn, and what the picture shows can be told apart by everybody."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from numpy.typing import NDArray
from PIL import Image

from adapters.pictures.drawing import draw
from adapters.pictures.paper import BLUE, EDGE, GREEN, HEIGHT, INK, PAPER, QUIET, VERMILLION, WIDTH, drawable
from bot.charts import Chart
from bot.policies.figures import MAX_FIGURE
from tests.adapters.pictures.charts import KINDS, USUAL, points
from tests.sizes import examples

MOST_PIXELS, MOST_BYTES = 1_024, 1_000_000
"""What Teams shows: learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability"""
TEXT_CONTRAST, LINE_CONTRAST = 4.5, 3.0
"""WCAG 2.2, success criteria 1.4.3 and 1.4.11."""
APART = 10.0
"""Difference of two colours (CIE76) from which they are told apart at a glance; 2.3 is just noticed."""

Pixels = NDArray[np.float64]


def pixels(png: bytes) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=float) / 255


def rgb(colour: str) -> Pixels:
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255


def has(drawn: Pixels, colour: str) -> bool:
    return bool((np.abs(drawn - rgb(colour)).max(axis=-1) < 0.02).any())


@pytest.mark.parametrize("chart", KINDS.values(), ids=KINDS.keys())
def test_every_measure_is_drawn_as_clients_take_it(chart: Chart) -> None:
    drawn = draw(chart)
    assert drawn.startswith(b"\x89PNG")
    assert len(drawn) < MOST_BYTES
    picture = pixels(drawn)
    assert picture.shape[:2] == (HEIGHT, WIDTH)
    assert max(WIDTH, HEIGHT) <= MOST_PIXELS
    assert np.allclose(picture[HEIGHT // 2, 0], rgb(EDGE), atol=0.02)
    # Nothing runs into the edge, where it would be cut off.
    inside = np.concatenate([picture[4:12, 4:-4].reshape(-1, 3), picture[4:-4, -14:-4].reshape(-1, 3)])
    assert np.allclose(inside, rgb(PAPER))


def test_the_same_is_drawn_alike_to_the_byte() -> None:
    assert draw(USUAL) == draw(USUAL)


@settings(max_examples=examples(10, 200), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    some.text(max_size=200),
    some.text(max_size=40),
    some.lists(some.floats(-MAX_FIGURE, MAX_FIGURE), max_size=5),
    some.lists(some.none() | some.floats(-MAX_FIGURE, MAX_FIGURE), min_size=3, max_size=3),
    some.integers(0, 400),
)
def test_nothing_that_people_type_breaks_it(
    title: str, unit: str, values: list[float], lines: list[float | None], days: int
) -> None:
    baseline, target, threshold = lines
    launch_on = points([0])[0].on + timedelta(days)
    chart = Chart(title, unit, points(values, days), baseline, target, threshold, launch_on=launch_on)
    assert draw(chart).startswith(b"\x89PNG")


def test_what_is_typed_is_no_formula_and_what_cannot_be_drawn_is_a_box() -> None:
    assert drawable("$x_1^2$", 50) == "$x_1^2$"
    assert drawable("a\x00b\ud800 日本", 50) == "ab? □□"
    assert drawable("עברית عربي", 50) == "עברית عربي"


@pytest.mark.parametrize(("line", "colour"), [("target", GREEN), ("threshold", VERMILLION), ("baseline", QUIET)])
def test_each_line_is_there_when_it_is_known(line: str, colour: str) -> None:
    def plot(chart: Chart) -> Pixels:
        return pixels(draw(chart))[180:440, 250:600]

    bare = replace(USUAL, target=None, threshold=None, baseline=None, launch_on=None)
    known: dict[str, float] = {line: 66.0}
    assert has(plot(replace(bare, **known)), colour)  # type: ignore[arg-type]
    assert not has(plot(bare), colour)


def test_three_thousand_readings_are_drawn_from_end_to_end() -> None:
    blue = np.abs(pixels(draw(KINDS["three thousand readings"])) - rgb(BLUE)).max(axis=-1) < 0.02
    columns = np.flatnonzero(blue[150:500].any(axis=0))
    assert columns[-1] - columns[0] > WIDTH / 2
    assert len(columns) > 0.9 * (columns[-1] - columns[0])


# ---------------------------------------------------------------------------------------------- colours

# How people see colours who have none of one kind of cone: Machado, Oliveira and Fernandes, "A Physiologically-based
# Model for Simulation of Color Vision Deficiency", 2009, at severity 1.0, on linear RGB
# (https://www.inf.ufrgs.br/~oliveira/pubs_files/CVD_Simulation/CVD_Simulation.html).
SEEN: dict[str, list[list[float]]] = {
    "all colours": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
"""For every way to see, a matrix."""
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
"""Of linear sRGB: IEC 61966-2-1, as WCAG 2.2 uses it."""


def linear(colour: str) -> Pixels:
    """IEC 61966-2-1."""
    value = rgb(colour)
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(light: Pixels) -> Pixels:
    """CIE 1976 L*a*b* of linear sRGB, under D65."""
    to_xyz = np.array(
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    )
    xyz = to_xyz @ np.clip(light, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(colour: str, other: str = PAPER) -> float:
    """WCAG 2.2."""
    lighter, darker = sorted((float(LUMINANCE @ linear(each)) + 0.05 for each in (colour, other)), reverse=True)
    return lighter / darker


@pytest.mark.parametrize("matrix", SEEN.values(), ids=SEEN.keys())
def test_lines_are_told_apart_however_colours_are_seen(matrix: list[list[float]]) -> None:
    seen = [lab(np.array(matrix) @ linear(colour)) for colour in (BLUE, GREEN, VERMILLION, QUIET)]
    apart = [float(np.linalg.norm(one - other)) for number, one in enumerate(seen) for other in seen[:number]]
    assert min(apart) > APART


def test_lines_and_letters_are_seen_in_grey_too() -> None:
    assert all(contrast(line) >= LINE_CONTRAST for line in (BLUE, GREEN, VERMILLION, QUIET))
    assert all(contrast(letters) >= TEXT_CONTRAST for letters in (INK, QUIET))
