"""What an import may do, and what it would do: whom it adds, changes and pauses, and every row that is wrong."""

from __future__ import annotations

import json
import tempfile
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self

from directory.errors import WrongValueError
from directory.roster.columns import Values
from directory.roster.file import Problem, Row
from directory.vault import Vault
from directory.vocabulary import Vocabulary

MAX_PROBLEMS = 100_000
MAX_LINES_NAMED = 3
WHOLE_FILE = 0
MAX_SOURCE = 100

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is (0: not known)."""


class Rows(Protocol):
    """Rows to import, each with its line; what is wrong with a row stands in its place."""

    def __iter__(self) -> Iterator[Row | Problem]: ...

    def progress(self) -> tuple[int, int]:
        """How much is read, and how much there is."""


@dataclass(frozen=True)
class Import:
    """What an import may do. ``actor`` is who asked for it, as the audit names them."""

    vocabulary: Vocabulary
    now: datetime
    actor: str
    vault: Vault | None = None
    source: str = ""
    allow_removals: bool = False
    dry_run: bool = False
    on_progress: Progress = lambda doing, done, total: None

    def __post_init__(self) -> None:
        if len(self.source) > MAX_SOURCE:
            raise WrongValueError(f"The name of a source has at most {MAX_SOURCE} characters.")


@dataclass(slots=True)
class Change:
    """One person to save. ``person_id`` and ``expert_id`` are 0 when they are to be added.

    ``values`` has every column; ``changed`` names those that differ from what is in the database.
    """

    person_id: int
    expert_id: int
    values: Values
    changed: list[str]
    source: str
    sealed: bytes | None = None
    missing_from_source: bool = False


class Plan:
    """The outcome of checking a file, and the changes to make when nothing in it is wrong.

    The changes wait in a temporary file, so that a hundred thousand people do not fill the memory: close the plan.
    """

    def __init__(self, revision: int, source: str = "") -> None:
        self.revision = revision
        self.source = source
        self.created = 0
        self.updated = 0
        self.unchanged = 0
        self.missing: list[int] = []
        """Experts to pause, because the whole truth of their source no longer names them."""
        self.given_up: list[int] = []
        """People whose email address somebody else takes over."""
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []
        self._changes = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed with the plan

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._changes.close()

    @property
    def paused(self) -> int:
        return len(self.missing)

    @property
    def total(self) -> int:
        """How many people are to be saved."""
        return self.created + self.updated

    def add(self, change: Change) -> None:
        sealed = b64encode(change.sealed).decode() if change.sealed else None
        record = [change.person_id, change.expert_id, change.values, change.changed, change.source]
        self._changes.write(json.dumps([*record, sealed, change.missing_from_source]) + "\n")

    def changes(self) -> Iterator[Change]:
        """Everyone to save, in the order of the file."""
        self._changes.seek(0)
        for line in self._changes:
            person_id, expert_id, values, changed, source, sealed, missing = json.loads(line)
            secret = b64decode(sealed) if sealed else None
            yield Change(person_id, expert_id, values, changed, source, secret, missing)

    def add_errors(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            if len(self.errors) < MAX_PROBLEMS:
                self.errors.append(problem)

    def as_json(self) -> dict[str, Any]:
        """``{created, updated, unchanged, paused, errors, warnings}``: counts, and lists of line, column and problem.

        When there are errors, nothing changes and the counts are 0.
        """
        done = ("created", "updated", "unchanged", "paused")
        return {name: 0 if self.errors else getattr(self, name) for name in done} | {
            name: [{"line": each.line, "column": each.column, "problem": each.problem} for each in problems]
            for name, problems in (("errors", self.errors), ("warnings", self.warnings))
        }


@dataclass
class Seen:
    """What is said once about many rows."""

    professions: dict[str, list[int]] = field(default_factory=dict)
    """The lines on which each profession stands that the vocabulary does not know."""
    kept: Counter[str] = field(default_factory=Counter)
    left: list[int] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    """The lines of those whom their own source paused, and who stay paused."""
    elsewhere: Counter[str] = field(default_factory=Counter)

    def warnings(self) -> Iterator[Problem]:
        for name, lines in self.professions.items():
            yield Problem(
                lines[0],
                "professions",
                f"“{name}” is not in the vocabulary and is kept as people's own words ({_on_lines(lines)})",
            )
        for column, count in sorted(self.kept.items()):
            yield Problem(
                WHOLE_FILE, column, f"{_people(count)} edited this in their own profile, so the file does not change it"
            )
        if self.left:
            yield Problem(
                self.left[0],
                "status",
                f"{_people(len(self.left))} of the file had left and did not change ({_on_lines(self.left)}): "
                "the status “active” brings somebody back",
            )
        if self.missing:
            yield Problem(
                self.missing[0],
                "status",
                f"{_people(len(self.missing))} of the file stay paused, because the source they came from no longer "
                f"names them ({_on_lines(self.missing)}): that source, or the status “active”, brings them back",
            )
        for source, count in sorted(self.elsewhere.items()):
            yield Problem(
                WHOLE_FILE, "", f"{_people(count)} of the file came from the source “{source}” and stay part of it"
            )


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _on_lines(lines: list[int]) -> str:
    named = ", ".join(str(line) for line in lines[:MAX_LINES_NAMED])
    more = len(lines) - MAX_LINES_NAMED
    return f"{'line' if len(lines) == 1 else 'lines'} {named}" + (f" and {more:,} more" if more > 0 else "")
