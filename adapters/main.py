"""The one place that knows everyone: puts the parts together from the settings, and serves."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from random import SystemRandom

from aiohttp import web
from platformdirs import user_cache_path
from sqlalchemy import Engine

from adapters.about import about_routes
from adapters.addressed import AddressedCore, AddressedPost
from adapters.api.intake import ReadingsIntake
from adapters.api.routes import Tell, api_routes
from adapters.calendar_addresses import CalendarAddresses
from adapters.calendar_pages import calendar_routes
from adapters.calendars.fetching import Fetcher
from adapters.calendars.reading import CountRead, Reading
from adapters.calendars.sources import OpenSource
from adapters.health import Health
from adapters.metrics import Measured, Metrics
from adapters.outgoing import Outgoing, Post
from adapters.page_addresses import PageAddresses
from adapters.pages.policy import policy_routes
from adapters.pages.portfolio import portfolio_routes
from adapters.pictures.gallery import Gallery
from adapters.pictures.pages import show_pictures
from adapters.platforms import WAYS_IN, Platforms, allow_list, real_time, refuse_half_configured, secret_of
from adapters.scheduler import KEEP_HOUSE, LOOK_AT_CALENDARS, LOOK_AT_NOTICES, PASS_DEADLINES, Ticks, start_ticking
from adapters.schema import is_current
from adapters.server import make_app, only_server
from adapters.serving import serve_until_told
from adapters.slack.model import SLACK_TOKENS
from bot.admission import AllowList
from bot.cards.words import listed
from bot.check_ins import nudging
from bot.consultations.standards import Statement, load_standards
from bot.conversation import Conversation
from bot.core import Core
from bot.deadlines import Deadlines
from bot.drawing import draw
from bot.events import Platform
from bot.here import Here
from bot.housekeeping import forget_old
from bot.notices import CountNotice
from bot.policies import owning
from bot.portfolio import digest
from bot.requests import waiting
from bot.sending.outbox import Outbox
from bot.times.calendars import follow_new_seals
from bot.times.rounds import Rounds
from config.settings import STANDARDS, VOCABULARY, Settings, clock_offset
from directory.database import connected, is_there, unit_of_work
from directory.errors import SettingError
from directory.live import LiveIndex
from directory.rekey import CALENDAR_ADDRESSES
from directory.search import SearchIndex
from directory.vocabulary import Vocabulary, load_vocabulary

SEALED = (replace(CALENDAR_ADDRESSES, after_change=follow_new_seals), SLACK_TOKENS)
"""Every kind of secret that the database holds: what changing the key seals again."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bot:
    """Everything that runs, put together."""

    settings: Settings
    engine: Engine
    read_vocabulary: Callable[[], Vocabulary]
    """Reads it the first time. Raises WrongFileError."""
    clock: Callable[[], datetime]
    allowed: AllowList
    statements: tuple[Statement, ...]
    """Of occupational standards."""

    def index(self) -> LiveIndex:
        """An index of the directory, still to be built."""
        kept_in = self.settings.cache_folder or user_cache_path("find-expert", appauthor=False)
        return LiveIndex(self.engine, SearchIndex(self.read_vocabulary(), kept_in=kept_in))

    def conversation(self, index: LiveIndex, told: Callable[[], None], here: Here) -> Conversation:
        """``told`` is called when somebody else may have something to be told."""
        return Conversation(self.engine, index, self.clock, new_id, self.allowed, told, here)

    def calendars(self, count: CountRead) -> Reading | None:
        """What reads experts' calendars; nothing without a key that opens their addresses."""
        if self.settings.vault is None:
            return None
        rounds = Rounds(self.engine, self.clock, SystemRandom().random)
        return Reading(rounds, self.settings.vault, OpenSource(Fetcher()), count)

    def outbox(self, platforms: Collection[Platform], count: CountNotice) -> Outbox:
        """What there is to tell people, for those who can bring it to them on these ``platforms``."""
        chance, has_mail = SystemRandom().random, self.settings.mail is not None
        return Outbox(self.engine, self.clock, new_id, draw, platforms, chance, count=count, has_mail=has_mail)

    def addresses(self, own_url: str) -> CalendarAddresses | None:
        """Where calendars find consultations: at PUBLIC_URL, else at ``own_url``; nothing without either."""
        address = self.settings.public_url or own_url
        return CalendarAddresses(secret_of(self.settings), address, self.clock) if address else None

    def intake(self, own_url: str) -> ReadingsIntake | None:
        """Where other systems send readings; nothing where they could not reach us."""
        address = self.settings.public_url or own_url
        return ReadingsIntake(address) if address else None

    def pages(self, own_url: str) -> PageAddresses | None:
        """Where people find pages and clients find pictures; nothing where nobody could open them."""
        address = self.settings.public_url or own_url
        return PageAddresses(secret_of(self.settings), address, self.clock) if address else None


