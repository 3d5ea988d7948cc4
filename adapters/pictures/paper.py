"""What every picture is drawn on and with: its size, colours and letters.

The colours are those of Okabe and Ito, Color Universal Design (https://jfly.uni-koeln.de/color/), which people who do
not see all colours tell apart. No picture relies on them: lines differ in style too, and words stand beside them.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Rectangle

from bot.cards.words import fit
from directory.cell_text import clean_line

# Teams shows pictures of up to 1,024 pixels either way and 1 MB, as PNG, JPEG or still GIF:
# learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability
WIDTH, HEIGHT = 1_024, 576
"""In pixels. Chat clients show it about 360 wide: letters are so large that they can be read then."""
DPI = 100
SUBPIXELS = 64  # what FreeType counts in

PAPER, INK, QUIET, GRID, EDGE = "#ffffff", "#0b0c0c", "#505a5f", "#d9dcde", "#b1b4b6"
BLUE, GREEN, VERMILLION = "#0072b2", "#009e73", "#d55e00"

LETTERS = Path(matplotlib.get_data_path(), "fonts", "ttf")
PLAIN = FontProperties(fname=LETTERS / "DejaVuSans.ttf")
BOLD = FontProperties(fname=LETTERS / "DejaVuSans-Bold.ttf")
"""They come with the library, so that a picture is the same on every computer."""
NOT_HAD = "□"
"""For a character that these letters do not have."""

# What people typed is no formula.
matplotlib.rcParams["text.parse_math"] = False


def sheet() -> Figure:
    """Empty paper with a thin edge, by which it ends on a dark background."""
    figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    figure.add_artist(
        Rectangle((0, 0), 1, 1, transform=figure.transFigure, fill=False, edgecolor=EDGE, linewidth=points(3))
    )
    return figure


def png(figure: Figure) -> bytes:
    """The picture, the same to the byte whenever the same is drawn."""
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", metadata={"Software": None})
    return drawn.getvalue()


def points(pixels: float) -> float:
    """What the library wants to know the size of letters and lines in."""
    return pixels * 72 / DPI


def letters(pixels: float, *, bold: bool = False) -> FontProperties:
    """Letters so many pixels high."""
    font = (BOLD if bold else PLAIN).copy()
    font.set_size(points(pixels))
    return font


def write(
    figure: Figure,
    x: float,
    y: float,
    text: str,
    font: FontProperties,
    colour: str = INK,
    side: str = "left",
    *,
    middle: bool = False,
) -> None:
    """Some words: ``x`` and ``y`` are pixels from the lower left, of the ``side`` and the top, or middle, of them."""
    stands: dict[str, Any] = {"ha": side, "va": "center" if middle else "top"}
    figure.text(x / WIDTH, y / HEIGHT, text, fontproperties=font, color=colour, **stands)


def drawable(text: str, limit: int) -> str:
    """What somebody typed, on one line, without what cannot be drawn."""
    line = fit(clean_line(text.encode(errors="replace").decode()), limit)
    return "".join(each if ord(each) in _had() else NOT_HAD for each in line)


def width_of(text: str, font: FontProperties) -> float:
    """In pixels."""
    face = get_font(str(font.get_file()))
    face.set_size(font.get_size_in_points(), DPI)
    face.set_text(text)
    return float(face.get_width_height()[0]) / SUBPIXELS


@cache
def _had() -> frozenset[int]:
    return frozenset(FT2Font(str(LETTERS / "DejaVuSans.ttf")).get_charmap())
