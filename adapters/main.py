"""The one place that knows everyone: puts the parts together from the settings, and serves."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from aiohttp import web
from sqlalchemy import Engine

from adapters.health import Health
from adapters.http_limits import LOOPBACK
from adapters.metrics import Metrics
from adapters.scheduler import start_ticking
from adapters.schema import is_current
from adapters.server import make_app, only_server
from adapters.serving import serve_until_told
from adapters.slack.gateway import PATH as SLACK_PATH
from adapters.slack.gateway import SlackGateway
from adapters.slack.model import SLACK_TOKENS
from adapters.slack.one_workspace import OneWorkspace
from adapters.web.gateway import web_routes
from adapters.web.personas import read_personas
from bot.admission import AllowList
from bot.conversation import Conversation
from bot.housekeeping import forget_old
from config.settings import MIN_SECRET_LENGTH, VOCABULARY, Settings, clock_offset
from directory.database import connected, is_there, unit_of_work
from directory.errors import SettingError
from directory.live import LiveIndex
from directory.rekey import CALENDAR_ADDRESSES
from directory.search import SearchIndex
from directory.vault import Vault
from directory.vocabulary import Vocabulary, load_vocabulary

SEALED = (CALENDAR_ADDRESSES, SLACK_TOKENS)
"""Every kind of secret that the database holds: what changing the key seals again."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bot:
    """Everything that runs, put together."""

    settings: Settings
    engine: Engine
    vocabulary: Vocabulary
    clock: Callable[[], datetime]
    allowed: AllowList

    def index(self) -> LiveIndex:
        """An index of the directory, still to be built."""
        return LiveIndex(self.engine, SearchIndex(self.vocabulary))

    def conversation(self, index: LiveIndex) -> Conversation:
        return Conversation(self.engine, index, self.clock, new_id, self.allowed)


@contextmanager
def put_together(settings: Settings, vocabulary: Sequence[Path] = ()) -> Iterator[Bot]:
    """Read the vocabulary and connect to the database, as long as the block runs.

    Raises SettingError when the database is not at this version's schema.
    """
    with connected(settings.database_url) as engine:
        if not is_there(engine):
            raise SettingError("There is no database yet where DATABASE_URL says. Run: find-expert db upgrade")
        if not is_current(engine):
            raise SettingError("The database is not ready for this version. Run: find-expert db upgrade")
        words = load_vocabulary(VOCABULARY, (*settings.vocabulary, *vocabulary))
        yield Bot(settings, engine, words, clock(settings), allow_list(settings))


def allow_list(settings: Settings) -> AllowList:
    """Whose people may use the bot. The workspace of a single Slack token joins when Slack has said which it is."""
    tenants = settings.allowed_teams_tenants or {each.tenant_id for each in settings.teams_registrations}
    return AllowList(settings.allowed_slack_teams, tenants, guests=settings.allow_guests)


def clock(settings: Settings) -> Callable[[], datetime]:
    """What time it is, shifted by FIND_EXPERT_NOW where set."""
    offset = timedelta(seconds=clock_offset(settings))
    return lambda: real_time() + offset


def real_time() -> datetime:
    """What others go by, whatever FIND_EXPERT_NOW says: Slack signs with it."""
    return datetime.now(UTC)


def new_id() -> str:
    """An opaque id that cannot be guessed: 72 random bits, without the characters that ids are joined with."""
    return secrets.token_urlsafe(9)


def serve_bot(bot: Bot, host: str, port: int, demo: bool) -> None:
    """Serve until interrupted. Raises SettingError, before anything listens, when something is missing."""
    refuse_half_configured(bot, host, demo)
    with only_server(bot.engine):
        health = Health(bot.engine, bot.index())
        app = web_application(bot, health, demo)
        listener = _listen(host, port)
        scheduler = start_ticking(lambda: _forget(bot))
        log.info("find-expert answers on http://%s:%d/%s; Ctrl+C stops it", host, port, "" if demo else "healthz")
        try:
            serve_until_told(app, listener, health)
        finally:
            scheduler.shutdown(wait=False)


def web_application(bot: Bot, health: Health, demo: bool) -> web.Application:
    """The HTTP surface with every platform that is on."""
    app = make_app(health, Metrics(), {SLACK_PATH: "slack"})
    conversation = bot.conversation(health.index)
    slack = bot.settings
    if slack.slack_bot_token and slack.vault:
        # Without an allow-list the one workspace is let in, as soon as Slack has said which it is.
        let_in = partial(bot.allowed.allow, "slack")
        gateway = SlackGateway(
            conversation,
            OneWorkspace(
                slack.slack_bot_token.get_secret_value(),
                api_url=slack.slack_api_url,
                when_known=(lambda _: None) if slack.allowed_slack_teams else let_in,
            ),
            slack.vault,
            real_time,
            signing_secret=slack.slack_signing_secret.get_secret_value() if slack.slack_signing_secret else "",
            app_token=slack.slack_app_token.get_secret_value() if slack.slack_app_token else "",
            api_url=slack.slack_api_url,
        )
        app.add_routes(gateway.routes())
        app.cleanup_ctx.append(gateway.running)
    if bot.settings.teams_is_on or demo:
        add_teams(app, bot, conversation)
    if demo:
        app.add_routes(web_routes(conversation, read_personas()))
    return app


def add_teams(app: web.Application, bot: Bot, conversation: Conversation) -> None:
    """Teams; in a demonstration without an app id, for clients on this machine that ask for none."""
    from adapters.teams.gateway import TeamsGateway  # botbuilder takes a second to import: only where it is needed

    gateway = TeamsGateway(
        conversation,
        bot.settings.vault or Vault(secrets.token_urlsafe(MIN_SECRET_LENGTH)),
        real_time,
        registrations=bot.settings.teams_registrations,
        tenants=bot.settings.allowed_teams_tenants,
    )
    app.add_routes(gateway.routes())
    app.cleanup_ctx.append(gateway.running)


def refuse_half_configured(bot: Bot, host: str, demo: bool) -> None:
    """Fail closed: better no bot than one that answers strangers or cannot seal its secrets."""
    if demo and host not in LOOPBACK:
        raise SettingError("The demonstration page answers on this machine only: leave out --host, or --demo.")
    if not demo and not bot.settings.slack_is_on:
        raise SettingError(
            "There is nothing to serve: set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET, or add --demo for the web page."
        )
    if bot.settings.slack_is_on and bot.settings.vault is None:
        raise SettingError("FIND_EXPERT_SECRET_KEY is missing: set it to any string of 32 characters or more.")


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
