"""Import policies from a CSV: every row is checked first, then all of them are kept, or none.

A row is of the policy with its ``policy_id``; without one, of that with its title and organisation. Nobody is told of
what an import says, but for those whom another owner concerns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session

from bot.policies_file.cells import POLICIES, read_cells
from bot.policies_file.known import Known, Policies, Wrong, WrongRowError
from bot.policies_file.written import keep_row
from bot.turn import Work
from directory.database import reading, unit_of_work
from directory.live import LiveIndex
from directory.model import DEFAULT_TIME_ZONE
from directory.roster.file import Problem, Remark, RosterFile

REQUIRED = ("title", "owner", "outcomes", "launch")
MAX_PROBLEMS = 1_000
EVERY = 50
"""Rows after which progress is said."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Import:
    """What an import may do. ``actor`` is who asked for it, as the audit names them."""

    now: datetime
    actor: str
    new_id: Callable[[], str]
    dry_run: bool = False
    on_progress: Progress = lambda doing, done, total: None


@dataclass(slots=True)
class Outcome:
    """What was done, or would be; with errors, nothing was."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """``{created, updated, unchanged, errors, warnings}``: counts, and lists of line, column and problem."""
        counts = {name: 0 if self.errors else getattr(self, name) for name in ("created", "updated", "unchanged")}
        return counts | {
            name: [{"line": each.line, "column": each.column, "problem": each.problem} for each in problems]
            for name, problems in (("errors", self.errors), ("warnings", self.warnings))
        }


@dataclass(frozen=True, slots=True)
class Row:
    """What one row wants, of a policy that is known or of a new one."""

    line: int
    values: dict[str, Any]
    known: Known | None


def import_policies(path: Path, engine: Engine, index: LiveIndex, how: Import) -> Outcome:
    """Import a CSV file, plain or gzipped. Raises WrongFileError when it cannot be opened at all.

    It is checked before anything is locked, so that nobody waits for a file that is wrong.
    """
    with reading(engine) as session:
        rows, outcome = _checked(path, session, how)
    if outcome.errors or how.dry_run or not rows:
        return outcome
    with unit_of_work(engine) as session:
        rows, outcome = _checked(path, session, how, lock=True)
        if not outcome.errors:
            work = Work(session, index.view(session), how.now, how.new_id)
            for number, row in enumerate(rows, 1):
                keep_row(work, row.known, row.values, how.actor)
                if number % EVERY == 0:
                    session.flush()
                    how.on_progress("Saving", number, len(rows))
    return outcome


def _checked(path: Path, session: Session, how: Import, *, lock: bool = False) -> tuple[list[Row], Outcome]:
    policies, outcome, rows = Policies(session, lock=lock), Outcome(), list[Row]()
    lines: dict[object, int] = {}
    today = how.now.astimezone(ZoneInfo(DEFAULT_TIME_ZONE)).date()
    with RosterFile(path, POLICIES) as file:
        for row in file:
            if isinstance(row, Problem):
                (outcome.warnings if isinstance(row, Remark) else outcome.errors).append(row)
                continue
            line, cells = row
            values, problems = read_cells(cells, today)
            problems += policies.named(values)
            known = None
            try:
                known = policies.of_row(values)
            except WrongRowError as wrong:
                problems.append((wrong.column, str(wrong)))
            problems += _missing(values, problems) if known is None else []
            problems += policies.clashes(values, known)
            key = known.policy.id if known else (str(values.get("title")).casefold(), values.get("organisation", ""))
            if (first := lines.setdefault(key, line)) != line:
                problems.append(("", f"is about the same policy as line {first}"))
            outcome.errors += [Problem(line, column, problem) for column, problem in problems]
            rows.append(Row(line, values, known))
            _count(outcome, rows[-1])
            how.on_progress("Checking", *file.progress())
    del outcome.errors[MAX_PROBLEMS:]
    return rows, outcome


def _missing(values: dict[str, Any], problems: Wrong) -> Wrong:
    """What a new policy needs, but for what is there and wrong."""
    there = {*values, *(column for column, _ in problems)}
    return [(name, "is missing: a new policy needs it") for name in REQUIRED if name not in there]


def _count(outcome: Outcome, row: Row) -> None:
    if row.known is None:
        outcome.created += 1
    elif row.known.changed(row.values):
        outcome.updated += 1
    else:
        outcome.unchanged += 1
