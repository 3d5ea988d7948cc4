"""Readings from a CSV file that an operator has: every row is checked first, then all are kept, or none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from bot.readings.rows import MOST_PROBLEMS, READINGS, Rows, read_rows
from bot.readings.sent import WrongReadingsError, digest_of
from bot.readings.taking import Delivery, take_file
from directory.database import unit_of_work
from directory.roster.file import Problem, RosterFile

MOST = 100_000
KEY = "file:"
"""Before the digest of a file: by which it is known when it comes again."""


@dataclass(slots=True)
class Outcome:
    """What was done, or would be; with errors, nothing was."""

    kept: int = 0
    there_already: int = 0
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """``{kept, there_already, errors, warnings}``: counts, and lists of line, column and problem."""
        counts = {"kept": self.kept, "there_already": self.there_already}
        return counts | {
            name: [{"line": each.line, "column": each.column, "problem": each.problem} for each in problems]
            for name, problems in (("errors", self.errors), ("warnings", self.warnings))
        }


def import_readings(
    path: Path, policy_id: str, engine: Engine, now: datetime, actor: str, *, dry_run: bool = False
) -> Outcome:
    """Keep the readings of a file, once: the same file again adds nothing. Nobody is told.

    Raises WrongFileError when it cannot be opened at all, NoSuchPolicyError or ClosedPolicyError.
    """
    with RosterFile(path, READINGS) as file:
        rows = read_rows(file, MOST)
    outcome = Outcome(errors=rows.errors, warnings=rows.warnings)
    if outcome.errors:
        return outcome
    try:
        with unit_of_work(engine) as session:
            _keep(session, rows, policy_id, now, actor, outcome)
            if dry_run:
                session.rollback()
    except WrongReadingsError as error:
        problems = [Problem(rows.lines[each.number], each.part, each.sentence) for each in error.wrong]
        outcome.errors += problems[:MOST_PROBLEMS]
    return outcome


def _keep(session: Session, rows: Rows, policy_id: str, now: datetime, actor: str, outcome: Outcome) -> None:
    delivery = Delivery(policy_id, f"{KEY}{digest_of(rows.sent)}", rows.sent)
    if take_file(session, delivery, actor, now).is_new:
        outcome.kept = len(rows.sent)
    else:
        outcome.there_already = len(rows.sent)
