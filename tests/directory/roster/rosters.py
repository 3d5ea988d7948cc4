"""Small directories for tests: a vocabulary, a clock, and imports of CSV text."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from directory.database import reading
from directory.profiles import Profile, profiles_changed_since
from directory.roster.exporting import export_directory
from directory.roster.file import Problem
from directory.roster.importing import import_file
from directory.roster.plan import Import, Plan
from directory.vault import Vault
from directory.vocabulary import Entry, Kind, Vocabulary

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
VAULT = Vault("a key for tests that is long enough to be one")
VOCABULARY = Vocabulary(
    [
        Entry(kind=Kind.PROFESSION, name="user research", synonyms=("UX research", "user researcher")),
        Entry(kind=Kind.PROFESSION, name="service design"),
        Entry(kind=Kind.PLACE, name="United Kingdom"),
        Entry(kind=Kind.PLACE, name="England", broader="United Kingdom"),
        Entry(kind=Kind.PLACE, name="Wales", broader="United Kingdom"),
        Entry(kind=Kind.PLACE, name="Yorkshire and The Humber", broader="England"),
        Entry(kind=Kind.PLACE, name="Leeds", broader="Yorkshire and The Humber"),
        Entry(kind=Kind.PLACE, name="Cardiff", broader="Wales"),
    ]
)


def csv_text(*rows: dict[str, str]) -> str:
    """These rows under a header of every column that one of them has."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def import_bytes(database: Engine, folder: Path, data: bytes, **how: Any) -> Plan:
    path = folder / "people.csv"
    path.write_bytes(data)
    usual: dict[str, Any] = {"vocabulary": VOCABULARY, "now": NOW, "actor": "tests", "vault": VAULT}
    return import_file(path, database, Import(**usual | how))


def import_people(database: Engine, folder: Path, *rows: dict[str, str], **how: Any) -> Plan:
    return import_bytes(database, folder, csv_text(*rows).encode(), **how)


def counts(plan: Plan) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, paused; nothing may be wrong."""
    assert plan.errors == []
    return plan.created, plan.updated, plan.unchanged, plan.paused


def wrong(plan: Plan) -> tuple[int, str, str]:
    """The one thing that is wrong: line, column, problem."""
    assert len(plan.errors) == 1, plan.errors
    problem: Problem = plan.errors[0]
    return problem.line, problem.column, problem.problem


def profiles(database: Engine) -> dict[str, Profile]:
    """Everybody by name."""
    with reading(database) as session:
        return {profile.name: profile for profile in profiles_changed_since(session, -1)}


def exported(database: Engine) -> str:
    text = io.StringIO(newline="")
    with reading(database) as session:
        export_directory(session, text)
    return text.getvalue()
