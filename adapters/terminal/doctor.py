"""What works, what is missing, how to mend it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text
from sqlalchemy import Engine, func
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from adapters.checks import Asking, Check, Question, UnansweredError
from adapters.schema import is_current, version
from adapters.terminal.secrets import add_key, number_of
from adapters.terminal.trouble import database_trouble
from bot.model import Calendar
from bot.times.calendars import is_fresh
from config.settings import VOCABULARY, Settings, clock_offset, read_settings
from directory.database import connected, is_there, reading
from directory.errors import FindExpertError
from directory.model import Expert, Status
from directory.rekey import CALENDAR_ADDRESSES, Sealed, count_secrets
from directory.vocabulary import load_vocabulary

PUBLIC = "your public address"


def examine(
    err: Console, questions: Mapping[str, Question], sealed: Sequence[Sealed] = (CALENDAR_ADDRESSES,)
) -> list[Check]:
    """Look at everything that the bot needs, here and elsewhere. Raises nothing.

    ``questions`` are what is asked of platforms, by the name of who is asked; ``err`` shows whose answer is awaited.
    ``sealed`` are the secrets in the database.
    """
    try:
        settings = read_settings()
    except FindExpertError as error:
        return [Check("Settings", str(error), "Correct the setting; README lists them all.", stops_the_bot=True)]
    return [
        Check("Settings", "complete"),
        *_database(settings, sealed),
        _vocabulary(settings),
        _secret(settings),
        *_clock(settings),
        *_platforms(settings),
        *asyncio.run(_ask(err, settings, {**questions, PUBLIC: public_address})),
    ]


async def _ask(err: Console, settings: Settings, questions: Mapping[str, Question]) -> list[Check]:
    """Ask everybody at once, so that it takes no longer than the slowest."""
    waiting = list(questions)

    async def answer(who: str, question: Question) -> list[Check]:
        checks = await question(asking, settings)
        waiting.remove(who)
        status.update(f"Waiting for {', '.join(waiting) or 'nobody'}…")
        return checks

    with err.status(f"Waiting for {', '.join(waiting)}…") as status:
        async with Asking() as asking:
            found = await asyncio.gather(*(answer(who, question) for who, question in questions.items()))
    return [check for checks in found for check in checks]


async def public_address(asking: Asking, settings: Settings) -> list[Check]:
    """Whether our own health page answers at PUBLIC_URL, as it would to Slack and Teams."""
    what = "Public address"
    if not settings.public_url:
        return [Check(what, "PUBLIC_URL is not set, so it was not tried")]
    found = []
    if not settings.public_url.startswith("https://"):
        found.append(Check(what, "does not begin with https://", "Slack and Teams send to https addresses only."))
    mend = "Start the bot, and let your web server pass its requests on to it. Not every network can reach itself."
    try:
        answer = await asking.get(f"{settings.public_url}/healthz")
    except UnansweredError as error:
        return [*found, Check(what, f"{settings.public_url} {error}", mend)]
    if answer.word("status") == "ok":
        return [*found, Check(what, f"the bot answers at {settings.public_url}")]
    return [*found, Check(what, f"something else answers at {settings.public_url}", mend)]


def _database(settings: Settings, sealed: Sequence[Sealed]) -> Iterator[Check]:
    try:
        with connected(settings.database_url) as engine:
            if not is_there(engine):
                yield Check("Database", "not made yet", "Run: find-expert db upgrade", stops_the_bot=True)
                return
            kind = "PostgreSQL" if engine.url.get_backend_name() == "postgresql" else "SQLite"
            found = version(engine)
            yield Check("Database", f"{kind} answers")
            if is_current(engine):
                yield Check("Schema", "newest")
                yield _directory(engine)
                yield from _calendars(settings, engine)
                for each in sealed:
                    yield from _sealed(settings, engine, each)
            else:
                schema = "not this version's" if found else "not made yet"
                yield Check("Schema", schema, "Run: find-expert db upgrade", stops_the_bot=True)
    except FindExpertError as error:
        yield Check("Database", str(error), "Correct DATABASE_URL.", stops_the_bot=True)
    except DBAPIError as error:
        yield Check("Database", database_trouble(error), stops_the_bot=True)


def _directory(engine: Engine) -> Check:
    with reading(engine) as session:
        experts = session.exec(select(func.count()).select_from(Expert)).one()
    if not experts:
        return Check("Directory", "empty", "Run: find-expert directory import FILE.csv")
    return Check("Directory", f"{experts:,} experts")


def _calendars(settings: Settings, engine: Engine) -> Iterator[Check]:
    """How many experts gave one, and how many of those are known now; never whose, or where."""
    now = datetime.now(UTC) + timedelta(seconds=clock_offset(settings))
    with reading(engine) as session:
        gave_one = col(Expert.calendar_url_sealed).is_not(None), col(Expert.status) != Status.LEFT
        total = session.exec(select(func.count()).select_from(Expert).where(*gave_one)).one()
        rows = session.exec(select(Calendar.problem, Calendar.fetched_at, Calendar.known_until)).all()
    if not total:
        return
    wrong = sum(bool(problem) for problem, _, _ in rows)
    known = sum(not problem and is_fresh(fetched_at, until, now) for problem, fetched_at, until in rows)
    found = f"{known:,} of {total:,} were read in the last 6 hours"
    if wrong:
        found += f", {wrong:,} cannot be read"
    mend = "The experts see in their settings what is wrong." if wrong else "The bot reads them while it serves."
    yield Check("Calendars", found, mend if known < total else "")


def _sealed(settings: Settings, engine: Engine, kind: Sealed) -> Iterator[Check]:
    with reading(engine) as session:
        secrets = count_secrets(session, settings.vault, kind)
    if secrets.older:
        found = f"only an old key opens {number_of(kind, secrets.older)}"
        yield Check("Sealed secrets", found, "Run: find-expert db upgrade")
    if secrets.lost:
        yield Check("Sealed secrets", f"no key opens {number_of(kind, secrets.lost)}", add_key(kind))
    if secrets.newest and not secrets.older and not secrets.lost:
        yield Check("Sealed secrets", f"the newest key opens {number_of(kind, secrets.newest)}")


def _vocabulary(settings: Settings) -> Check:
    try:
        vocabulary = load_vocabulary(VOCABULARY, settings.vocabulary)
    except FindExpertError as error:
        return Check("Vocabulary", str(error), "Correct the file, or FIND_EXPERT_VOCABULARY.", stops_the_bot=True)
    return Check("Vocabulary", f"{len(vocabulary.entries):,} entries")


def _secret(settings: Settings) -> Check:
    if settings.secret_key:
        return Check("Secret key", "set")
    mend = "Set FIND_EXPERT_SECRET_KEY to any string of 32 characters or more."
    is_needed = settings.slack_is_on or settings.teams_is_on or settings.mail is not None
    return Check("Secret key", "not set", mend, stops_the_bot=is_needed)


def _clock(settings: Settings) -> Iterator[Check]:
    if settings.now:
        when = f"{settings.now.day} {settings.now:%B %Y %H:%M}"
        found = f"set to {when} by FIND_EXPERT_NOW, which is for demonstrations and tests"
        yield Check("Clock", found, "Remove FIND_EXPERT_NOW.")


def _platforms(settings: Settings) -> Iterator[Check]:
    if not (settings.slack_is_on or settings.teams_is_on):
        mend = "Set up one of them, or try the bot without: find-expert serve --demo"
        yield Check("Platforms", "neither Slack nor Teams is on", mend, stops_the_bot=True)


def show_examination(out: Console, checks: Sequence[Check]) -> None:
    """One line a check; the words carry the meaning, not the colour."""
    table = Table(*(Column(title, overflow="fold") for title in ("Check", "Found", "What to do")))
    for check in checks:
        word = "Stops the bot: " if check.stops_the_bot else ""
        table.add_row(Text(check.what), Text.assemble((word, "red"), check.found), Text(check.mend))
    out.print(table)
