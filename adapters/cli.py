"""The find-expert command: every sentence on standard error, exit status 1 for trouble and 2 for wrong usage."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from adapters.logs import start_logging
from adapters.main import put_together
from adapters.schema import upgrade
from adapters.terminal.batch import write_run
from adapters.terminal.doctor import examine, show_examination
from adapters.terminal.roster import export_directory, import_directory, import_sample
from adapters.terminal.search import as_json, show_people
from bot.find_expert import Finder
from bot.refinement import Refinement
from config.settings import read_settings
from directory.database import open_database, reading, unit_of_work
from directory.errors import FindExpertError
from directory.model import Role
from directory.roles import give_role, take_role

app = typer.Typer(
    name="find-expert",
    help="Find an expert in government: a Slack and Teams bot, its directory and its search.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
directory_app = typer.Typer(help="The directory of experts: import it, export it.", no_args_is_help=True)
person_app = typer.Typer(help="One person: their roles.", no_args_is_help=True)
db_app = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(directory_app, name="directory")
app.add_typer(person_app, name="person")
app.add_typer(db_app, name="db")

out = Console()
err = Console(stderr=True)

VocabularyFiles = Annotated[
    list[Path] | None, typer.Option("--vocabulary", help="A vocabulary CSV to add; may be given several times.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def run() -> None:
    """The console script: an error that people can understand is one sentence, never a traceback."""
    try:
        app()
    except FindExpertError as error:
        err.print(str(error), style="bold red", markup=False, highlight=False)
        sys.exit(1)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    demo: Annotated[bool, typer.Option("--demo", help="Show the web page with fictional people; loopback only.")] = False,
    vocabulary: VocabularyFiles = None,
) -> None:
    """Serve Slack (when configured), the web page (with --demo) and health."""
    from adapters.serve import serve_bot

    settings = read_settings()
    start_logging(settings)
    serve_bot(put_together(settings, vocabulary or ()), host, port, demo)


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="What you need, in plain words.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many people at most.")] = 5,
    as_json_: AsJson = False,
    batch: Annotated[Path | None, typer.Option(help="A file of many requests: id, tab, text.")] = None,
    run_file: Annotated[Path | None, typer.Option("--run", help="Where --batch writes its TREC run.")] = None,
    vocabulary: VocabularyFiles = None,
) -> None:
    """Find people, best first. With --batch and --run: relevance only, for measuring."""
    if (batch is None) != (run_file is None):
        raise typer.BadParameter("--batch and --run go together.")
    if not text and batch is None:
        raise typer.BadParameter("Say what you need, for example: find-expert search “user research in Leeds”.")
    bot = put_together(read_settings(), vocabulary or ())
    index = bot.index()
    with err.status("Reading the directory…"):
        index.build()
    with reading(bot.engine) as session:
        if batch and run_file:
            write_run(index.current(session), session, batch, run_file, limit if limit != 5 else 100, bot.clock())
            return
        findings = Finder(session, index.current(session), bot.clock()).find(text, Refinement(), size=limit)
    if as_json_:
        typer.echo(json.dumps(as_json(findings), ensure_ascii=False, indent=2))
    else:
        show_people(out, findings, text)
