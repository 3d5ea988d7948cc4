"""Importing policies in the terminal: what was done, or is wrong."""

from __future__ import annotations

import json

import typer
from rich.console import Console

from adapters.terminal.roster import show_problems
from bot.cards.words import counted
from bot.policies_file.importing import Outcome


def show_outcome(out: Console, err: Console, outcome: Outcome, *, dry_run: bool, as_json: bool) -> None:
    """What was done, or would be done, or is wrong: in words, or as JSON."""
    if as_json:
        typer.echo(json.dumps(outcome.as_json(), ensure_ascii=False, indent=2))
        return
    if outcome.warnings:
        show_problems(err, "Worth a look", outcome.warnings)
    if outcome.errors:
        show_problems(err, "Problem", outcome.errors)
        err.print(f"{counted(len(outcome.errors), 'problem', 'problems')}: nothing was changed.", style="bold")
        return
    would = "would be " if dry_run else ""
    done = f"{outcome.created:,} {would}added, {outcome.updated:,} {would}updated, {outcome.unchanged:,} unchanged."
    out.print(done)
    if dry_run:
        out.print("This was a dry run: nothing was changed.")