@contextmanager
def put_together(settings: Settings, vocabulary: Sequence[Path] = ()) -> Iterator[Bot]:
    """Connect to the database, as long as the block runs.

    Raises SettingError when the database is not at this version's schema.
    """
    with connected(settings.database_url) as engine:
        if not is_there(engine):
            raise SettingError("There is no database yet where DATABASE_URL says. Run: find-expert db upgrade")
        if not is_current(engine):
            raise SettingError("The database is not ready for this version. Run: find-expert db upgrade")
        words = cache(partial(load_vocabulary, VOCABULARY, (*settings.vocabulary, *vocabulary)))
        statements = load_standards(STANDARDS, settings.standards)
        yield Bot(settings, engine, words, clock(settings), allow_list(settings), statements)


def clock(settings: Settings) -> Callable[[], datetime]:
    """What time it is, shifted by FIND_EXPERT_NOW where set."""
    offset = timedelta(seconds=clock_offset(settings))
    return lambda: real_time() + offset


def new_id() -> str:
    """An opaque id that cannot be guessed: 72 random bits, without the characters that ids are joined with."""
    return secrets.token_urlsafe(9)


def serve_bot(bot: Bot, host: str, port: int, demo: bool) -> None:
    """Serve until interrupted. Raises SettingError, before anything listens, when something is missing."""
    refuse_half_configured(bot.settings, host, demo)
    with only_server(bot.engine):
        health = Health(bot.engine, bot.index(), bot.clock)
        # A demonstration is for this computer, so that its own address leads there.
        app, outgoing, calendars = web_application(bot, health, demo, f"http://{host}:{port}" if demo else "")
        listener = _listen(host, port)
        scheduler = start_ticking(*_ticks(bot, health.index, outgoing, calendars))
        where = f"http://{host}:{port}/{'' if demo else 'healthz'}"
        log.info("find-expert answers on %s for %s; Ctrl+C stops it", where, listed(_what_is_on(bot.settings, demo)))
        try:
            serve_until_told(app, listener, health)
        finally:
            scheduler.shutdown(wait=False)


def _what_is_on(settings: Settings, demo: bool) -> list[str]:
    on = {"Slack": settings.slack_is_on, "Teams": settings.teams_is_on, "email": settings.mail is not None}
    on["the demonstration page"] = demo
    return [name for name, is_on in on.items() if is_on]


def web_application(
    bot: Bot, health: Health, demo: bool, own_url: str = ""
) -> tuple[web.Application, Outgoing, Reading | None]:
    """The HTTP surface with every platform that is on, what brings people news by way of them, and reads calendars.

    ``own_url`` is where calendars find us when there is no PUBLIC_URL.
    """
    metrics = Metrics()
    app = make_app(health, metrics, WAYS_IN)
    app.add_routes(about_routes(bot.settings.retention_days))
    posts: dict[Platform, Post] = {}
    outgoing = Outgoing(bot.outbox(posts.keys(), metrics.told), posts)
    addresses = bot.addresses(own_url)
    intake = bot.intake(own_url)
    here = Here(bot.settings.mail is not None, addresses, bot.settings.vault, bot.statements, intake)
    if addresses:
        app.add_routes(calendar_routes(bot.engine, addresses, bot.clock))
    if intake:
        app.add_routes(api_routes(bot.engine, intake, bot.clock, Tell(metrics.took_readings, outgoing.wake)))
    core: Core = Measured(bot.conversation(health.index, outgoing.wake, here), metrics)
    pages = bot.pages(own_url)
    core = AddressedCore(core, pages) if pages else core
    if pages:
        app.add_routes(policy_routes(bot.engine, pages, bot.clock))
        app.add_routes(portfolio_routes(bot.engine, pages, bot.clock))
        show_pictures(app, Gallery(bot.engine, bot.clock), pages)
    there = Platforms(app, bot.settings, bot.engine, core, bot.allowed, metrics, bot.clock).add(demo)
    posts |= {name: AddressedPost(post, pages) if pages else post for name, post in there.items()}
    outgoing.add_to(app)
    if calendars := bot.calendars(metrics.read_calendar):
        calendars.add_to(app)
    return app, outgoing, calendars


def _ticks(bot: Bot, index: LiveIndex, outgoing: Outgoing, calendars: Reading | None) -> Iterator[Ticks]:
    deadlines = Deadlines(bot.engine, index, bot.clock, new_id, waiting.due, nudging.due, owning.due, digest.due)

    def pass_deadlines() -> None:
        if deadlines.pass_deadlines():
            outgoing.wake()

    yield Ticks("notices", LOOK_AT_NOTICES, outgoing.wake)
    yield Ticks("deadlines", PASS_DEADLINES, pass_deadlines)
    if calendars:
        yield Ticks("calendars", LOOK_AT_CALENDARS, calendars.wake)
    yield Ticks("housekeeping", KEEP_HOUSE, lambda: _forget(bot))


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else "there is no such address"
        raise SettingError(
            f"Port {port} on {host} cannot be listened on: {reason}. Choose another with --port."
        ) from None


def _forget(bot: Bot) -> None:
    with unit_of_work(bot.engine) as session:
        forget_old(session, bot.clock(), timedelta(days=bot.settings.retention_days))
