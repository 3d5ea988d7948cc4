"""The find-expert command: every sentence on standard error, exit status 1 for trouble and 2 for wrong usage."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn, get_args

import typer
from sqlalchemy.exc import DBAPIError

from adapters.checks import Question
from adapters.email.check import mail_checks
from adapters.logs import start_logging
from adapters.main import SEALED, put_together, serve_bot
from adapters.notice_commands import notices_app
from adapters.platforms import told_by
from adapters.policy_commands import policy_app
from adapters.schema import upgrade
from adapters.slack.check import slack_checks
from adapters.teams.check import teams_checks
from adapters.teams.package import MAX_OWNER, Shown, app_packages
from adapters.terminal.batch import RUN_LENGTH, write_run
from adapters.terminal.consoles import TERMINAL, AsJson, err, out
from adapters.terminal.doctor import examine, show_examination
from adapters.terminal.notices import show_due
from adapters.terminal.people import people_as_json, show_people
from adapters.terminal.record import show_record
from adapters.terminal.roster import progress_on, show_plan, write_export
from adapters.terminal.secrets import show_resealed
from adapters.terminal.trouble import database_trouble
from bot.events import Platform
from bot.finding.find_expert import PAGE, Finder
from bot.finding.refinement import Refinement
from bot.notices import uncounted
from config.settings import SAMPLE, TEAMS, read_settings
from directory.database import connected, reading, unit_of_work
from directory.errors import FindExpertError, WrongFileError
from directory.model import Role
from directory.profiles import directory_revision
from directory.rekey import reseal_secrets
from directory.roles import give_role, is_known, take_role
from directory.roster.importing import import_file
from directory.roster.plan import Import
from directory.roster.sample import load_sample

app = typer.Typer(
    name="find-expert",
    help="Find an expert in government: a Slack and Teams bot, its directory and its search.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
directory_app = typer.Typer(help="The experts: import, export, or a fictional sample of them.", no_args_is_help=True)
person_app = typer.Typer(help="One person: their roles, and what came of their consultations.", no_args_is_help=True)
teams_app = typer.Typer(help="Microsoft Teams.", no_args_is_help=True)
db_app = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(directory_app, name="directory")
app.add_typer(person_app, name="person")
app.add_typer(policy_app, name="policy")
app.add_typer(notices_app, name="notices")
app.add_typer(teams_app, name="teams")
app.add_typer(db_app, name="db")

VocabularyFiles = Annotated[
    list[Path] | None, typer.Option("--vocabulary", help="A vocabulary CSV to add; may be given several times.")
]


def run(arguments: Sequence[str] | None = None) -> None:
    """The console script: an error that people can understand is one sentence, never a traceback."""
    try:
        app(arguments)
    except FindExpertError as error:
        _stop(str(error))
    except DBAPIError as error:
        _stop(database_trouble(error))


def _stop(sentence: str) -> NoReturn:
    err.print(sentence, style="bold red", soft_wrap=True)
    sys.exit(1)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    demo: Annotated[bool, typer.Option("--demo", help="Show the web page of fictional people.")] = False,
    upgrade_first: Annotated[bool, typer.Option("--upgrade", help="Bring the database to the newest schema.")] = False,
    vocabulary: VocabularyFiles = None,
) -> None:
    """Serve Slack and Teams (when configured), the web page (with --demo), health and metrics."""
    settings = read_settings()
    if upgrade_first:
        with connected(settings.database_url) as engine:
            upgrade(engine)
    start_logging(settings.log_level, settings.secrets(), settings.log_format)
    with put_together(settings, vocabulary or ()) as bot:
        serve_bot(bot, host, port, demo)


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="What you need, in plain words.")] = "",
    limit: Annotated[int | None, typer.Option(min=1, max=1000, help="How many people (5; with --batch 100).")] = None,
    as_json: AsJson = False,
    batch: Annotated[Path | None, typer.Option(help="A file of many requests: id, tab, text.")] = None,
    run_file: Annotated[Path | None, typer.Option("--run", help="Where --batch writes its TREC run.")] = None,
    vocabulary: VocabularyFiles = None,
) -> None:
    """Find people, best first. With --batch and --run: relevance only, for measuring."""
    if (batch is None) != (run_file is None):
        raise typer.BadParameter("--batch and --run go together.")
    if not text.strip() and batch is None:
        raise typer.BadParameter("say what you need, for example: find-expert search 'user research in Leeds'")
    with put_together(read_settings(), vocabulary or ()) as bot:
        index = bot.index()
        with err.status("Reading the directory…"):
            index.build()
        with reading(bot.engine) as session:
            view = index.view(session)
            if batch and run_file:
                today = bot.clock().date()
                answered = write_run(view.index, session, batch, run_file, limit or RUN_LENGTH, today, err)
                err.print(f"{answered:,} requests answered in {run_file}.", soft_wrap=True)
                return
            findings = Finder(view, bot.clock()).find(text, Refinement(), size=limit or PAGE)
    if as_json:
        typer.echo(people_as_json(findings))
    else:
        show_people(out, findings, text)


@app.command()
def doctor() -> None:
    """Check the configuration, here, with Slack, Microsoft and mail: what works, what is missing, how to mend it."""
    questions: dict[str, Question] = {"Slack": slack_checks, "Microsoft": teams_checks, "the mail server": mail_checks}
    examination = examine(err, questions, SEALED)
    show_examination(out, examination)
    if any(check.stops_the_bot for check in examination):
        raise typer.Exit(1)


@app.command()
def due(as_json: AsJson = False) -> None:
    """Show what would be sent now, and to whom, without sending it."""
    settings = read_settings()
    with put_together(settings) as bot:
        show_due(out, err, bot.outbox(get_args(Platform), uncounted), told_by(settings), as_json=as_json)


@directory_app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A CSV file of experts (also .csv.gz).")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change and what is wrong.")] = False,
    as_json: AsJson = False,
    source: Annotated[str, typer.Option(help="The file is the whole of this source: who is missing is paused.")] = "",
    allow_removals: Annotated[
        bool, typer.Option("--allow-removals", help="Let --source pause more than a fifth of its people.")
    ] = False,
    vocabulary: VocabularyFiles = None,
) -> None:
    """Add and update experts: all of the file, or nothing when any row is wrong."""
    if allow_removals and not source:
        raise typer.BadParameter("--allow-removals goes with --source.")
    with put_together(read_settings(), vocabulary or ()) as bot, progress_on(err) as on_progress:
        how = Import(
            bot.read_vocabulary(),
            bot.clock(),
            TERMINAL,
            bot.settings.vault,
            source,
            allow_removals,
            dry_run,
            on_progress=on_progress,
        )
        plan = import_file(file, bot.engine, how)
    show_plan(out, err, plan, dry_run=dry_run, as_json=as_json)
    if plan.errors:
        raise typer.Exit(1)


@directory_app.command("export")
def export(file: Annotated[Path, typer.Argument(help="Where to write the CSV file.")]) -> None:
    """Write the directory as CSV, with the columns that import reads. Calendar addresses are left out."""
    with put_together(read_settings()) as bot, err.status("Writing the directory…"):
        written = write_export(bot.engine, file)
    err.print(f"{written:,} experts written to {file}.", soft_wrap=True)


@directory_app.command("sample")
def sample() -> None:
    """Put about 300 fictional experts into an empty directory; a directory with anybody in it is left alone."""
    with put_together(read_settings()) as bot:
        with reading(bot.engine) as session:
            if directory_revision(session):
                err.print("There are experts in the directory already: nothing was added.")
                return
        with progress_on(err) as on_progress:
            how = Import(bot.read_vocabulary(), bot.clock(), TERMINAL, on_progress=on_progress)
            plan = load_sample(SAMPLE, bot.engine, how)
    err.print(f"{plan.created:,} fictional experts added.")


Email = Annotated[str, typer.Argument(help="Work email address.")]


@person_app.command("role")
def role(
    email: Email,
    role_: Annotated[Role, typer.Argument(metavar="ROLE", help=f"One of: {', '.join(Role)}.")],
    organisation: Annotated[str, typer.Option(help="For a head of profession.")] = "",
    profession: Annotated[str, typer.Option(help="For a head of profession.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take the role away.")] = False,
) -> None:
    """Give somebody a role, or take it away."""
    change = take_role if remove else give_role
    with put_together(read_settings()) as bot, unit_of_work(bot.engine) as session:
        unknown = "" if is_known(session, email) else "; nobody with this address is known yet"
        changed = change(session, email, role_, bot.clock(), TERMINAL, organisation, profession)
    done = f"taken from {email}" if remove else f"given to {email}{unknown}"
    out.print(f"Role {role_} {done}." if changed else "Nothing to change.", soft_wrap=True)


@person_app.command("record")
def record(email: Email, as_json: AsJson = False) -> None:
    """Show what came of somebody's consultations: what they gave as an expert, and what they learnt."""
    with put_together(read_settings()) as bot, reading(bot.engine) as session:
        show_record(out, session, email, bot.statements, as_json=as_json)


