"""Importing and exporting the directory in the terminal: progress while it runs, then what was done or is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text
from sqlalchemy import Engine
from sqlmodel import Session

from bot.cards.words import counted
from directory.database import reading
from directory.errors import WrongFileError
from directory.roster.exporting import export_directory
from directory.roster.file import Problem
from directory.roster.plan import Plan
from directory.roster.plan import Progress as OnProgress

SHOWN = 50
"""Rows of a list of problems; ``--json`` has all of them."""


@contextmanager
def progress_on(err: Console) -> Iterator[OnProgress]:
    """A progress bar for each thing that is done, on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def on_progress(doing: str, done: int, total: int) -> None:
            if doing not in tasks:
                tasks[doing] = bars.add_task(doing, total=None)
            bars.update(tasks[doing], completed=done, total=total or None)

        yield on_progress


def show_plan(out: Console, err: Console, plan: Plan, *, dry_run: bool, as_json: bool) -> None:
    """What was done, or would be done, or is wrong: in words, or as JSON."""
    if as_json:
        typer.echo(json.dumps(plan.as_json(), ensure_ascii=False, indent=2))
        return
    if plan.errors:
        show_problems(err, "Problem", plan.errors)
        err.print(f"{counted(len(plan.errors), 'problem', 'problems')}: nothing was changed.", style="bold")
    if plan.warnings:
        show_problems(err, "Worth a look", plan.warnings)
    if not plan.errors:
        would = "would be " if dry_run else ""
        out.print(
            f"{plan.created:,} {would}added, {plan.updated:,} {would}updated, {plan.unchanged:,} unchanged, "
            f"{plan.paused:,} {would}paused."
        )
        if dry_run:
            out.print("This was a dry run: nothing was changed.")


def show_problems(err: Console, title: str, problems: list[Problem]) -> None:
    """By line and column, the first of them."""
    table = Table("Line", "Column", title, box=None, padding=(0, 2, 0, 0))
    for each in problems[:SHOWN]:
        table.add_row(str(each.line or ""), Text(each.column), Text(each.problem))
    err.print(table)
    if len(problems) > SHOWN:
        err.print(f"… and {len(problems) - SHOWN:,} more; --json lists all of them.")


def write_export(engine: Engine, path: Path, export: Callable[[Session, TextIO], int] = export_directory) -> int:
    """Write the directory, or what else ``export`` writes, to ``path``, whole or not at all. Returns how many rows.

    Raises WrongFileError when the file cannot be written.
    """
    if path.is_dir():
        raise WrongFileError(f"{path} cannot be written: it is a folder.")
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file, reading(engine) as session:
            count = export(session, file)
        unfinished.replace(path)
    except OSError as error:
        raise WrongFileError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            unfinished.unlink()
    return count
