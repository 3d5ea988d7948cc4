"""The policies of a portfolio as a table: those that somebody looks for, and all of them as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from bot.model import Precision
from bot.portfolio.standing import Entry, Portfolio, State
from directory.cell_text import clean_line, defused

ROWS = 100
"""On one page."""
MOST_WORDS = 100
"""Characters that are looked for."""
COLUMNS = (
    "policy_id",
    "title",
    "owner",
    "launch",
    "stands",
    "next_check_in",
    "due_on",
    "last_check_in",
    "check_ins",
    "confidence",
    "confidence_before",
)
"""``stands`` is one or more of ``State``, ``last_check_in`` the day on which it was recorded by the clock of whoever
reads it, and ``check_ins`` how many were recorded. ``confidence_before`` is that of the check-ins before the last.
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them: in one state, with these words in title or owner, from page ``page`` (1 is the first) on."""

    state: State | None = None
    words: str = ""
    page: int = 1


def wanted(state: str, words: str, page: str) -> Wanted:
    """What was asked for in an address. What makes no sense is not asked for."""
    number = int(page) if page.isascii() and page.isdecimal() and len(page) <= 6 else 1
    return Wanted(State(state) if state in set(State) else None, clean_line(words)[:MOST_WORDS], max(number, 1))


def found(portfolio: Portfolio, asked: Wanted) -> list[Entry]:
    """All that are looked for: each word is in the title or in the name of the owner, whatever its letters."""
    entries = portfolio.of(asked.state) if asked.state else list(portfolio.entries)
    words = asked.words.casefold().split()
    return [each for each in entries if all(word in f"{each.title} {each.owner}".casefold() for word in words)]


def as_csv(portfolio: Portfolio) -> str:
    """One row for each policy. What looks like a formula is written so that none runs it."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for entry in portfolio.entries:
        writer.writerow([defused(cell) if isinstance(cell, str) else cell for cell in _cells(entry, portfolio)])
    return file.getvalue()


def _cells(entry: Entry, portfolio: Portfolio) -> list[str | int]:
    last = entry.last_recorded
    confidence = list(map(str, entry.confidence))
    is_month = entry.launch_precision is Precision.MONTH
    return [
        entry.id,
        entry.title,
        entry.owner,
        f"{entry.launch_on:%Y-%m}" if is_month else entry.launch_on.isoformat(),
        "; ".join(state for state in State if state in entry.states),
        entry.next_name if entry.is_active else "",
        entry.next_on.isoformat() if entry.next_on and entry.is_active else "",
        last.astimezone(portfolio.zone).date().isoformat() if last else "",
        len(entry.tracked.recorded),
        "".join(confidence[:1]),
        "; ".join(confidence[1:]),
    ]
