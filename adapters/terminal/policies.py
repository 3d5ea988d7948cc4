"""Importing policies and readings in the terminal: what was done, or is wrong."""

from __future__ import annotations

import json

import typer
from rich.console import Console

from adapters.terminal.roster import show_problems
from bot.cards.words import counted
from bot.policies_file.importing import Outcome
from bot.readings.file import Outcome as ReadingsOutcome


def show_outcome(out: Console, err: Console, outcome: Outcome, *, dry_run: bool, as_json: bool) -> None:
    """What was done, or would be done, or is wrong: in words, or as JSON."""
    if as_json:
        typer.echo(json.dumps(outcome.as_json(), ensure_ascii=False, indent=2))
        return
    if _show_what_is_wrong(err, outcome):
        return
    would = "would be " if dry_run else ""
    done = f"{outcome.created:,} {would}added, {outcome.updated:,} {would}updated, {outcome.unchanged:,} unchanged."
    out.print(done)
    if dry_run:
        out.print("This was a dry run: nothing was changed.")


def show_readings(out: Console, err: Console, outcome: ReadingsOutcome, *, dry_run: bool, as_json: bool) -> None:
    """As ``show_outcome``, of readings."""
    if as_json:
        typer.echo(json.dumps(outcome.as_json(), ensure_ascii=False, indent=2))
        return
    if _show_what_is_wrong(err, outcome):
        return
    if outcome.there_already:
        out.print("This file was kept before: nothing was added.")
        return
    would = "would be " if dry_run else ""
    out.print(f"{counted(outcome.kept, 'reading', 'readings')} {would}kept.")
    if dry_run:
        out.print("This was a dry run: nothing was changed.")


def _show_what_is_wrong(err: Console, outcome: Outcome | ReadingsOutcome) -> bool:
    """Whether there is anything that stops it."""
    if outcome.warnings:
        show_problems(err, "Worth a look", outcome.warnings)
    if outcome.errors:
        show_problems(err, "Problem", outcome.errors)
        err.print(f"{counted(len(outcome.errors), 'problem', 'problems')}: nothing was changed.", style="bold")
    return bool(outcome.errors)