@teams_app.command("package")
def package(
    file: Annotated[Path, typer.Argument(help="Where to write the package.")] = Path("find-expert-teams.zip"),
    owner: Annotated[
        str, typer.Option(help=f"Who runs the bot, as Teams shows it: at most {MAX_OWNER} characters.")
    ] = "Find an expert",
    privacy_url: Annotated[str, typer.Option(help="Your privacy notice (without it a page of the bot's own).")] = "",
    terms_url: Annotated[str, typer.Option(help="Your terms of use (without it a page of the bot's own).")] = "",
) -> None:
    """Write the app package that an administrator uploads to Teams: one for each registration of the bot."""
    settings, shown = read_settings(), Shown(owner, privacy_url, terms_url)
    for written, content in app_packages(TEAMS, settings.teams_registrations, settings.public_url, shown, file):
        try:
            written.write_bytes(content)
        except OSError as error:
            raise WrongFileError(f"{written} cannot be written: {error.strerror}.") from None
        err.print(f"Written: {written}. config/teams/README.md says how to install it.", soft_wrap=True)


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the newest schema, created when it is not there, and secrets to the newest key."""
    settings = read_settings()
    with connected(settings.database_url) as engine:
        upgrade(engine)
        out.print("The database is ready.")
        if settings.vault and settings.vault.is_rotating:
            with unit_of_work(engine) as session:
                resealed = {kind: reseal_secrets(session, settings.vault, kind) for kind in SEALED}
            show_resealed(out, err, resealed)
