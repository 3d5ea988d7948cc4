"""Writing the directory as the CSV that an import reads: an export imported elsewhere gives the same directory."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import TextIO

from sqlmodel import Session

from directory.cell_text import defused
from directory.roster.columns import CLEAR, COLUMNS, write_cells
from directory.roster.people import everyone

EXPORTED = [column.name for column in COLUMNS.values() if not column.secret]


def export_directory(session: Session, file: TextIO) -> int:
    """Write every expert who has not left; gives how many. Open ``file`` with ``newline=""`` and UTF-8.

    Calendar addresses are secrets and are left out. What looks like a formula is written so that none runs it.
    """
    writer = csv.DictWriter(file, EXPORTED)
    writer.writeheader()
    count = 0
    for cells in exported_rows(session):
        writer.writerow(cells)
        count += 1
    return count


def exported_rows(session: Session) -> Iterator[dict[str, str]]:
    """The cells of each expert, in the order they came."""
    for known in everyone(session):
        cells = {name: defused(cell) for name, cell in write_cells(known.values).items()}
        if cells["location"] and not cells["region"]:
            cells["region"] = CLEAR  # an empty cell would be filled from the location
        yield cells
