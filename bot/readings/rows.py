"""Readings as CSV: the columns measure, value and read_on, one reading to a row."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.cards import live_readings as cards
from bot.readings.sent import Sent, read_day, read_value
from directory.cell_text import clean_line, without_fuse
from directory.errors import WrongValueError
from directory.roster.file import Header, Problem, Remark, RosterFile

READINGS = Header(frozenset({"measure", "value", "read_on"}), frozenset({"value"}), cards.no_columns(), "reading")
MOST_PROBLEMS = 100


@dataclass(slots=True)
class Rows:
    """``sent`` and the ``lines`` they begin on; with ``errors``, none are to be kept."""

    sent: list[Sent] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def read_rows(file: RosterFile, most: int) -> Rows:
    """All of a file, as far as it can be read without knowing its policy; at most so many readings."""
    rows = Rows()
    for row in file:
        if isinstance(row, Problem):
            (rows.warnings if isinstance(row, Remark) else rows.errors).append(row)
            continue
        line, cells = row
        if len(rows.sent) >= most:
            rows.errors.append(Problem(line, "", cards.too_many(most)))
            break
        rows.errors += _read(rows, line, cells)
        if len(rows.errors) >= MOST_PROBLEMS:
            break
    if not rows.sent and not rows.errors:
        rows.errors.append(Problem(0, "", cards.none_there(most)))
    return rows


def _read(rows: Rows, line: int, cells: dict[str, str]) -> list[Problem]:
    """Add one row, or give what is wrong with it."""
    column = "measure"
    try:
        measure = _name(cells.get("measure", ""))
        column = "value"
        value = read_value(cells.get("value", ""))
        column = "read_on"
        day = clean_line(cells.get("read_on", ""))
        rows.sent.append(Sent(measure, value, read_day(day) if day else None))
        rows.lines.append(line)
    except WrongValueError as wrong:
        return [Problem(line, column, str(wrong))]
    return []


def _name(cell: str) -> str:
    name = clean_line(without_fuse(cell))
    if not name:
        raise WrongValueError(cards.no_measure())
    return name
