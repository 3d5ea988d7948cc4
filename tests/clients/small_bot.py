"""A bot of a few lines behind real clients: every gateway on one real port, with a small core."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from aiohttp import web

from adapters.slack.calls import WebApi
from adapters.slack.gateway import SlackGateway
from adapters.slack.one_workspace import OneWorkspace
from adapters.teams.gateway import TeamsGateway
from adapters.web.gateway import web_routes
from adapters.web.inboxes import Inboxes
from adapters.web.personas import read_personas
from directory.vault import Vault
from tests.clients.slack import BOT_TOKEN, SIGNING_SECRET, LocalSlack
from tests.clients.thread import served_in_a_thread
from tests.small_core import Handle, SmallCore


@contextmanager
def small_bot(handle: Handle, port: int, slack: LocalSlack | None = None) -> Iterator[str]:
    """Its address. It answers as ``handle`` says, on the page, to clients of Teams here, and to ``slack``."""
    core, vault = SmallCore(handle), Vault("a key of thirty-two characters or more")
    app = web.Application()
    teams = TeamsGateway(core, vault, _now)
    app.add_routes(teams.routes())
    app.cleanup_ctx.append(teams.running)
    if slack:
        api_url = slack.environment["SLACK_API_URL"]
        workspace = OneWorkspace(BOT_TOKEN, WebApi(api_url))
        gateway = SlackGateway(core, workspace, vault, _now, signing_secret=SIGNING_SECRET, api_url=api_url)
        app.add_routes(gateway.routes())
        app.cleanup_ctx.append(gateway.running)
    personas = read_personas()
    inboxes = Inboxes([persona.id for persona in personas])
    app.add_routes(web_routes(core, personas, inboxes))
    with served_in_a_thread(app, port) as address:
        yield address


def _now() -> datetime:
    return datetime.now(UTC)
