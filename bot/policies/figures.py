"""Figures as people type and read them: "82%", "1,234", "£1.2m", "12 days". Pure.

A comma stands between thousands and nowhere else: a reader that takes 1,5 for fifteen, or for one and a half, guesses,
and a wrong reading stays for years.
"""

from __future__ import annotations

import re

from directory.errors import WrongValueError

EXAMPLE = "82, 82%, 1,234 or £1.2 million"
MAX_FIGURE = 1e15
"""Below this a float holds every whole number, with a few decimals."""
DECIMALS = 6
SHOWN = 40
CURRENCIES = "£$€"
SCALES = {
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "million": 1e6,
    "bn": 1e9,
    "billion": 1e9,
}
PER_CENT = frozenset({"%", "percent", "per cent"})

_FIGURE = re.compile(
    rf"(?P<sign>[+-]?) ?(?P<currency>[{CURRENCIES}]?) ?(?P<inner>[+-]?)"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+) ?(?P<rest>.*)",
    re.ASCII,
)


def read_figure(text: str, unit: str = "") -> float:
    """The figure that was typed, to six decimals. ``unit`` is that of its measure, which may be typed behind it.

    Raises WrongValueError, with a sentence for beside the field, when it is none.
    """
    typed = " ".join(text.replace("\N{MINUS SIGN}", "-").split())
    found = _FIGURE.fullmatch(typed)
    if found is None or (found["sign"] and found["inner"]):
        raise _not_a_figure(text)
    value = float(found["number"].replace(",", "").replace(" ", "")) * _scale(found["rest"], unit, text)
    if value >= MAX_FIGURE:
        raise WrongValueError(f"“{_shown(text)}” is too large to keep. Enter a figure below a thousand million million")
    is_negative = "-" in (found["sign"], found["inner"])
    return round(-value if is_negative and value else value, DECIMALS)


def write_figure(value: float, unit: str = "") -> str:
    """ "82%", "£1.2m", "12 days", "1,234" without a unit."""
    number = f"{abs(value):,.{DECIMALS}f}".rstrip("0").rstrip(".")
    sign = "-" if value < 0 and number != "0" else ""
    currency, body = _parts(unit)
    if not body:
        return f"{sign}{currency}{number}"
    stays_close = body.casefold() in {"%", "k", "m", "mn", "bn"} and (currency or body == "%")
    return f"{sign}{currency}{number}{'' if stays_close else ' '}{body}"


def _scale(rest: str, unit: str, text: str) -> float:
    """By how much the number is to be multiplied, from what stands behind it."""
    _, body = _parts(unit)
    behind, wanted = rest.casefold(), body.casefold()
    if not behind or behind == wanted or (behind in PER_CENT and (not unit or wanted in PER_CENT)):
        return 1.0
    word, _, more = behind.partition(" ")
    own, _, of_what = wanted.partition(" ")
    if word in SCALES and more in {"", wanted, of_what}:
        return SCALES[word] / SCALES.get(own, 1.0)
    raise _not_a_figure(text)


def _parts(unit: str) -> tuple[str, str]:
    """The sign of a currency that stands before a figure, and what stands behind it."""
    unit = " ".join(unit.split())
    return (unit[0], unit[1:].strip()) if unit[:1] and unit[0] in CURRENCIES else ("", unit)


def _not_a_figure(text: str) -> WrongValueError:
    return WrongValueError(f"We do not understand “{_shown(text)}”. Enter a figure like {EXAMPLE}")


def _shown(text: str) -> str:
    return " ".join(text.split())[:SHOWN]
