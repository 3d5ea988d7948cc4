"""The commands about policies: import and export as CSV, and readings from a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from adapters.main import new_id, put_together
from adapters.terminal.consoles import TERMINAL, AsJson, err, out
from adapters.terminal.policies import show_outcome, show_readings
from adapters.terminal.roster import progress_on, write_export
from bot.cards.words import counted
from bot.policies_file.exporting import export_policies
from bot.policies_file.importing import Import, import_policies
from bot.portfolio.picture import UK
from bot.portfolio.registry import export_registry
from bot.readings.file import import_readings
from config.settings import read_settings

policy_app = typer.Typer(help="Policies and their check-ins: import, or export.", no_args_is_help=True)


@policy_app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A CSV file of policies (also .csv.gz).")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change and what is wrong.")] = False,
    as_json: AsJson = False,
) -> None:
    """Register and update policies: all of the file, or nothing when any row is wrong."""
    with put_together(read_settings()) as bot, progress_on(err) as on_progress:
        index = bot.index()
        index.build()
        how = Import(bot.clock(), TERMINAL, new_id, dry_run, on_progress)
        outcome = import_policies(file, bot.engine, index, how)
    show_outcome(out, err, outcome, dry_run=dry_run, as_json=as_json)
    if outcome.errors:
        raise typer.Exit(1)


@policy_app.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="Where to write the CSV file.")],
    registry: Annotated[
        bool, typer.Option("--registry", help="In the fields of the Evaluation Registry; no import reads those.")
    ] = False,
) -> None:
    """Write all policies as CSV, with the columns that import reads."""
    with put_together(read_settings()) as bot, err.status("Writing the policies…"):
        today = bot.clock().astimezone(UK).date()
        written = write_export(bot.engine, file, partial(export_registry, today=today) if registry else export_policies)
    err.print(f"{counted(written, 'policy', 'policies')} written to {file}.", soft_wrap=True)


@policy_app.command("readings", context_settings={"ignore_unknown_options": True})  # an id may begin with a hyphen
def readings(
    policy_id: Annotated[str, typer.Argument(help="The id of the policy, as exported.")],
    file: Annotated[
        Path, typer.Argument(help="A CSV file with the columns measure, value and read_on (also .csv.gz).")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be kept and what is wrong.")] = False,
    as_json: AsJson = False,
) -> None:
    """Keep readings of one policy: all of the file, or nothing when any row is wrong."""
    with put_together(read_settings()) as bot:
        outcome = import_readings(file, policy_id, bot.engine, bot.clock(), TERMINAL, dry_run=dry_run)
    show_readings(out, err, outcome, dry_run=dry_run, as_json=as_json)
    if outcome.errors:
        raise typer.Exit(1)
